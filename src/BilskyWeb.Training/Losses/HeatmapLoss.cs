using BilskyWeb.Training.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Losses;

/// <summary>
/// Cross-entropy between the heat map and a Gaussian bump at the canal's centre; a slice without a canal has a target of zero everywhere. Since "no canal" is
/// judged by the highest cell alone, the highest one away from a canal counts once more (hard examples: Shrivastava et al., CVPR 2016).
/// </summary>
internal static class HeatmapLoss
{
    /// <summary>Standard deviation of the bump in cells of the heat map (4 mm each).</summary>
    internal const double BumpCells = 1.25;

    // Some 20 of 3,000 cells are near the centre: without the factor the answer "nowhere" is almost right.
    private static readonly Scalar CentreFactor = 30.0;

    private static readonly Scalar HardestFactor = 0.15, AwayFrom = 1e-3, Lowest = float.MinValue, Hundred = 100;

    /// <summary>Targets [N, 1, h, w] for centres in pixels from the input's top-left corner; a NaN centre means that there is no canal.</summary>
    internal static Tensor Targets(IReadOnlyList<(double X, double Y)> centres, int height, int width)
    {
        var values = new float[centres.Count * height * width];
        for (var n = 0; n < centres.Count; n++)
        {
            var (cx, cy) = (CellOf(centres[n].X), CellOf(centres[n].Y));
            if (double.IsNaN(cx))
                continue;
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var squared = ((x - cx) * (x - cx)) + ((y - cy) * (y - cy));
                    values[(((n * height) + y) * width) + x] = (float)Math.Exp(-squared / (2 * BumpCells * BumpCells));
                }
            }
        }

        return tensor(values, [centres.Count, 1, height, width]);
    }

    /// <summary>Sum over the cells in hundreds, and the hardest cell away from a canal; mean over the slices.</summary>
    internal static Tensor Of(Tensor logits, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var perCell = functional.binary_cross_entropy_with_logits(logits, targets, reduction: Reduction.None);
        var hardest = where(targets < AwayFrom, logits, full_like(logits, Lowest)).amax([1, 2, 3]);
        return (((perCell * (Held.One + (CentreFactor * targets))).sum([1, 2, 3]).mean() / Hundred) + (HardestFactor * functional.softplus(hardest).mean())).MoveToOuterDisposeScope();
    }

    // Pixels are measured from the image's edge, so the centre of cell i lies at 4 (i + 0.5).
    private static double CellOf(double pixel) => (pixel / SpineHeatmapNet.OutputStride) - 0.5;
}
