using System.Net;
using System.Net.Sockets;
using BilskyWeb.Core;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Imaging.Tests.Archive;

[Trait("Kind", "integration")]
public sealed class DicomWebArchiveTests(ArchiveFixture fixture) : IClassFixture<ArchiveFixture>, IDisposable
{
    private readonly DicomWebArchive _archive = new(fixture.Orthanc.Address());

    public void Dispose() => _archive.Dispose();

    [Fact]
    public async Task StoreAsync_ManyFiles_AllCanBeFoundAndRead()
    {
        var study = DicomUid.New();
        using var folder = new StowFolder(study, series: "a", count: 150);

        var outcomes = await StoreAsync(folder.Files);

        Assert.Equal(folder.Files, outcomes.Select(outcome => outcome.File));
        Assert.All(outcomes, outcome => Assert.Equal(StoreStatus.Stored, outcome.Status));
        var series = Assert.Single(Ok(await _archive.FindSeriesAsync(study)));
        Assert.Equal(150, Ok(await _archive.FindInstancesAsync(study, series.GetString(DicomTag.SeriesInstanceUid))).Count);
        var metadata = Ok(await _archive.ReadMetadataAsync(study));
        Assert.Equal(150, metadata.Count);
        // Of one image per series the file says how it is compressed, which the archive's answer does not.
        Assert.Equal(DicomUid.ExplicitVrLittleEndian, Assert.Single(metadata, instance => instance.Contains(DicomTag.AvailableTransferSyntaxUid)).GetString(DicomTag.AvailableTransferSyntaxUid));
        var raw = Ok(await _archive.ReadFrameAsync(metadata[7], 1));
        Assert.Equal(StowFolder.Pixels, raw);
        Assert.Equal(100.5, Ok(await _archive.ReadMetadataAsync(InstanceAddress.Of(metadata[3]))).GetDouble(DicomTag.EchoTime));
    }

    /// <summary>Orthanc makes an empty list of "0,5" and a list of one number of "0.5\0,5".</summary>
    [Fact]
    public async Task ReadMetadataAsync_NumbersThatTheArchiveCannotRead_AreThoseOfTheFile()
    {
        var study = DicomUid.New();
        using var folder = new StowFolder(study, "a", 2, change: s => s.Set(DicomTag.RescaleSlope, 1).Set(DicomTag.RescaleIntercept, 0));
        var path = folder.Files[0].Path;
        var file = RawElement.Replace(await File.ReadAllBytesAsync(path), DicomTag.PixelSpacing, @"0.5\0,25"u8);
        file = RawElement.Replace(file, DicomTag.ImagePositionPatient, @"-50,5\-50\8"u8);
        file = RawElement.Replace(file, DicomTag.RescaleSlope, "2,5"u8);
        file = RawElement.Replace(file, DicomTag.RescaleIntercept, "1,500"u8);
        await File.WriteAllBytesAsync(path, RawElement.Replace(file, DicomTag.InstanceNumber, "1.0"u8));
        await StoreAsync(folder.Files);

        var read = Ok(await _archive.ReadMetadataAsync(study)).Single(i => i.GetString(DicomTag.SopInstanceUid) == folder.Files[0].SopInstanceUid);

        Assert.Equal([0.5, 0.25], read.GetDoubles(DicomTag.PixelSpacing));
        Assert.Equal([-50.5, -50, 8], read.GetDoubles(DicomTag.ImagePositionPatient));
        Assert.Equal(2.5, read.GetDouble(DicomTag.RescaleSlope));
        Assert.Null(read.GetDouble(DicomTag.RescaleIntercept));
        Assert.Equal("1,500", read.UnreadableNumber(DicomTag.RescaleIntercept));
        Assert.Equal(1, read.GetInt(DicomTag.InstanceNumber));
    }

    [Fact]
    public async Task StoreAsync_SameFilesTwice_SucceedsAndChangesNothing()
    {
        var study = DicomUid.New();
        using var folder = new StowFolder(study, "a", 5);

        await StoreAsync(folder.Files);
        var again = await StoreAsync([.. folder.Files, folder.Files[0]]);

        Assert.All(again, outcome => Assert.Equal(StoreStatus.Stored, outcome.Status));
        Assert.Equal(5, Ok(await _archive.FindInstancesAsync(study)).Count);
    }

    [Fact]
    public async Task StoreAsync_BadFilesAmongGoodOnes_FailsThoseAloneWithAReason()
    {
        var study = DicomUid.New();
        using var folder = new StowFolder(study, "a", 6);
        await File.WriteAllTextAsync(folder.Files[1].Path, "not DICOM");
        await using (var file = File.OpenWrite(folder.Files[2].Path))
        {
            file.SetLength(700);
        }

        File.Delete(folder.Files[4].Path);

        var outcomes = await StoreAsync(folder.Files);

        Assert.Equal(
            [StoreStatus.Stored, StoreStatus.Refused, StoreStatus.Refused, StoreStatus.Stored, StoreStatus.Refused, StoreStatus.Stored],
            outcomes.Select(outcome => outcome.Status));
        Assert.All(outcomes.Where(outcome => outcome.Status == StoreStatus.Refused), outcome => Assert.Contains("again", outcome.Message, StringComparison.Ordinal));
        Assert.Equal(3, Ok(await _archive.FindInstancesAsync(study)).Count);
    }

