using BilskyWeb.Core.Grading;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Models;

/// <summary>The segmentation network: what each place of the region around the canal is made of, at half a millimetre.</summary>
/// <remarks>
/// A U-shaped network (Ronneberger et al., MICCAI 2015) with additive skips, some 165 million multiplications a region. Each region is standardised first, as
/// part of the graph, so that neither a scanner's scale nor a window matters.
/// </remarks>
internal sealed class CanalSegmentationNet : Module<Tensor, Tensor>
{
    /// <summary>Side of the input in samples.</summary>
    internal const int Side = 80;

    /// <summary>From sample to sample, in millimetres.</summary>
    internal const double SampleMm = 0.5;

    /// <summary>Added to a region's deviation: a flat region stays flat.</summary>
    internal const double Epsilon = 1e-3;

    private static readonly Scalar HeldEpsilon = Epsilon;

    private readonly ConvNorm stem;
    private readonly ConvNorm fine;
    private readonly ConvNorm toHalf;
    private readonly ConvNorm half;
    private readonly ConvNorm toQuarter;
    private readonly ConvNorm quarter;
    private readonly ConvNorm toEighth;
    private readonly ConvNorm near;
    private readonly ConvNorm middle;
    private readonly ConvNorm far;
    private readonly ConvNorm lateralEighth;
    private readonly ConvNorm mergeQuarter;
    private readonly ConvNorm lateralQuarter;
    private readonly ConvNorm mergeHalf;
    private readonly ConvNorm lateralHalf;
    private readonly ConvNorm mergeFine;
    private readonly ConvNorm refine;
    private readonly ConvNorm head;

    internal CanalSegmentationNet()
        : base(nameof(CanalSegmentationNet))
    {
        stem = new ConvNorm(Pass, 1, 16, 3);
        fine = new ConvNorm(Pass, 16, 16, 3);
        toHalf = new ConvNorm(Pass, 16, 32, 3, stride: 2);
        half = new ConvNorm(Pass, 32, 32, 3);
        toQuarter = new ConvNorm(Pass, 32, 64, 3, stride: 2);
        quarter = new ConvNorm(Pass, 64, 64, 3);
        toEighth = new ConvNorm(Pass, 64, 96, 3, stride: 2);
        near = new ConvNorm(Pass, 96, 96, 3);
        middle = new ConvNorm(Pass, 96, 96, 3, dilation: 2);
        far = new ConvNorm(Pass, 96, 96, 3, dilation: 4);
        lateralEighth = new ConvNorm(Pass, 96, 64, 1);
        mergeQuarter = new ConvNorm(Pass, 64, 64, 3);
        lateralQuarter = new ConvNorm(Pass, 64, 32, 1);
        mergeHalf = new ConvNorm(Pass, 32, 32, 3);
        lateralHalf = new ConvNorm(Pass, 32, 16, 1);
        mergeFine = new ConvNorm(Pass, 16, 16, 3);
        refine = new ConvNorm(Pass, 16, 16, 3);
        head = new ConvNorm(Pass, 16, CanalTissues.Count, 1);
        RegisterComponents();
    }

    internal PassSettings Pass { get; } = new();

    /// <param name="input">Regions [N, 1, 80, 80] in [0, 1].</param>
    /// <returns>Logits by tissue [N, 6, 80, 80], float32.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var centred = input - input.mean([2, 3], keepdim: true);
        var deviation = (centred * centred).mean([2, 3], keepdim: true).sqrt();
        return Assemble(new TorchOps(), centred / (deviation + HeldEpsilon)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>The network's wiring after the regions are standardised, written once for TorchSharp and for the ONNX graph.</summary>
    /// <typeparam name="T">A tensor, or the name of a value in a graph.</typeparam>
    internal T Assemble<T>(ILayerOps<T> ops, T input)
    {
        T Active(ConvNorm layer, T x) => ops.Relu(ops.Apply(layer, x));
        var atFull = Active(fine, Active(stem, input));
        var atHalf = Active(half, Active(toHalf, atFull));
        var atQuarter = Active(quarter, Active(toQuarter, atHalf));
        var deep = Active(toEighth, atQuarter);
        deep = ops.Add(deep, Active(near, deep));
        deep = ops.Add(deep, Active(middle, deep));
        deep = ops.Add(deep, Active(far, deep));
        var merged = Active(mergeQuarter, ops.Add(ops.Double(ops.Apply(lateralEighth, deep)), atQuarter));
        merged = Active(mergeHalf, ops.Add(ops.Double(ops.Apply(lateralQuarter, merged)), atHalf));
        merged = Active(mergeFine, ops.Add(ops.Double(ops.Apply(lateralHalf, merged)), atFull));
        return ops.Apply(head, Active(refine, merged));
    }
}
