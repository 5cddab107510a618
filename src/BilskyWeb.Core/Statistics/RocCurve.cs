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
/// Interval of DeLong, DeLong and Clarke-Pearson, Biometrics 1988;44:837; <see cref="Placements"/>. Probabilities are compared as doubles: those that differ
/// in the last digit are no tie.
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

    /// <summary>The same with the area's interval at another level.</summary>
    internal RocCurve At(double level) => this with { Area = Area.At(level) };

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

    private static Estimate AreaOf(double[] scores, bool[] high, int m, int n)
    {
        var (area, highSquares, lowSquares) = Placements.Spread(Placements.Of(scores, high), high);
        return m < 2 || n < 2 ? Estimate.WithoutInterval(area, $"One {(m < 2 ? "high" : "low")}-grade item alone: no standard error can be estimated.")
            : Estimate.HasNoSpread(highSquares) && Estimate.HasNoSpread(lowSquares) ? Estimate.WithoutInterval(area, area is > 0 and < 1
                ? "Every item of a grade stands alike among those of the other: no standard error can be estimated."
                : "The probabilities part high from low grade without overlap: no standard error can be estimated.")
            : Estimate.FromNormal(area, (highSquares / (m - 1)) + (lowSquares / (n - 1)), 0.5, 0, 1);
    }
}