    [Theory]
    [InlineData("SMITH^JOHN", 1)]
    [InlineData("smith*", 2)]
    [InlineData("Müller^Jörg", 1)]
    [InlineData("O'Neill Mc?arthy^A", 1)]
    [InlineData("NOBODY", 0)]
    [InlineData("Smith & Sons", 0)]
    public async Task FindStudiesAsync_ByName_FindsThatPerson(string name, int expected)
    {
        var id = "Q" + Guid.NewGuid().ToString("N")[..8];
        foreach (var patient in new[] { "SMITH^JOHN", "Müller^Jörg", "O'Neill McCarthy^A", "Smith - Sons" })
        {
            using var folder = new StowFolder(DicomUid.New(), "a", 1, change: s => s.Set(DicomTag.PatientName, patient).Set(DicomTag.PatientId, $"{id} 1"));
            await StoreAsync(folder.Files);
        }

        var found = Ok(await _archive.FindStudiesAsync(new StudyQuery { PatientName = name, PatientId = $"{id} 1" }));

        Assert.Equal(expected, found.Count);
    }

    [Fact]
    public async Task FindStudiesAsync_Paged_GivesEachStudyOnce()
    {
        var id = "P" + Guid.NewGuid().ToString("N")[..8];
        for (var i = 0; i < 5; i++)
        {
            using var folder = new StowFolder(DicomUid.New(), "a", 1, change: s => s.Set(DicomTag.PatientId, id).Set(DicomTag.StudyDate, "20260301"));
            await StoreAsync(folder.Files);
        }

        var query = new StudyQuery { PatientId = id, From = new DateOnly(2026, 2, 1), To = new DateOnly(2026, 3, 1), Modality = "MR", Limit = 2 };
        var pages = new List<string?>();
        for (var offset = 0; offset < 6; offset += 2)
        {
            pages.AddRange(Ok(await _archive.FindStudiesAsync(query with { Offset = offset })).Select(s => s.GetString(DicomTag.StudyInstanceUid)));
        }

        Assert.Equal(5, pages.Distinct().Count());
        Assert.Empty(Ok(await _archive.FindStudiesAsync(query with { To = new DateOnly(2026, 2, 28) })));
    }

    [Fact]
    public async Task ReadMetadataAsync_UnknownStudy_IsNotFound() =>
        Assert.IsType<NotInArchive>((await _archive.ReadMetadataAsync("1.2.3.4.5")).Error);

    [Theory]
    [InlineData("../../../system")]
    [InlineData("")]
    [InlineData("1.2.3/../..")]
    public async Task ReadMetadataAsync_NoUid_IsRefusedUnsent(string uid) =>
        Assert.Equal("archive.bad_uid", (await _archive.ReadMetadataAsync(uid)).Error!.Code);

    [Fact]
    public async Task AnyCall_ArchiveThatIsDown_IsUnavailableInAResult()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var archive = new DicomWebArchive(new ArchiveOptions { Url = new Uri($"http://127.0.0.1:{port}"), RetryDelay = TimeSpan.FromMilliseconds(10) });
        using var folder = new StowFolder(DicomUid.New(), "a", 3);

        Assert.IsType<ArchiveUnavailable>((await archive.ReadMetadataAsync("1.2.3")).Error);
        Assert.IsType<ArchiveUnavailable>((await archive.FindStudiesAsync(new StudyQuery())).Error);
        var outcomes = new List<StoreOutcome>();
        await foreach (var outcome in archive.StoreAsync(folder.Files))
        {
            outcomes.Add(outcome);
        }

        Assert.Equal(3, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal(StoreStatus.Unavailable, outcome.Status));
    }

    [Fact]
    public async Task AnyCall_WrongPassword_SaysSo()
    {
        using var archive = new DicomWebArchive(new ArchiveOptions { Url = fixture.Orthanc.Url, User = fixture.Orthanc.User, Password = "guess" });

        Assert.Equal("archive.sign_in_refused", (await archive.FindStudiesAsync(new StudyQuery())).Error!.Code);
    }

    private async Task<List<StoreOutcome>> StoreAsync(IEnumerable<StowFile> files)
    {
        var outcomes = new List<StoreOutcome>();
        await foreach (var outcome in _archive.StoreAsync(files))
        {
            outcomes.Add(outcome);
        }

        return outcomes;
    }

    private static T Ok<T>(Result<T> result) => result.Value;
}
