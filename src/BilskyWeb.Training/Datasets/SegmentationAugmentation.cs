using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Datasets;

/// <summary>Turns stored regions into training inputs: image and tissues are moved alike, then the image alone gets other greys, textures, shading and noise for each tissue.</summary>
internal static class SegmentationAugmentation
{
    // The detector may be 5 mm off; a patient lies turned; spines differ in size more than the phantom's.
    private const double ShiftMm = 6, RotationDegrees = 20, MostShade = 0.3;

    private static readonly Scalar SeenShare = CanalSegmentationNet.Side / (double)SegmentationSamples.StoredSide, ShiftShare = ShiftMm / (SegmentationSamples.StoredSide * CanalSegmentationNet.SampleMm);
    private static readonly Scalar Radians = Math.PI / 180, Half = 0.5, Darkest = 1e-4, MostShift = 2, LeastShift = -2, MostNoise = 0.08;

    // Of the tissues in their order, how far greys wander (of the full range) and how rough a texture may become. Fluid and cord least: their order is what T2 means.
    private static readonly float[] Wander = [0.18f, 0.15f, 0.12f, 0.06f, 0.03f, 0.03f], Roughness = [0.5f, 0.4f, 0.4f, 0.3f, 0.12f, 0.15f];

    /// <param name="stored">Regions [N, 1, 112, 112] in [0, 1].</param>
    /// <param name="shares">Tissues [N, 6, 112, 112].</param>
    /// <returns>Inputs [N, 1, 80, 80] in [0, 1] and what they show [N, 6, 80, 80].</returns>
    internal static (Tensor Regions, Tensor Shares) Vary(Tensor stored, Tensor shares)
    {
        using var scope = NewDisposeScope();
        var n = stored.shape[0];
        var scale = SeenShare * RegionWarp.Uniform(n, 0.8, 1.25);
        var angle = RegionWarp.Uniform(n, -RotationDegrees, RotationDegrees) * Radians;
        var mirror = ((rand(n) < Half).to(ScalarType.Float32) * Held.Two) - Held.One;
        var shift = randn(n, 2).clamp(LeastShift, MostShift) * ShiftShare;
        var grid = RegionWarp.Grid(scale, angle, mirror, shift, CanalSegmentationNet.Side);
        var x = RegionWarp.Sample(stored, grid);
        var truth = RegionWarp.Sample(shares, grid);

        // Where the stored margin ended nothing is known: it counts as what lies outside the vertebra.
        truth = cat([truth.slice(1, 0, 1, 1) + (Held.One - truth.sum(1, keepdim: true)), truth.slice(1, 1, CanalTissues.Count, 1)], 1);

        x += (truth * randn(n, CanalTissues.Count, 1, 1) * tensor(Wander).view(1, -1, 1, 1)).sum(1, keepdim: true);
        x *= Held.One + (Texture(n) * (truth * rand(n, CanalTissues.Count, 1, 1).pow(Held.Two) * tensor(Roughness).view(1, -1, 1, 1)).sum(1, keepdim: true));
        x = RegionWarp.Shade(x, MostShade);
        x = Soften(x);
        x = x.clamp(Darkest, Held.One).pow(RegionWarp.Column(RegionWarp.Uniform(n, 0.6, 1.6)));
        x += randn_like(x) * RegionWarp.Column(rand(n).pow(Held.Two) * MostNoise);
        return (x.clamp(Held.Zero, Held.One).MoveToOuterDisposeScope(), truth.MoveToOuterDisposeScope());
    }

    /// <summary>The middle 40 mm, unvaried: what inference sees, from stored regions or tissues.</summary>
    internal static Tensor Centre(Tensor stored) =>
        stored.slice(2, (SegmentationSamples.StoredSide - CanalSegmentationNet.Side) / 2, (SegmentationSamples.StoredSide + CanalSegmentationNet.Side) / 2, 1)
            .slice(3, (SegmentationSamples.StoredSide - CanalSegmentationNet.Side) / 2, (SegmentationSamples.StoredSide + CanalSegmentationNet.Side) / 2, 1);

    // Grain from the size of a sample to that of a vertebra, mixed anew for each region.
    private static Tensor Texture(long n)
    {
        const int side = CanalSegmentationNet.Side;
        var mixed = randn(n, 1, side, side) * RegionWarp.Column(rand(n));
        foreach (var coarse in new[] { 40, 20, 10 })
        {
            mixed += functional.interpolate(randn(n, 1, coarse, coarse), size: [side, side], mode: InterpolationMode.Bilinear, align_corners: false) * RegionWarp.Column(rand(n));
        }

        return mixed;
    }

    private static Tensor Soften(Tensor x)
    {
        var share = RegionWarp.Column(rand(x.shape[0]).pow(Held.Two));
        return (x * (Held.One - share)) + (functional.avg_pool2d(x, 3, 1, 1) * share);
    }
}
