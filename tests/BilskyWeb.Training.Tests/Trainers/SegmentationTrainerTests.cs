using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.OnnxExport;
using BilskyWeb.Training.Runtime;
using BilskyWeb.Training.Trainers;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Tests.Trainers;

public sealed class SegmentationTrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-segmentation-").FullName;

    public SegmentationTrainerTests() => NativeTorch.Prepare(1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The whole way: drawn slices, a step of learning, and a file that answers as the network does.</summary>
    [Fact]
    public void Run_AFewSlices_LearnsAndTheFileAnswersAsTheNetwork()
    {
        var samples = SegmentationSamples.Draw(3, 24, TextWriter.Null, CancellationToken.None);
        var path = Path.Combine(_folder, "samples.bin");
        samples.Save(path);
        samples = SegmentationSamples.Load(path);
        var data = new Prepared<SegmentationSamples>("few", samples, samples);
        manual_seed(1);
        using var fresh = new CanalSegmentationNet();
        var before = SegmentationTrainer.Measure(fresh, samples, CancellationToken.None);

        using var net = new SegmentationTrainer(new SegmentationSettings { Epochs = 8, BatchSize = 8 }, data, _folder, TextWriter.Null).Run(Progress.Afresh, CancellationToken.None);

        Assert.True(SegmentationTrainer.Measure(net, samples, CancellationToken.None).Loss < before.Loss - 0.3, "Nothing was learnt.");
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var region = SegmentationAugmentation.Centre(samples.Batch([0, 1]).Regions).contiguous();
        var expected = nn.functional.softmax(net.forward(region), 1).contiguous().data<float>().ToArray();
        using var session = new InferenceSession(ModelExport.Segmentation(net, WeightStorage.Float32));
        using var input = OrtValue.CreateTensorValueFromMemory(region.data<float>().ToArray(), region.shape);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["region"], [input], ["tissues"]);
        var actual = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        Assert.Equal(2 * CanalTissues.Count * CanalSegmentationNet.Side * CanalSegmentationNet.Side, actual.Length);
        Assert.True(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() < 1e-3);
    }

    [Fact]
    public void Vary_AnyRegion_KeepsPixelsAndSharesInTheirRanges()
    {
        var (stored, shares, _) = SegmentationSamples.Draw(4, 4, TextWriter.Null, CancellationToken.None).Batch([0, 1, 2, 3]);
        using var scope = NewDisposeScope();
        manual_seed(2);
        var (regions, truth) = SegmentationAugmentation.Vary(stored, shares);
        Assert.Equal([4L, 1, CanalSegmentationNet.Side, CanalSegmentationNet.Side], regions.shape);
        Assert.True(regions.min().item<float>() >= 0 && regions.max().item<float>() <= 1);
        Assert.True((truth.sum(1) - 1).abs().max().item<float>() < 1e-4);
        Assert.True(truth.min().item<float>() >= -1e-5);
    }

    /// <summary>Fresh weights are no model.</summary>
    [Fact]
    public void Run_ExportOnlyWithoutACheckpoint_IsRefused()
    {
        var none = new Prepared<SegmentationSamples>("data", new SegmentationSamples(), new SegmentationSamples());
        var error = Assert.Throws<InvalidDataException>(() => new SegmentationTrainer(new SegmentationSettings(), none, _folder, TextWriter.Null).Run(Progress.ExportOnly, CancellationToken.None));
        Assert.Contains("no checkpoint to export", error.Message, StringComparison.Ordinal);
    }
}
