using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Models;

/// <summary>
/// A small fully convolutional network over the whole slice at 1 mm a pixel whose output, at a quarter of the resolution, is high where something is: the spinal
/// canal's centre on axial slices (the ROI detector), vertebrae on sagittal ones.
/// </summary>
/// <remarks>An encoder with three levels of context and additive skips, after the feature pyramid of Lin et al. 2017 and the centre heat maps of Zhou et al. 2019.</remarks>
internal sealed class SpineHeatmapNet : Module<Tensor, Tensor>
{
    /// <summary>Pixels of the input per cell of the heat map.</summary>
    internal const int OutputStride = 4;

    /// <summary>The input's sides are multiples of this.</summary>
    internal const int SizeMultiple = 16;

    private readonly ConvNorm stem;
    private readonly ConvNorm half;
    private readonly ConvNorm toQuarter;
    private readonly ConvNorm quarter;
    private readonly ConvNorm toEighth;
    private readonly ConvNorm eighth;
    private readonly ConvNorm toSixteenth;
    private readonly ConvNorm near;
    private readonly ConvNorm middle;
    private readonly ConvNorm far;
    private readonly ConvNorm lateralSixteenth;
    private readonly ConvNorm mergeEighth;
    private readonly ConvNorm lateralEighth;
    private readonly ConvNorm lateralQuarter;
    private readonly ConvNorm mergeQuarter;
    private readonly ConvNorm refine;
    private readonly ConvNorm head;

    /// <param name="maps">How many kinds of places it looks for.</param>
    internal SpineHeatmapNet(int maps = 1)
        : base(nameof(SpineHeatmapNet))
    {
        stem = new ConvNorm(Pass, 1, 16, 3, stride: 2);
        half = new ConvNorm(Pass, 16, 16, 3);
        toQuarter = new ConvNorm(Pass, 16, 32, 3, stride: 2);
        quarter = new ConvNorm(Pass, 32, 32, 3);
        toEighth = new ConvNorm(Pass, 32, 64, 3, stride: 2);
        eighth = new ConvNorm(Pass, 64, 64, 3);
        toSixteenth = new ConvNorm(Pass, 64, 96, 3, stride: 2);
        near = new ConvNorm(Pass, 96, 96, 3);
        middle = new ConvNorm(Pass, 96, 96, 3, dilation: 2);
        far = new ConvNorm(Pass, 96, 96, 3, dilation: 4);
        lateralSixteenth = new ConvNorm(Pass, 96, 64, 1);
        mergeEighth = new ConvNorm(Pass, 64, 64, 3);
        lateralEighth = new ConvNorm(Pass, 64, 48, 1);
        lateralQuarter = new ConvNorm(Pass, 32, 48, 1);
        mergeQuarter = new ConvNorm(Pass, 48, 48, 3);
        refine = new ConvNorm(Pass, 48, 48, 3);
        head = new ConvNorm(Pass, 48, maps, 1);
        RegisterComponents();
    }

    internal PassSettings Pass { get; } = new();

    /// <param name="input">Slices [N, 1, H, W] in [0, 1], sides multiples of 16.</param>
    /// <returns>Logits of "it is here" [N, maps, H/4, W/4], float32.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Assemble(new TorchOps(), input).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>The network's wiring, written once for TorchSharp and for the ONNX graph.</summary>
    /// <typeparam name="T">A tensor, or the name of a value in a graph.</typeparam>
    internal T Assemble<T>(ILayerOps<T> ops, T input)
    {
        T Active(ConvNorm layer, T x) => ops.Relu(ops.Apply(layer, x));
        var atHalf = Active(half, Active(stem, input));
        var atQuarter = Active(quarter, Active(toQuarter, atHalf));
        var atEighth = Active(eighth, Active(toEighth, atQuarter));
        var deep = Active(toSixteenth, atEighth);
        deep = ops.Add(deep, Active(near, deep));
        deep = ops.Add(deep, Active(middle, deep));
        deep = ops.Add(deep, Active(far, deep));
        var merged = Active(mergeEighth, ops.Add(ops.Double(ops.Apply(lateralSixteenth, deep)), atEighth));
        merged = Active(mergeQuarter, ops.Add(ops.Double(ops.Apply(lateralEighth, merged)), ops.Apply(lateralQuarter, atQuarter)));
        return ops.Apply(head, Active(refine, merged));
    }
}

/// <summary>The few operators a network here is made of. Two implementations: TorchSharp's tensors and the ONNX graph.</summary>
/// <typeparam name="T">A tensor, or the name of a value in a graph.</typeparam>
internal interface ILayerOps<T>
{
    /// <summary>Convolution and batch normalisation.</summary>
    T Apply(ConvNorm layer, T input);

    T Relu(T input);

    T Add(T first, T second);

    /// <summary>Twice the size by repeating pixels.</summary>
    T Double(T input);
}

internal sealed class TorchOps : ILayerOps<Tensor>
{
    public Tensor Apply(ConvNorm layer, Tensor input) => layer.forward(input);

    public Tensor Relu(Tensor input) => functional.relu(input);

    public Tensor Add(Tensor first, Tensor second) => first + second;

    public Tensor Double(Tensor input) => functional.interpolate(input, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
}
