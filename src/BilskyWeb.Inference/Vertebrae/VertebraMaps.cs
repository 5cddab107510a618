using BilskyWeb.Core.Levels;
using BilskyWeb.Inference.Preprocessing;

namespace BilskyWeb.Inference.Vertebrae;

/// <summary>What the finder of vertebrae says of one sagittal slice: three maps of cells, each a logit.</summary>
public static class VertebraMaps
{
    /// <summary>Maps: bodies from C2 to S1, C2 alone, S1 alone.</summary>
    public const int Count = 3;

    /// <summary>Standard deviation in cells of the bump that it learns at each middle: two cervical bodies are four cells apart.</summary>
    public const double BumpCells = 1;

    /// <summary>Cells around a peak that its place is the centre of mass of.</summary>
    private const int Reach = 1;

    /// <summary>The vertebrae of one slice.</summary>
    /// <param name="logits">Map after map, each row-major, height × width.</param>
    /// <param name="width">Cells along x.</param>
    /// <param name="height">Cells along y.</param>
    /// <param name="least">The least score of a body.</param>
    /// <returns>Places in millimetres from the top-left corner of what the network saw.</returns>
    public static SeenSpine Read(ReadOnlySpan<float> logits, int width, int height, double least)
    {
        if (width <= 0 || height <= 0 || logits.Length != Count * width * height)
        {
            throw new ArgumentException($"{logits.Length} logits are not {Count} maps of {width} × {height} cells.", nameof(logits));
        }

        var cells = width * height;
        return new SeenSpine(Peaks(logits[..cells], width, height, least), Best(logits.Slice(cells, cells), width, height), Best(logits.Slice(2 * cells, cells), width, height));
    }

    private static List<SeenVertebra> Peaks(ReadOnlySpan<float> map, int width, int height, double least)
    {
        List<SeenVertebra> peaks = [];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (Sigmoid(map[(y * width) + x]) >= least && IsPeak(map, width, height, x, y))
                {
                    peaks.Add(Place(map, width, height, x, y));
                }
            }
        }

        return peaks;
    }

    private static SeenVertebra? Best(ReadOnlySpan<float> map, int width, int height)
    {
        var best = -1;
        for (var i = 0; i < map.Length; i++)
        {
            // A comparison with NaN is false, so a broken logit never wins.
            best = (best < 0 ? float.IsFinite(map[i]) : map[i] > map[best]) ? i : best;
        }

        return best < 0 ? null : Place(map, width, height, best % width, best / width);
    }

    // Of two equal neighbours the first counts.
    private static bool IsPeak(ReadOnlySpan<float> map, int width, int height, int x, int y)
    {
        var here = map[(y * width) + x];
        for (var j = Math.Max(0, y - 1); j <= Math.Min(height - 1, y + 1); j++)
        {
            for (var i = Math.Max(0, x - 1); i <= Math.Min(width - 1, x + 1); i++)
            {
                var there = map[(j * width) + i];
                if (there > here || (there == here && (j, i).CompareTo((y, x)) < 0))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static SeenVertebra Place(ReadOnlySpan<float> map, int width, int height, int x, int y)
    {
        double sum = 0, sumX = 0, sumY = 0;
        for (var j = Math.Max(0, y - Reach); j <= Math.Min(height - 1, y + Reach); j++)
        {
            for (var i = Math.Max(0, x - Reach); i <= Math.Min(width - 1, x + Reach); i++)
            {
                var weight = Sigmoid(map[(j * width) + i]);
                (sum, sumX, sumY) = (sum + weight, sumX + (weight * i), sumY + (weight * j));
            }
        }

        const double cellMm = DetectorInput.HeatMapStride * DetectorInput.SampleMm;
        var (px, py) = sum > 0 ? (sumX / sum, sumY / sum) : (x, y);
        return new SeenVertebra((px + 0.5) * cellMm, (py + 0.5) * cellMm, Sigmoid(map[(y * width) + x]));
    }

    private static double Sigmoid(double logit) => double.IsNaN(logit) ? 0 : 1 / (1 + Math.Exp(-logit));
}
