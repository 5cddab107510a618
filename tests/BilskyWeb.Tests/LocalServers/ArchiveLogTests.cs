using BilskyWeb.Imaging.Archive;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.LocalServers;

[Trait("Kind", "integration")]
public sealed class ArchiveLogTests(ArchiveFixture archive) : IClassFixture<ArchiveFixture>
{
    [Fact]
    public async Task Log_StudySentTwiceAndReadInGoodOrder_NamesNothingOfIt()
    {
        var study = new TestStudy { Slices = 2, PatientName = "Logged^Nowhere" };
        var scanner = await Scanner.GetAsync();
        using var orthanc = new OrthancArchive(archive.Orthanc.Address());
        Assert.True((await orthanc.Remotes.SaveModalityAsync("scanner", scanner.Modality)).IsOk);
        for (var sent = 0; sent < 2; sent++)
        {
            await scanner.SendAsync(new KnownModality(archive.Orthanc.AeTitle, "127.0.0.1", archive.Orthanc.DicomPort), study.Files().Select(f => f.Bytes));
        }

        using var web = new DicomWebArchive(archive.Orthanc.Address());
        Assert.Equal(2, (await web.ReadMetadataAsync(study.StudyUid)).Value.Count);

        var log = await File.ReadAllTextAsync(archive.Orthanc.LogFile);
        Assert.Contains("DICOM", log, StringComparison.Ordinal);
        Assert.All([study.StudyUid, study.SeriesUid, study.SopUid(0), study.PatientId, "Logged"], told => Assert.DoesNotContain(told, log, StringComparison.Ordinal));
    }
}
