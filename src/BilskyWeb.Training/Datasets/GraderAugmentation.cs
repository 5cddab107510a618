using BilskyWeb.Training.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Datasets;

/// <summary>Turns stored regions into training inputs: shifts, scales, rotates, mirrors, and changes intensities, all drawn from torch's generator.</summary>
internal static class GraderAugmentation
{
    /// <summary>Side of the square that the grader sees, in millimetres.</summary>
    internal const double RoiMm = 40;

    // The published transform is a random resized crop of scale 0.8 to 1.2 and a horizontal flip; shifts are the detector's own error
    // (3 mm), rotations those of a patient on the table, intensities those of another coil or window.
    // A blur over 0.9 mm is about that of a scan with pixels of a millimetre.
    private const double ShiftMm = 3, RotationDegrees = 12, SoftenMm = 0.9;

    // The receive coil lies behind the patient: brightness falls off smoothly across the region.
    private const double MostShade = 0.15;

    private const int Knots = 7;

    private static readonly Scalar SeenShare = RoiMm / GraderSamples.StoredMm, ShiftShare = ShiftMm / GraderSamples.StoredMm, Radians = Math.PI / 180, Half = 0.5;
    private static readonly Scalar MostShift = 2, LeastShift = -2, Darkest = 1e-4, StrongestCurve = 0.8, LastKnot = Knots - 1, LastStart = Knots - 2;

    /// <param name="stored">[N, 1, 184, 184] in [0, 1], 56 mm wide.</param>
    /// <param name="side">Side of the result in pixels.</param>
    /// <returns>[N, 1, side, side] in [0, 1], about 40 mm wide.</returns>
    internal static Tensor Vary(Tensor stored, int side)
    {
        using var scope = NewDisposeScope();
        var n = stored.shape[0];
        var scale = SeenShare * RegionWarp.Uniform(n, 0.85, 1.18);
        var angle = RegionWarp.Uniform(n, -RotationDegrees, RotationDegrees) * Radians;
        var mirror = ((rand(n) < Half).to(ScalarType.Float32) * Held.Two) - Held.One;
        var shift = randn(n, 2).clamp(LeastShift, MostShift) * ShiftShare; // Two of the half-widths make one side; sd is half of ShiftMm.
        var x = Sample(stored, scale, angle, mirror, shift, side);

        x = Soften(RegionWarp.Shade(Contrast(x), MostShade));
        x = x.clamp(Darkest, Held.One).pow(RegionWarp.Column(RegionWarp.Uniform(n, 0.7, 1.4)));
        x = (x * RegionWarp.Column(RegionWarp.Uniform(n, 0.8, 1.2))) + RegionWarp.Column(RegionWarp.Uniform(n, -0.06, 0.06));
        x += randn_like(x) * RegionWarp.Column(RegionWarp.Uniform(n, 0, 0.03));
        return x.clamp(Held.Zero, Held.One).MoveToOuterDisposeScope();
    }

    /// <summary>The same for regions whose tissues are known: each gets greys and a texture of its own, and the whole any brightness, so that shape alone tells the grade.</summary>
    /// <param name="stored">Regions [N, 1, 112, 112] in [0, 1].</param>
    /// <param name="shares">Tissues [N, 6, 112, 112].</param>
    /// <param name="side">Side of the result in pixels.</param>
    /// <returns>[N, 1, side, side] in [0, 1], about 40 mm wide.</returns>
    internal static Tensor VaryTissues(Tensor stored, Tensor shares, int side)
    {
        using var scope = NewDisposeScope();
        var n = stored.shape[0];
        var (varied, _) = SegmentationAugmentation.Vary(stored, shares);
        var x = Contrast(functional.interpolate(varied, size: [side, side], mode: InterpolationMode.Bilinear, align_corners: false));

        // A series' range also holds what lies far off the spine, so a canal may be brighter or darker in it by half.
        x = (x * RegionWarp.Column(RegionWarp.Uniform(n, 0.65, 1.5))) + RegionWarp.Column(RegionWarp.Uniform(n, -0.08, 0.08));
        return x.clamp(Held.Zero, Held.One).MoveToOuterDisposeScope();
    }

    /// <summary>The middle 40 mm, unvaried: what inference sees, from stored regions.</summary>
    internal static Tensor Centre(Tensor stored, int side)
    {
        using var scope = NewDisposeScope();
        var n = stored.shape[0];
        return Sample(stored, full(n, SeenShare), zeros(n), ones(n), zeros(n, 2), side).MoveToOuterDisposeScope();
    }

    private static Tensor Sample(Tensor stored, Tensor scale, Tensor angle, Tensor mirror, Tensor shift, int side) => RegionWarp.Sample(stored, RegionWarp.Grid(scale, angle, mirror, shift, side));

    // A rising curve through seven knots, somewhere between none and a strong one: another sequence, another scanner's scaling.
    private static Tensor Contrast(Tensor x)
    {
        var n = x.shape[0];
        var strength = rand(n, 1).pow(Held.Two) * StrongestCurve;
        var curve = (linspace(0, 1, Knots).unsqueeze(0) * (Held.One - strength)) + (rand(n, Knots).sort(1).Values * strength);
        var place = x.reshape(n, -1).clamp(Held.Zero, Held.One) * LastKnot;
        var lower = place.floor().clamp(Held.Zero, LastStart);
        var index = lower.to(ScalarType.Int64);
        var part = place - lower;
        return ((curve.gather(1, index) * (Held.One - part)) + (curve.gather(1, index + Held.One) * part)).view(x.shape);
    }

    private static Tensor Soften(Tensor x)
    {
        // An odd number of pixels, at least 3.
        var reach = Math.Max(1, (int)Math.Round(((SoftenMm / RoiMm * x.shape[3]) - 1) / 2));
        var share = RegionWarp.Column(rand(x.shape[0]).pow(Held.Two));
        return (x * (Held.One - share)) + (functional.avg_pool2d(x, (2 * reach) + 1, 1, reach) * share);
    }
}
