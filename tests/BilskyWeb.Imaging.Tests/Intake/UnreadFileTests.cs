using System.IO.Compression;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Imaging.Tests.Screening;

namespace BilskyWeb.Imaging.Tests.Intake;

/// <summary>What a file that could not be taken still tells of whose it is, and which files count as a lost image.</summary>
public sealed class UnreadFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unread-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(DicomUid.ExplicitVrLittleEndian)]
    [InlineData(RawDicom.Implicit)]
    [InlineData(RawDicom.BigEndian)]
    [InlineData(RawDicom.Deflated)]
    public async Task TakeAsync_CutOffInThePixels_TellsStudySeriesAndImage(string syntax)
    {
        // Pixels that deflate badly, so that the cut is within them.
        var pixels = new byte[4096];
        new Random(7).NextBytes(pixels);
        var file = RawDicom.Image(syntax).Rest(pixels: false).Header(0x7FE00010, "OW", 4096).Bytes(pixels).File();

        Assert.Equal(new UnreadFile("1.2.3.1", "1.2.3.2", "1.2.3.4", "", true, false), (await TakeAsync("a.dcm", file[..^2000])).Unread);
    }

    [Fact]
    public async Task TakeAsync_CutOffBeforeTheStudy_TellsTheImageAlone()
    {
        var file = RawDicom.Image().File();

        Assert.Equal(new UnreadFile(null, null, "1.2.3.4", "", true, false), (await TakeAsync("a.dcm", file)).Unread);
    }

    [Fact]
    public async Task TakeAsync_BrokenAttributeBeforeTheStudy_FindsTheIdentifiersAllTheSame()
    {
        var file = RawDicom.Image().Header(0x00081030, "LO", 65000).Rest().File();

        var unread = (await TakeAsync("a.dcm", file)).Unread;

        Assert.Equal(("1.2.3.1", "1.2.3.2", "1.2.3.4"), (unread?.StudyInstanceUid, unread?.SeriesInstanceUid, unread?.SopInstanceUid));
    }

    [Fact]
    public async Task TakeAsync_BeginningOverwritten_IsALostImageOfItsStudy()
    {
        var file = RawDicom.Image().Rest().File();
        new Random(3).NextBytes(file.AsSpan(0, 240));

        var item = await TakeAsync("IM0007", file);

        Assert.Equal((IntakeVerdict.Skipped, "1.2.3.1"), (item.Verdict, item.Unread?.StudyInstanceUid));
    }

    [Fact]
    public async Task TakeAsync_TwoStudiesNamedInDamagedBytes_TellsNone()
    {
        var file = RawDicom.Image().Header(0x00081030, "LO", 65000).Text(0x0020000D, "UI", "1.2.9").Rest().File();

        Assert.Null((await TakeAsync("a.dcm", file)).Unread!.StudyInstanceUid);
    }

    [Theory]
    [InlineData("a.dcm", true)]
    [InlineData("A.IMA", true)]
    [InlineData("IM000012", true)]
    [InlineData("1.2.840.113619.2.5", true)]
    [InlineData("viewer.dat", false)]
    public async Task TakeAsync_ZerosOrNothing_CountByTheirName(string name, bool isLost)
    {
        Assert.Equal(isLost, (await TakeAsync(name, new byte[5000])).Unread is not null);
        Assert.Equal(isLost, (await TakeAsync(name, [])).Unread is not null);
    }

    [Theory]
    [InlineData("LIESMICH", "Please open with the viewer.")]
    [InlineData("report.pdf", "%PDF-1.7 report")]
    public async Task TakeAsync_TextOrReport_LosesNoImage(string name, string content) =>
        Assert.Null((await TakeAsync(name, System.Text.Encoding.ASCII.GetBytes(content))).Unread);

    [Fact]
    public async Task TakeAsync_ErrorPageSavedAsAnImage_IsALostImage() =>
        Assert.NotNull((await TakeAsync("0012.dcm", "<html>502 Bad Gateway</html>"u8.ToArray())).Unread);

    [Fact]
    public async Task TakeAsync_RawDataOfTheScanner_LosesNoImage() =>
        Assert.Null((await TakeAsync("a.dcm", new RawDicom().Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.66").Text(0x00080018, "UI", "1.2.3.4").Rest().File())).Unread);

    [Fact]
    public async Task TakeAsync_CutOffReport_LosesNoImage() =>
        Assert.Null((await TakeAsync("a.dcm", new RawDicom().Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.88.22").Text(0x00080018, "UI", "1.2.3.4").Rest(pixels: false).Header(0x00400275, "SQ", 4000).File())).Unread);

    [Theory]
    [InlineData("CT", null, false)]
    [InlineData("MR", "1\\0\\0\\0\\1\\0", true)]
    [InlineData("MR", "0\\1\\0\\0\\0\\-1", false)]
    [InlineData("MR", null, true)]
    public async Task TakeAsync_CutOff_MayBeAxialUnlessItSaysOtherwise(string modality, string? orientation, bool may)
    {
        var raw = new RawDicom().Text(0x00080016, "UI", DicomUid.MrImageStorage).Text(0x00080018, "UI", "1.2.3.4").Text(0x00080060, "CS", modality)
            .Text(0x0020000D, "UI", "1.2.3.1").Text(0x0020000E, "UI", "1.2.3.2");
        raw = orientation is null ? raw : raw.Text(0x00200032, "DS", "0\\0\\0").Text(0x00200037, "DS", orientation).Short(0x00280010, 256).Short(0x00280011, 256);

        Assert.Equal(may, (await TakeAsync("a.dcm", raw.Header(0x7FE00010, "OW", 8000).File())).Unread!.MayBeAxialT2);
    }

    [Fact]
    public async Task TakeAsync_ZipEntryThatBreaksOff_TellsWhatCameBefore()
    {
        var whole = RawDicom.Image().Rest(pixels: false).Header(0x7FE00010, "OW", 60000).Bytes(new byte[60000]).File();
        new Random(5).NextBytes(whole.AsSpan(^60000));
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("IM1").Open();
            entry.Write(whole);
        }

        var bytes = zip.ToArray();
        bytes.AsSpan(40_000, 4_000).Fill(0xFF);

        var item = await TakeAsync("disc.zip", bytes);

        Assert.Equal(("zip.damaged_entry", "1.2.3.1"), (item.Code, item.Unread?.StudyInstanceUid));
    }

    [Fact]
    public async Task TakeAsync_ArchiveWithinTheZip_IsToldAndIsNoImage()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("more.zip").Open();
            entry.Write("PK\x03\x04 and more"u8);
        }

        Assert.Equal((true, false), ((await TakeAsync("disc.zip", zip.ToArray())).Unread is { } unread) ? (unread.IsArchive, unread.MayBeAxialT2) : default);
    }

    [Fact]
    public async Task TakeAsync_TwoImagesUnderOneNumber_TheSecondIsLostAndItsNumberProvesNothing()
    {
        var items = new List<IntakeItem>();
        var intake = Intake(items);
        foreach (var columns in new[] { 4, 2 })
        {
            using var file = new MemoryStream(RawDicom.Image().Rest(columns: columns, pixels: false).Header(0x7FE00010, "OW", (uint)(8 * columns)).Bytes(new byte[8 * columns]).File());
            await intake.TakeAsync("a.dcm", file, default);
        }

        Assert.Null(items[0].Unread);
        Assert.Equal((FileIntake.SopConflict, "1.2.3.1", null), (items[1].Code, items[1].Unread?.StudyInstanceUid, items[1].Unread?.SopInstanceUid));
    }

    private async Task<IntakeItem> TakeAsync(string name, byte[] bytes)
    {
        var items = new List<IntakeItem>();
        using var file = new MemoryStream(bytes);
        await Intake(items).TakeAsync(name, file, default);
        return Assert.Single(items);
    }

    private FileIntake Intake(List<IntakeItem> items) => new(Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName, new Part10Screener(new ScreeningLimits()), new IntakeLimits(), (item, _) =>
    {
        items.Add(item);
        return ValueTask.CompletedTask;
    });
}
