using BilskyWeb.Core.Levels;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Inference.Vertebrae;
using BilskyWeb.Phantom.Sagittal;
using TorchSharp;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Datasets;

/// <summary>Drawn sagittal slices as the finder of vertebrae sees them. Each is drawn when it is wanted: none is seen twice.</summary>
internal static class VertebraBatch
{
    /// <summary>Side of a drawn slice in samples of 1 mm; the network takes any.</summary>
    internal const int Side = 192;

    /// <summary>Draws slices.</summary>
    /// <param name="seeds">One for each.</param>
    /// <param name="side">Of a slice, a multiple of 16.</param>
    /// <returns>Images [N, 1, side, side], targets [N, 3, side / 4, side / 4], and the slices themselves.</returns>
    internal static (Tensor Images, Tensor Targets, SagittalSlice[] Slices) Draw(IReadOnlyList<long> seeds, int side = Side)
    {
        var cells = side / DetectorInput.HeatMapStride;
        var slices = seeds.Select(s => SagittalSlice.Draw(s, side)).ToArray();
        var pixels = new float[slices.Length * side * side];
        var targets = new float[slices.Length * VertebraMaps.Count * cells * cells];
        for (var n = 0; n < slices.Length; n++)
        {
            DetectorInput.Make(slices[n].Image, SeriesIntensity.Measure([slices[n].Image])).Pixels.CopyTo(pixels, n * side * side);
            foreach (var (name, x, y) in slices[n].Bodies)
            {
                Bump(targets, cells, n * VertebraMaps.Count, x, y);
                if (name is Vertebra.C2 or Vertebra.S1)
                    Bump(targets, cells, (n * VertebraMaps.Count) + (name == Vertebra.C2 ? 1 : 2), x, y);
            }
        }

        return (tensor(pixels, [slices.Length, 1, side, side]), tensor(targets, [slices.Length, VertebraMaps.Count, cells, cells]), slices);
    }

    private static void Bump(float[] targets, int cells, int map, double x, double y)
    {
        double cx = (x / DetectorInput.HeatMapStride) - 0.5, cy = (y / DetectorInput.HeatMapStride) - 0.5;
        for (var j = Math.Max(0, (int)cy - 4); j <= Math.Min(cells - 1, (int)cy + 5); j++)
        {
            for (var i = Math.Max(0, (int)cx - 4); i <= Math.Min(cells - 1, (int)cx + 5); i++)
            {
                ref var cell = ref targets[(((map * cells) + j) * cells) + i];
                cell = Math.Max(cell, (float)Math.Exp(-(((i - cx) * (i - cx)) + ((j - cy) * (j - cy))) / (2 * VertebraMaps.BumpCells * VertebraMaps.BumpCells)));
            }
        }
    }
}
