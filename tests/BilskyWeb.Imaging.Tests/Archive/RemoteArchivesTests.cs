using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.LocalServers;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Imaging.Tests.Archive;

/// <summary>Two archives that know each other: ours, and one that plays the hospital's PACS.</summary>
[Trait("Kind", "integration")]
public sealed class RemoteArchivesTests(RemoteArchivesTests.TwoArchives two) : IClassFixture<RemoteArchivesTests.TwoArchives>
{
    private static readonly RemoteArchive Pacs = new("pacs", RemoteKind.Modality, "");
    private static readonly RemoteArchive Web = new("pacs-web", RemoteKind.DicomWeb, "");

    [Fact]
    public async Task ListAsync_BothKinds_AreInOneList()
    {
        var remotes = (await two.Ours.Remotes.ListAsync()).Value;

        Assert.Contains(remotes, remote => remote is { Name: "pacs", Kind: RemoteKind.Modality } && remote.Address.StartsWith("PACS@127.0.0.1:", StringComparison.Ordinal));
        Assert.Contains(remotes, remote => remote is { Name: "pacs-web", Kind: RemoteKind.DicomWeb } && remote.Address.EndsWith("/dicom-web/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EchoAsync_ReachableAndNot_TellsThemApart()
    {
        await two.Ours.Remotes.SaveModalityAsync("nobody", new KnownModality("NOBODY", "127.0.0.1", FreePort.Find()));

        Assert.True((await two.Ours.Remotes.EchoAsync("pacs")).IsOk);
        Assert.IsType<RemoteUnavailable>((await two.Ours.Remotes.EchoAsync("nobody")).Error);
        Assert.IsType<RemoteUnavailable>((await two.Ours.Remotes.FindStudiesAsync(new RemoteArchive("nobody", RemoteKind.Modality, ""), new StudyQuery { PatientId = "X" })).Error);
    }

    [Fact]
    public async Task FindAndRetrieve_FromAModality_BringsTheStudyHere()
    {
        var study = await two.StoreThereAsync("DICOM1", 12);

        var found = Assert.Single((await two.Ours.Remotes.FindStudiesAsync(Pacs, new StudyQuery { PatientId = "DICOM1", PatientName = "Test*", From = new DateOnly(2026, 1, 1) })).Value);
        Assert.Equal((study, "DICOM1", "Test^Slice", "MR", 12), (found.StudyInstanceUid, found.PatientId, found.PatientName, found.Modalities, found.Instances));

        var started = (await two.Ours.Remotes.RetrieveAsync(Pacs, study)).Value;
        var progress = new List<int>();
        var done = (await two.Ours.Remotes.WaitForJobAsync(started.Id, new Told(progress))).Value;

        Assert.Equal(RetrieveState.Succeeded, done.State);
        Assert.Equal(12, (await two.OurImages.FindInstancesAsync(study)).Value.Count);
    }

    [Fact]
    public async Task FindAndRetrieve_FromADicomWebServer_BringsTheStudyHere()
    {
        var study = await two.StoreThereAsync("WEB1", 7);

        var found = Assert.Single((await two.Ours.Remotes.FindStudiesAsync(Web, new StudyQuery { PatientId = "WEB1" })).Value);
        Assert.Equal((study, "Test^Slice"), (found.StudyInstanceUid, found.PatientName));

        var started = (await two.Ours.Remotes.RetrieveAsync(Web, study)).Value;
        var done = (await two.Ours.Remotes.WaitForJobAsync(started.Id)).Value;

        Assert.Equal(RetrieveState.Succeeded, done.State);
        Assert.Equal(7, (await two.OurImages.FindInstancesAsync(study)).Value.Count);
    }

    [Theory]
    [InlineData(RemoteKind.Modality)]
    [InlineData(RemoteKind.DicomWeb)]
    public async Task CountInstancesAsync_StudyOfAnotherArchive_CountsItsSeries(RemoteKind kind)
    {
        var study = await two.StoreThereAsync($"COUNT{kind}", 5);

        var told = (await two.Ours.Remotes.CountInstancesAsync(kind == RemoteKind.Modality ? Pacs : Web, study)).Value;

        Assert.Equal(("MR", 5), Assert.Single(told) is { SeriesInstanceUid: not null } series ? (series.Modality, series.Instances) : default);
        Assert.Empty((await two.Ours.Remotes.CountInstancesAsync(kind == RemoteKind.Modality ? Pacs : Web, DicomUid.New())).Value);
    }

    [Fact]
    public async Task FindStudiesAsync_NothingAsked_IsRefusedUnsent() =>
        Assert.Equal("archive.open_query", (await two.Ours.Remotes.FindStudiesAsync(Pacs, new StudyQuery { Modality = "MR" })).Error!.Code);

    [Fact]
    public async Task SaveModalityAsync_NameThatIsAPath_IsRefused() =>
        Assert.Equal("archive.bad_remote_name", (await two.Ours.Remotes.SaveModalityAsync("../system", new KnownModality("X", "127.0.0.1", 104))).Error!.Code);

    [Fact]
    public async Task GetJobAsync_UnknownJob_IsNotFound() =>
        Assert.IsType<NotInArchive>((await two.Ours.Remotes.GetJobAsync("no-such-job")).Error);

    private sealed class Told(List<int> percents) : IProgress<int>
    {
        public void Report(int value) => percents.Add(value);
    }

#pragma warning disable CA1001 // xunit disposes it by DisposeAsync.
    public sealed class TwoArchives : IAsyncLifetime
#pragma warning restore CA1001
    {
        private PrivateOrthanc _here = null!;
        private PrivateOrthanc _there = null!;
        private DicomWebArchive _thereImages = null!;

        internal OrthancArchive Ours { get; private set; } = null!;

        internal DicomWebArchive OurImages { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            _here = await SharedOrthanc.GetAsync();
            _there = await PrivateOrthanc.StartAsync(TestDirectory.Named("pacs"), default, new PrivateOrthancOptions
            {
                AeTitle = "PACS",
                Durable = false,
                Modalities = [new KnownModality(_here.AeTitle, "127.0.0.1", _here.DicomPort)],
            });
            _thereImages = new DicomWebArchive(_there.Address());
            Ours = new OrthancArchive(_here.Address());
            OurImages = new DicomWebArchive(_here.Address());
            Assert.True((await Ours.Remotes.SaveModalityAsync("pacs", new KnownModality("PACS", "127.0.0.1", _there.DicomPort))).IsOk);
            Assert.True((await Ours.Remotes.SaveDicomWebServerAsync("pacs-web", _there.Address())).IsOk);
        }

        public async Task DisposeAsync()
        {
            _thereImages.Dispose();
            Ours.Dispose();
            OurImages.Dispose();
            await _there.DisposeAsync();
        }

        internal async Task<string> StoreThereAsync(string patient, int count)
        {
            var study = DicomUid.New();
            using var folder = new StowFolder(study, "s", count, change: s => s.Set(DicomTag.PatientId, patient));
            await foreach (var outcome in _thereImages.StoreAsync(folder.Files))
            {
                Assert.Equal(StoreStatus.Stored, outcome.Status);
            }

            return study;
        }
    }
}
