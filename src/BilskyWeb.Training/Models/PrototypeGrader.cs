using BilskyWeb.Core.Grading;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Models;

/// <summary>What the last layer is: distances to learnable prototypes, or the plain softmax layer of the ablation's first row.</summary>
internal enum GraderHead
{
    Prototypes,
    Softmax,
}

/// <summary>Everything one forward pass gives.</summary>
/// <param name="Embedding">[N, 2048].</param>
/// <param name="Logits">[N, 6]; their softmax are the class probabilities.</param>
/// <param name="Distances">Squared distances to the prototypes [N, 6]; null with the softmax head.</param>
internal sealed record GraderOutput(Tensor Embedding, Tensor Logits, Tensor? Distances);

/// <summary>The convolutional prototypical network of Hallinan et al. 2022: ResNet-50, one learnable prototype per Bilsky grade, logits −‖z − p‖²/T.</summary>
internal sealed class PrototypeGrader : Module<Tensor, Tensor>
{
    /// <summary>Mean of the input in [0, 1], from the paper's published code.</summary>
    internal const double InputMean = 0.19374922;

    /// <summary>Standard deviation of the input in [0, 1], from the paper's published code.</summary>
    internal const double InputDeviation = 0.14204098;

    private static readonly Scalar HeldMean = InputMean, HeldDeviation = InputDeviation;

    /// <summary>
    /// Pixels that the backbone sees along each side: 0.63 mm each, as fine as most scanners' own. The ROI comes in at 224 pixels (0.18 mm), which hold
    /// no more; averaging makes the backbone twelve times as fast. It is part of the network and so of the ONNX graph.
    /// </summary>
    internal const int InputSide = 64;

    private readonly Scalar _temperature;
    private readonly ResNet50 backbone;
    private readonly Parameter prototypes;
    private readonly Parameter? bias;

    /// <param name="head">Prototypes, or the ablation's softmax layer.</param>
    /// <param name="temperature">T in −‖z − p‖²/T.</param>
    internal PrototypeGrader(GraderHead head, double temperature)
        : base(nameof(PrototypeGrader))
    {
        Head = head;
        Temperature = temperature;
        _temperature = temperature;
        using Scalar spread = head == GraderHead.Prototypes ? 0.3 : 0.01;
        backbone = new ResNet50(Pass);
        prototypes = new Parameter(randn(BilskyGrades.Count, ResNet50.EmbeddingSize) * spread);
        bias = head == GraderHead.Softmax ? new Parameter(zeros(BilskyGrades.Count)) : null;
        RegisterComponents();
    }

    internal PassSettings Pass { get; } = new();

    internal GraderHead Head { get; }

    internal double Temperature { get; }

    internal ResNet50 Backbone => backbone;

    internal Parameter Prototypes => prototypes;

    /// <param name="input">ROIs [N, 1, S, S] in [0, 1], S a multiple of 32; inference uses 224.</param>
    /// <returns>Logits [N, 6].</returns>
    public override Tensor forward(Tensor input) => Grade(input).Logits;

    /// <summary>The full output for ROIs [N, 1, S, S] in [0, 1].</summary>
    internal GraderOutput Grade(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = (Average(input) - HeldMean) / HeldDeviation;

        // Channels last in memory is what oneDNN's convolutions want; TorchSharp has no call for it, but keeps the strides it is given.
        x = x.expand(-1, 3, -1, -1).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var embedding = backbone.forward(x);
        Tensor? distances = null;
        Tensor logits;
        if (Head == GraderHead.Prototypes)
        {
            distances = (embedding.unsqueeze(1) - prototypes.unsqueeze(0)).pow(Held.Two).sum(2);
            logits = -distances / _temperature;
        }
        else
        {
            logits = embedding.matmul(prototypes.t()) + bias!;
        }

        return new GraderOutput(embedding.MoveToOuterDisposeScope(), logits.MoveToOuterDisposeScope(), distances?.MoveToOuterDisposeScope());
    }

    // The mean over the area of each pixel that the backbone sees. Where that is a whole number of input pixels and a half, every input pixel is doubled first.
    private static Tensor Average(Tensor input)
    {
        var side = input.shape[2];
        if (side % InputSide == 0)
            return functional.avg_pool2d(input, side / InputSide);

        var doubled = functional.interpolate(input, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
        return functional.avg_pool2d(doubled, 2 * side / InputSide);
    }
}
