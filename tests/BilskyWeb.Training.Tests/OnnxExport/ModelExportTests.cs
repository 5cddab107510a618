using BilskyWeb.Training.Models;
using BilskyWeb.Training.OnnxExport;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace BilskyWeb.Training.Tests.OnnxExport;

/// <summary>The exported files, run by the real ONNX Runtime, against TorchSharp.</summary>
public sealed class ModelExportTests
{
    [Fact]
    public void Grader_Float32_AgreesToOneInTenThousand()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var grader = Lively();
        var input = rand(2, 1, 224, 224);
        var expected = grader.Grade(input);
        var actual = Run(ModelExport.Grader(grader, 64, new double[6], WeightStorage.Float32), "roi", input);
        Agrees(expected.Distances!, actual["distances"], 1e-4);
        Agrees(expected.Embedding, actual["embedding"], 1e-4);
        Agrees(nn.functional.softmax(expected.Logits, 1), actual["probabilities"], 1e-4);
        Assert.Equal([2, 6], actual["probabilities"].Dimensions.ToArray());
        Assert.Equal([2, 2048], actual["embedding"].Dimensions.ToArray());
    }

    [Fact]
    public void Grader_Float16Stored_StaysBelow60MegabytesAndKeepsTheGrades()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var grader = Lively();
        var input = rand(8, 1, 224, 224);
        var file = ModelExport.Grader(grader, 64, new double[6], WeightStorage.Float16);
        Assert.InRange(file.Length, 40_000_000, 60_000_000);
        var expected = grader.Grade(input).Logits.argmax(1).data<long>().ToArray();
        var probabilities = Run(file, "roi", input)["probabilities"];
        var grades = Enumerable.Range(0, 8).Select(i => (long)Enumerable.Range(0, 6).MaxBy(k => probabilities[i, k])).ToArray();
        Assert.Equal(expected, grades);
    }

    [Fact]
    public void Grader_OtherTemperatureAndBias_ChangesProbabilitiesOnly()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var grader = Lively();
        var input = rand(1, 1, 224, 224);
        var expected = grader.Grade(input);
        double[] bias = [1, 0.5, 0, 0, -0.5, -1];
        var actual = Run(ModelExport.Grader(grader, 200, bias, WeightStorage.Float32), "roi", input);
        Agrees(expected.Distances!, actual["distances"], 1e-4);
        Agrees(nn.functional.softmax((-expected.Distances! / 200) + tensor(bias).to(ScalarType.Float32), 1), actual["probabilities"], 1e-4);
    }

    [Fact]
    public void Grader_Softmax_IsRefused()
    {
        using var grader = new PrototypeGrader(GraderHead.Softmax, 64);
        Assert.Throws<NotSupportedException>(() => ModelExport.Grader(grader, 64, new double[6], WeightStorage.Float32));
    }

    [Theory]
    [InlineData(160, 112)]
    [InlineData(224, 320)]
    public void Roi_AnySize_AgreesToOneInTenThousand(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        manual_seed(6);
        using var net = new SpineHeatmapNet();
        net.train();
        net.forward(rand(8, 1, 96, 96));
        net.eval();
        var input = rand(1, 1, height, width);
        var heat = Run(ModelExport.Roi(net, WeightStorage.Float32), "image", input)["heatmap"];
        Agrees(net.forward(input), heat, 1e-4);
        Assert.Equal([1, 1, height / 4, width / 4], heat.Dimensions.ToArray());
    }

    // A network whose running statistics and last scales are not those of a fresh one, so that folding is really tested.
    private static PrototypeGrader Lively()
    {
        manual_seed(7);
        var grader = new PrototypeGrader(GraderHead.Prototypes, 64);
        foreach (var parameter in grader.parameters().Where(p => p.Dimensions == 1))
        {
            parameter.add_(rand_like(parameter) * 0.2);
        }

        grader.train();
        for (var i = 0; i < 3; i++)
        {
            grader.forward(rand(8, 1, 96, 96));
        }

        grader.eval();
        return grader;
    }

    private static Dictionary<string, DenseTensor<float>> Run(byte[] model, string input, Tensor value)
    {
        using var session = new InferenceSession(model);
        var feed = new DenseTensor<float>(value.data<float>().ToArray(), Array.ConvertAll(value.shape, s => (int)s));
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(input, feed)]);
        return results.ToDictionary(r => r.Name, r => r.AsTensor<float>().ToDenseTensor());
    }

    private static void Agrees(Tensor expected, DenseTensor<float> actual, double relative)
    {
        var e = expected.contiguous().data<float>().ToArray();
        var a = actual.ToArray();
        Assert.Equal(e.Length, a.Length);
        var scale = e.Max(Math.Abs);
        var worst = e.Zip(a, (x, y) => Math.Abs(x - y)).Max();
        Assert.True(worst <= relative * scale, $"worst difference {worst}, largest value {scale}");
    }
}
