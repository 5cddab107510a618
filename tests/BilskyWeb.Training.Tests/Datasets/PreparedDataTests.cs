using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Phantom;
using BilskyWeb.Training.Datasets;

namespace BilskyWeb.Training.Tests.Datasets;

public sealed class PreparedDataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-prepared-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Regions that another preprocessing or another phantom made used to be taken for this one's.</summary>
    [Fact]
    public async Task RoiAsync_FilesOfAnotherPreparation_AreNotTaken()
    {
        var sources = new Sources("folders", "", _ => AsyncEnumerable.Empty<LabelledSeries>(), _ => AsyncEnumerable.Empty<LabelledSeries>());
        File.WriteAllText(Path.Combine(_folder, "roi-train-folders.bin"), "of long ago");
        var data = await PreparedData.RoiAsync(_folder, sources, TextWriter.Null, CancellationToken.None);
        Assert.Empty(data.Train.Items);
        Assert.Equal(sources.PreparedKey, data.Key);
        Assert.True(File.Exists(Path.Combine(_folder, $"roi-train-folders-p{PreprocessingVersion.Current}.bin")));
    }

    [Fact]
    public void Phantoms_Key_NamesGeneratorStudiesAndSeed() =>
        Assert.Equal($"phantom{PhantomRevision.Current}-300s4-p{PreprocessingVersion.Current}", Sources.Phantoms("grader", 300, 4).PreparedKey);
}
