namespace BilskyWeb.Inference.RoiDetection;

/// <summary>A place on a heat map that may be the canal's centre.</summary>
/// <param name="X">Cells along x; the centre of cell i is at i.</param>
/// <param name="Y">Cells along y.</param>
/// <param name="Score">Sigmoid of the peak's logit, in [0, 1].</param>
internal readonly record struct HeatMapPeak(double X, double Y, double Score);

/// <summary>The detector's answer for one slice: a logit per cell that the canal's centre lies there.</summary>
internal sealed class HeatMap(int width, int height, float[] logits)
{
    // The detector is trained on a bump of 1.25 cells; three cells to each side hold practically all of it.
    private const int Reach = 3;

    /// <summary>The highest peak, or null when no logit is a number.</summary>
    public HeatMapPeak? Peak() => Peak((_, _) => true);

    /// <summary>The highest peak within a circle around a point, or null when no cell lies there.</summary>
    public HeatMapPeak? PeakNear(double x, double y, double radius) => Peak((cx, cy) => double.Hypot(cx - x, cy - y) <= radius);

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));

    private HeatMapPeak? Peak(Func<int, int, bool> within)
    {
        var best = -1;
        for (var i = 0; i < logits.Length; i++)
        {
            // A comparison with NaN is false, so a broken logit never wins.
            if ((best < 0 ? float.IsFinite(logits[i]) : logits[i] > logits[best]) && within(i % width, i / width))
            {
                best = i;
            }
        }

        return best < 0 ? null : Centre(best % width, best / width);
    }

    private HeatMapPeak Centre(int peakX, int peakY)
    {
        double sum = 0, sumX = 0, sumY = 0;
        for (var y = Math.Max(0, peakY - Reach); y <= Math.Min(height - 1, peakY + Reach); y++)
        {
            for (var x = Math.Max(0, peakX - Reach); x <= Math.Min(width - 1, peakX + Reach); x++)
            {
                var weight = Sigmoid(logits[(y * width) + x]);
                if (weight > 0)
                {
                    sum += weight;
                    sumX += weight * x;
                    sumY += weight * y;
                }
            }
        }

        var score = Sigmoid(logits[(peakY * width) + peakX]);
        return sum > 0 ? new HeatMapPeak(sumX / sum, sumY / sum, score) : new HeatMapPeak(peakX, peakY, score);
    }
}
