using BilskyWeb.Phantom;
using BilskyWeb.Training.Datasets;

namespace BilskyWeb.Training.Tests.Datasets;

[Trait("Kind", "integration")]
public sealed class LabelledFoldersTests(WrittenPhantoms phantoms) : IClassFixture<WrittenPhantoms>
{
    /// <summary>DICOM file, screening, archive and decoding on one side, the phantom in memory on the other: the grader must see the same region.</summary>
    [Fact]
    public async Task All_WrittenPhantoms_GiveTheRegionsOfThePhantomInMemory()
    {
        var fromFiles = new GraderSamples();
        await foreach (var series in LabelledFolders.All([phantoms.Folder], TextWriter.Null, CancellationToken.None))
        {
            fromFiles.Add(series);
        }

        var fromMemory = new GraderSamples();
        fromMemory.Add(PhantomSource.Labelled(PhantomStudy.Generate(new PhantomRequest(11, PhantomCohort.Balanced, Healthy: false)), "a"));
        fromMemory.Add(PhantomSource.Labelled(PhantomStudy.Generate(new PhantomRequest(12, PhantomCohort.External, Healthy: true)), "b"));
        Assert.Equal(fromMemory.Grades, fromFiles.Grades);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var all = Enumerable.Range(0, fromFiles.Count).ToArray();
        var difference = (fromFiles.Batch(all).Regions - fromMemory.Batch(all).Regions).abs();
        Assert.True(difference.mean().item<float>() < 0.004, $"mean difference {difference.mean().item<float>()}");
    }

    [Fact]
    public async Task Open_TwoPatients_PutsThemOnTwoSides()
    {
        var sources = LabelledFolders.Open([phantoms.Folder], TextWriter.Null);
        var train = new HashSet<string>();
        var validation = new HashSet<string>();
        await foreach (var series in sources.Train(CancellationToken.None))
        {
            train.Add(series.Study);
        }

        await foreach (var series in sources.Validation(CancellationToken.None))
        {
            validation.Add(series.Study);
        }

        Assert.Single(train);
        Assert.Single(validation);
        Assert.Empty(train.Intersect(validation));
    }
}
