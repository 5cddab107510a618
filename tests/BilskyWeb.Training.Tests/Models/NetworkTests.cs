using BilskyWeb.Training.Models;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Tests.Models;

public sealed class NetworkTests
{
    [Fact]
    public void ResNet50_Parameters_AreThePapers25Point56Million()
    {
        using var net = new ResNet50(new PassSettings());
        var withThousandClasses = net.parameters().Sum(p => p.numel()) + (2048 * 1000) + 1000;
        Assert.Equal(25_557_032, withThousandClasses);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(112)]
    public void ResNet50_AnySize_Gives2048Numbers(int side)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var net = new ResNet50(new PassSettings());
        net.eval();
        Assert.Equal([2, 2048], net.forward(rand(2, 3, side, side)).shape);
    }

    [Fact]
    public void PrototypeGrader_Logits_AreNegativeDistancesOverTemperature()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var grader = new PrototypeGrader(GraderHead.Prototypes, temperature: 8);
        grader.eval();
        var output = grader.Grade(rand(2, 1, 64, 64));
        Assert.Equal([2, 6], output.Distances!.shape);
        var byHand = (output.Embedding[1] - grader.Prototypes[4]).pow(2).sum().item<float>();
        Assert.Equal(byHand, output.Distances[1, 4].item<float>(), byHand * 1e-5);
        Assert.Equal(-byHand / 8, output.Logits[1, 4].item<float>(), byHand * 1e-5);
    }

    [Fact]
    public void PrototypeGrader_Bfloat16_StaysCloseToFloat32()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        manual_seed(3);
        using var grader = new PrototypeGrader(GraderHead.Prototypes, temperature: 64);
        grader.eval();
        var input = rand(2, 1, 96, 96);
        var full = grader.Grade(input).Embedding;
        grader.Pass.UseBfloat16 = true;
        var low = grader.Grade(input).Embedding;
        Assert.Equal(ScalarType.Float32, low.dtype);
        Assert.True(((full - low).norm() / full.norm()).item<float>() < 0.05);
    }

    [Fact]
    public void SpineHeatmapNet_AnyMultipleOf16_GivesAQuarterOfTheSize()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var net = new SpineHeatmapNet();
        net.eval();
        Assert.Equal([1, 1, 40, 28], net.forward(rand(1, 1, 160, 112)).shape);
        Assert.InRange(net.parameters().Sum(p => p.numel()), 300_000, 1_000_000);
    }

    [Fact]
    public void Bottleneck_Fresh_AddsNothingToItsInput()
    {
        using var scope = NewDisposeScope();
        using var block = new Bottleneck(new PassSettings(), 64, 16, stride: 1);
        block.eval();
        var input = rand(1, 64, 4, 4);
        Assert.Equal(0, (block.forward(input) - input).abs().max().item<float>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ConvNorm_OneByOneKernel_IsTheConvolution(int stride)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var layer = new ConvNorm(new PassSettings(), 8, 16, kernel: 1, stride);
        layer.eval();
        var (weights, bias) = layer.Fold();
        var input = rand(2, 8, 7, 5);
        var expected = nn.functional.conv2d(input, tensor(weights, [16, 8, 1, 1]), tensor(bias), [stride, stride]);
        var actual = layer.forward(input);
        Assert.Equal(expected.shape, actual.shape);
        Assert.True((expected - actual).abs().max().item<float>() < 1e-5f);
    }

    /// <summary>Planning this convolution ended the process on some processors.</summary>
    [Fact]
    public void ConvNorm_OneByOneKernelFrom1024To256Channels_LearnsOnSmallMaps()
    {
        using var scope = NewDisposeScope();
        var layer = new ConvNorm(new PassSettings(), 1024, 256, kernel: 1);
        layer.forward(rand(8, 1024, 3, 3)).sum().backward();
        Assert.All(layer.parameters(), p => Assert.True(p.grad!.isfinite().all().item<bool>()));
    }
}
