namespace BilskyWeb.Core.Statistics;

/// <summary>A point of a ROC curve: what calling every item at or above a threshold high grade would give.</summary>
/// <param name="Threshold">The threshold.</param>
/// <param name="FalsePositiveShare">1 − specificity.</param>
/// <param name="Sensitivity">Share of high grade found.</param>
public readonly record struct RocPoint(double Threshold, double FalsePositiveShare, double Sensitivity);

/// <summary>Receiver operating characteristic of a probability of high grade.</summary>
/// <param name="Points">From the strictest threshold to the mildest, one per distinct probability; the corner (0, 0) is left out.</param>
/// <param name="Area">Area under the curve.</param>
/// <remarks>
/// Interval of DeLong, DeLong and Clarke-Pearson, Biometrics 1988;44:837, by midranks as in Sun and Xu, IEEE Signal Process Lett
/// 2014;21:1389, so that a million items take one sort.
/// </remarks>
public sealed record RocCurve(IReadOnlyList<RocPoint> Points, Estimate Area)
{
    /// <summary>The curve of some probabilities.</summary>
    /// <param name="highGradeProbabilities">Probability of high grade per item, any increasing score will do.</param>
    /// <param name="isHighGrade">The reference per item.</param>
    public static RocCurve From(IReadOnlyList<double> highGradeProbabilities, IReadOnlyList<bool> isHighGrade)
    {
        ArgumentNullException.ThrowIfNull(highGradeProbabilities);
        ArgumentNullException.ThrowIfNull(isHighGrade);
        var scores = highGradeProbabilities.ToArray();
        var high = isHighGrade.ToArray();
        Array.Sort(scores, high);
        var (m, n) = (high.Count(h => h), high.Count(h => !h));
        return m == 0 || n == 0
            ? new RocCurve([], Estimate.None(high.Length == 0 ? "No item has a probability." : $"The reference has no {(m == 0 ? "high" : "low")}-grade item with a probability."))
            : new RocCurve(PointsOf(scores, high, m, n), AreaOf(scores, high, m, n));
    }

    private static List<RocPoint> PointsOf(double[] scores, bool[] high, double m, double n)
    {
        var points = new List<RocPoint>();
        var (hits, alarms) = (0, 0);
        for (var i = scores.Length - 1; i >= 0; i--)
        {
            hits += high[i] ? 1 : 0;
            alarms += high[i] ? 0 : 1;
            if (i == 0 || scores[i - 1] < scores[i])
                points.Add(new RocPoint(scores[i], alarms / n, hits / m));
        }

        return points;
    }

    // Each item's component is the share of the other group that it stands above, ties counted half.
    private static Estimate AreaOf(double[] scores, bool[] high, double m, double n)
    {
        var (area, highSquares, lowSquares) = (0.0, 0.0, 0.0);
        foreach (var (lowBelow, highBelow, lows, highs) in Ties(scores, high))
        {
            var above = (lowBelow + (lows / 2.0)) / n;
            var under = 1 - ((highBelow + (highs / 2.0)) / m);
            area += highs * above / m;
            highSquares += highs * above * above;
            lowSquares += lows * under * under;
        }

        if (m < 2 || n < 2)
            return Estimate.WithoutInterval(area, $"One {(m < 2 ? "high" : "low")}-grade item alone: no standard error can be estimated.");

        var variance = (((highSquares / m) - (area * area)) / (m - 1)) + (((lowSquares / n) - (area * area)) / (n - 1));
        return Estimate.FromNormal(area, variance, 0.5, 0, 1, "The probabilities part high from low grade without overlap: no standard error can be estimated.");
    }

    private static IEnumerable<(int LowBelow, int HighBelow, int Lows, int Highs)> Ties(double[] scores, bool[] high)
    {
        var (lowBelow, highBelow) = (0, 0);
        for (var i = 0; i < scores.Length;)
        {
            var (lows, highs, at) = (0, 0, scores[i]);
            for (; i < scores.Length && scores[i] == at; i++)
            {
                lows += high[i] ? 0 : 1;
                highs += high[i] ? 1 : 0;
            }

            yield return (lowBelow, highBelow, lows, highs);
            (lowBelow, highBelow) = (lowBelow + lows, highBelow + highs);
        }
    }
}
