using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Research.ReaderStudies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Features.Grading;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Research.ReaderStudies;

[Trait("Kind", "integration")]
public sealed class DrawCaseTests(DatabaseFixture database, ArchiveFixture archive) : IClassFixture<DatabaseFixture>, IClassFixture<ArchiveFixture>, IDisposable
{
    private readonly ReaderStudyHost _host = new(database);
    private readonly DicomWebArchive _archive = new(archive.Orthanc.Address());

    public void Dispose()
    {
        _host.Dispose();
        _archive.Dispose();
    }

    /// <summary>Same pixels, other grade: were anything of the model's in the picture, the two would differ.</summary>
    [Fact]
    public async Task HandleAsync_SamePixelsOtherGrade_IsTheSamePicture()
    {
        var reader = await _host.PersonAsync(Role.Referrer);
        var admin = await _host.PersonAsync(Role.Admin);
        var tiny = new TinyStudy(3, 3);
        await StoreAsync(tiny);
        var low = await StudyAsync(admin, reader, tiny, BilskyGrade.Grade0);
        var high = await StudyAsync(admin, reader, tiny, BilskyGrade.Grade3);
        foreach (var view in Enum.GetValues<CaseView>())
        {
            var (a, b) = (await Draw(reader, low, view), await Draw(reader, high, view));

            Assert.Equal([0x89, 0x50, 0x4E, 0x47], a[..4]);
            Assert.Equal(a, b);
            Assert.DoesNotContain("Tiny", System.Text.Encoding.Latin1.GetString(a), StringComparison.Ordinal);
        }

        Assert.NotEqual(await Draw(reader, low, CaseView.Outlined), await Draw(reader, low, CaseView.Plain));
        Assert.NotEqual(await Draw(reader, low, CaseView.CloseUp), await Draw(reader, low, CaseView.Plain));
    }

    [Fact]
    public async Task HandleAsync_WhoDoesNotRead_GetsNothing()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var (study, item) = await StudyAsync(admin, reader, new TinyStudy(3, 3), BilskyGrade.Grade0);
        var draw = new DrawCase(_host.Contexts, _archive);

