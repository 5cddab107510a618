using BilskyWeb.Training.Models;
using BilskyWeb.Training.OnnxExport;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Tests.OnnxExport;

/// <summary>What a file grades, the network that begins with it grades.</summary>
public sealed class GraderImportTests
{
    [Fact]
    public void Into_AFreshNetwork_AnswersAsTheExportedOne()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        manual_seed(5);
        using var exported = new PrototypeGrader(GraderHead.Prototypes, 64);
        exported.train();
        for (var i = 0; i < 3; i++)
        {
            exported.forward(rand(8, 1, 64, 64));
        }

        exported.eval();
        var regions = rand(16, 1, 64, 64);
        var expected = exported.Grade(regions).Distances!;
        var file = ModelExport.Grader(exported, 64, new double[6], WeightStorage.Float32);
        using var begun = new PrototypeGrader(GraderHead.Prototypes, 64);

        GraderImport.Into(begun, file, regions);

        var training = begun.Grade(regions).Distances!;
        begun.eval();
        foreach (var actual in new[] { training, begun.Grade(regions).Distances! })
        {
            Assert.True((actual - expected).abs().max().item<float>() < 0.02f * expected.abs().mean().item<float>());
        }
    }

    [Fact]
    public void Into_FileOfAnotherNetwork_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var grader = new PrototypeGrader(GraderHead.Prototypes, 64);
        using var roi = new SpineHeatmapNet();
        var error = Assert.Throws<InvalidDataException>(() => GraderImport.Into(grader, ModelExport.Roi(roi, WeightStorage.Float32), rand(1, 1, 64, 64)));
        Assert.Contains("another network", error.Message, StringComparison.Ordinal);
    }
}
