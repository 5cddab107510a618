namespace BilskyWeb.Core.Statistics;

/// <summary>Whether the areas under two ROC curves of the same items differ.</summary>
/// <remarks>DeLong, DeLong and Clarke-Pearson, Biometrics 1988;44:837: the variance of the difference from the items' own differences, so that their correlation is heeded.</remarks>
public static class RocDifference
{
    /// <summary>The second area minus the first; p against no difference.</summary>
    /// <param name="first">One reader's probability of high grade per item.</param>
    /// <param name="second">The other's, in the same order.</param>
    /// <param name="isHighGrade">The reference per item.</param>
    public static Estimate Of(IReadOnlyList<double> first, IReadOnlyList<double> second, IReadOnlyList<bool> isHighGrade)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(isHighGrade);
        var highs = isHighGrade.Count(h => h);
        var lows = isHighGrade.Count - highs;
        if (highs == 0 || lows == 0)
            return Estimate.None(isHighGrade.Count == 0 ? "No item has a probability of both." : $"The reference has no {(highs == 0 ? "high" : "low")}-grade item with a probability of both.");

        double[] differences = [.. Placements.Of(second, isHighGrade).Zip(Placements.Of(first, isHighGrade), (b, a) => b - a)];
        var (difference, highSquares, lowSquares) = Placements.Spread(differences, isHighGrade);
        return highs < 2 || lows < 2 ? Estimate.WithoutInterval(difference, $"One {(highs < 2 ? "high" : "low")}-grade item alone: no standard error can be estimated.")
            : Estimate.HasNoSpread(highSquares) && Estimate.HasNoSpread(lowSquares) ? Estimate.WithoutInterval(difference, Math.Abs(difference) < 1e-12
                ? "Both put the items in the same order: there is no difference to test."
                : "Every item contributes the same to the difference: no standard error can be estimated.")
            : Estimate.FromNormal(difference, (highSquares / (highs - 1)) + (lowSquares / (lows - 1)), 0, -1, 1);
    }
}