        Assert.IsType<CaseNotFound>((await draw.HandleAsync(await _host.PersonAsync(Role.Reviewer), study, item, CaseView.Plain, default)).Error);
        Assert.IsType<CaseNotFound>((await draw.HandleAsync(reader, Guid.NewGuid(), item, CaseView.Plain, default)).Error);
        Assert.IsType<CaseNotFound>((await draw.HandleAsync(reader, study, Guid.NewGuid(), CaseView.Plain, default)).Error);
        Assert.IsType<NotInArchive>((await draw.HandleAsync(reader, study, item, CaseView.Plain, default)).Error);
    }

    /// <summary>A reader scrolls through the series that the case lies in, and learns of each slice only how far it is.</summary>
    [Fact]
    public async Task Stack_OfACase_IsItsSeriesAndSaysDistancesAlone()
    {
        var (admin, reader, other) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Referrer), await _host.PersonAsync(Role.Reviewer));
        var study = await _host.GradedStudyAsync([.. Enumerable.Repeat((BilskyGrade?)BilskyGrade.Grade2, 5)]);
        var id = await _host.ReaderStudyAsync(admin, [study], [reader, admin], regions: 1);
        var item = (await _host.Open.HandleAsync(reader, id, null, default)).Value.CaseId!.Value;
        var open = new OpenCaseStack(_host.Contexts);

        var stack = (await open.HandleAsync(reader, id, item, default)).Value;

        Assert.Equal([(-2, 8.0), (-1, 4), (0, 0), (1, -4), (2, -8)], stack.Slices.Select(s => (s.Offset, s.MmTowardsHead)));
        Assert.IsType<CaseNotFound>((await open.HandleAsync(other, id, item, default)).Error);
        Assert.IsType<CaseNotFound>((await open.HandleAsync(reader, id, Guid.NewGuid(), default)).Error);
    }

    /// <summary>The neighbours' own pixels, and nothing in the bytes but those, their size and their window.</summary>
    [Fact]
    public async Task Slices_OfACase_AreTheArchivesPixelsAndNothingElse()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Referrer));
        var tiny = new TinyStudy(3, 3, 5);
        await StoreAsync(tiny, 3);
        var (study, item) = await StudyAsync(admin, reader, tiny, BilskyGrade.Grade0, slices: 3);
        var read = new ReadCaseSlice(_host.Contexts, _archive);

        var own = (await read.HandleAsync(reader, study, item, 0, default)).Value;
        var next = (await read.HandleAsync(reader, study, item, 1, default)).Value;
        var last = (await read.HandleAsync(reader, study, item, 2, default)).Value;

        var (width, height) = (BitConverter.ToInt32(own), BitConverter.ToInt32(own, 4));
        Assert.Equal(88 + (2 * width * height) + 16, own.Length);
        Assert.Equal("R\0\0\0A\0\0\0L\0\0\0P\0\0\0", System.Text.Encoding.ASCII.GetString(own.AsSpan(^16..)));
        Assert.Equal(own, next);
        Assert.NotEqual(own[88..], last[88..]);
        Assert.DoesNotContain("Tiny", System.Text.Encoding.Latin1.GetString(own), StringComparison.Ordinal);
        Assert.DoesNotContain(tiny.AxialUid, System.Text.Encoding.Latin1.GetString(own), StringComparison.Ordinal);
        Assert.IsType<CaseNotFound>((await read.HandleAsync(reader, study, item, 3, default)).Error);
        Assert.IsType<CaseNotFound>((await read.HandleAsync(await _host.PersonAsync(Role.Reviewer), study, item, 0, default)).Error);
    }

    [Fact]
    public void Write_Pixels_ComeBackWithinARounding()
    {
        var image = new GreyImage(3, 2, [-12.5f, 0, 1, 400, 4095.25f, 17], 0.5, 0.75);

        var bytes = ReadCaseSlice.Write(new CasePicture(image, new VoiWindow(300, 600), new RegionOfInterest(1, 0.5, 2, 1, 1)));

        double Number(int i) => BitConverter.ToDouble(bytes, 8 + (8 * i));
        Assert.Equal((3, 2, 0.5, 0.75, 300.0, 600.0), (BitConverter.ToInt32(bytes), BitConverter.ToInt32(bytes, 4), Number(0), Number(1), Number(2), Number(3)));
        Assert.Equal((1, 0.5, 2, 1), (Number(6), Number(7), Number(8), Number(9)));
        Assert.All(bytes[^16..], edge => Assert.Equal(0, edge));
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(image.Pixels[i], Number(4) + (Number(5) * BitConverter.ToUInt16(bytes, 88 + (2 * i))), 0.04);
        }
    }

    [Theory]
    [InlineData(40, 40, 20, 20, 40, 40)]
    [InlineData(0, 0, 20, 20, 30, 30)]
    [InlineData(90, 90, 20, 20, 20, 20)]
    public void CloseUp_Region_IsTwiceAsWideAndEndsWithTheSlice(double x, double y, double width, double height, int wide, int high)
    {
        var image = new GreyImage(100, 100, [.. Enumerable.Range(0, 10_000).Select(i => (float)i)], 0.5, 0.5);

        var close = DrawCase.CloseUp(image, new RegionOfInterest(x, y, width, height, 1));

        Assert.Equal((wide, high), (close.Width, close.Height));
        Assert.Equal(image.Pixels[(int)(Math.Max(0, y - (height / 2)) * 100) + (int)Math.Max(0, x - (width / 2))], close.Pixels[0]);
    }

    private async Task<byte[]> Draw(Actor reader, (Guid Study, Guid Case) item, CaseView view) =>
        (await new DrawCase(_host.Contexts, _archive).HandleAsync(reader, item.Study, item.Case, view, default)).Value;

    private async Task<(Guid Study, Guid Case)> StudyAsync(Actor admin, Actor reader, TinyStudy tiny, BilskyGrade grade, int slices = 1)
    {
        await using var context = database.NewContext();
        var study = await context.Studies.SingleOrDefaultAsync(s => s.StudyInstanceUid == tiny.Uid);
        if (study is null)
        {
            study = context.AddStudy("Tiny^Study", DateTimeOffset.UtcNow);
            study.StudyInstanceUid = tiny.Uid;
        }

        var run = context.AddRun(study, GradingState.Complete, grade, at: DateTimeOffset.UtcNow);
        run.Slices.AddRange(tiny.Axial(0, slices).Select((slice, i) => new SliceResult
        {
            Ordinal = i,
            SeriesInstanceUid = tiny.AxialUid,
            SopInstanceUid = slice.SopInstanceUid,
            PositionMm = -4 * i,
            Status = i == 0 ? SliceStatus.Graded : SliceStatus.NoCanal,
            Grade = i == 0 ? grade : null,
            RoiX = i == 0 ? 40 : null,
            RoiY = i == 0 ? 40 : null,
            RoiWidth = i == 0 ? 20 : null,
            RoiHeight = i == 0 ? 20 : null,
        }));
        await context.SaveChangesAsync();
        var id = await _host.ReaderStudyAsync(admin, [study.Id], [reader, admin], ReadScale.SixGrades);
        return (id, (await _host.Open.HandleAsync(reader, id, null, default)).Value.CaseId!.Value);
    }

    private async Task StoreAsync(TinyStudy tiny, int slices = 1)
    {
        var folder = Directory.CreateDirectory(TestDirectory.Named($"case-{Guid.NewGuid():N}")).FullName;
        var files = tiny.Axial(0, slices).Select((file, i) =>
        {
            var path = Path.Combine(folder, $"{i}.dcm");
            File.WriteAllBytes(path, file.File);
            return new StowFile(path, file.SopInstanceUid);
        }).ToList();
        await foreach (var outcome in _archive.StoreAsync(files))
        {
            Assert.Equal(StoreStatus.Stored, outcome.Status);
        }
    }
}
