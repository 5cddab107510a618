using BilskyWeb.Training.Datasets;
using TorchSharp;

namespace BilskyWeb.Training.Tests.Datasets;

[Trait("Kind", "integration")]
public sealed class UnlabelledFoldersTests(WrittenPhantoms phantoms) : IClassFixture<WrittenPhantoms>, IDisposable
{
    private static readonly string Models = Path.Combine(ShippedModelsTests.RepositoryRoot(), "models");

    private static readonly IReadOnlySet<string> Nobody = new HashSet<string>();

    private readonly string _run = Directory.CreateTempSubdirectory("bilsky-unlabelled-").FullName;

    public void Dispose() => Directory.Delete(_run, recursive: true);

    [Fact]
    public async Task Prepare_FolderWithoutLabels_GivesTheRegionsAroundTheCanalsOnce()
    {
        var folder = phantoms.CopyWith(_ => []);
        try
        {
            File.Delete(Path.Combine(folder, "labels.csv"));
            var samples = await Open(folder).PrepareAsync(_run, Nobody, CancellationToken.None);

            // The sagittal series beside them are no axial slices, and nothing is cut from them.
            var slices = Directory.EnumerateFiles(folder, "*.dcm", SearchOption.AllDirectories).Count(f => f.Contains("axial", StringComparison.Ordinal));
            Assert.InRange(samples.Count, slices * 0.9, slices);
            using var scope = torch.NewDisposeScope();
            using var middle = samples.Batch([.. Enumerable.Range(0, samples.Count)]).narrow(2, 72, 40).narrow(3, 72, 40);
            Assert.True(middle.amax([1, 2, 3]).min().item<float>() > 0.4, "somewhere there is no bright fluid in the middle");

            var file = Assert.Single(Directory.EnumerateFiles(_run));
            var written = File.GetLastWriteTimeUtc(file);
            var again = await Open(folder).PrepareAsync(_run, Nobody, CancellationToken.None);
            Assert.Equal((samples.Count, written), (again.Count, File.GetLastWriteTimeUtc(file)));
            Assert.Equal(0, (samples.Batch([3]) - again.Batch([3])).abs().max().item<float>());

            // A patient who is kept for validation is seen by nobody, not even without a label.
            var heldBack = await LabelledFolders.Open([phantoms.Folder], new Fold(1, 2), TextWriter.Null).ValidationPatients(CancellationToken.None);
            Assert.InRange((await Open(folder).PrepareAsync(_run, heldBack, CancellationToken.None)).Count, 1, samples.Count - 1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Prepare_NoFolderOrNoAxialSlices_IsRefused()
    {
        var missing = await Assert.ThrowsAsync<InvalidDataException>(() => Open(Path.Combine(_run, "none")).PrepareAsync(_run, Nobody, CancellationToken.None));
        Assert.Contains("is not a folder", missing.Message, StringComparison.Ordinal);
        var sagittal = Directory.EnumerateDirectories(phantoms.Folder, "sagittal*", SearchOption.AllDirectories).First();
        var none = await Assert.ThrowsAsync<InvalidDataException>(() => Open(sagittal).PrepareAsync(_run, Nobody, CancellationToken.None));
        Assert.Contains("No canal was found", none.Message, StringComparison.Ordinal);
    }

    private static UnlabelledFolders Open(string folder) => new([folder], Models, TextWriter.Null);
}
