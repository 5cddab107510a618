namespace BilskyWeb.Core.Statistics;

/// <summary>How well a score parts high from low grade, item by item.</summary>
/// <remarks>
/// The structural components of DeLong, DeLong and Clarke-Pearson, Biometrics 1988;44:837: of a high-grade item the share of low-grade items that it stands above, of a
/// low-grade item the share of high-grade items that stand above it, ties counted half. Taken in one sort, as in Sun and Xu, IEEE Signal Process Lett 2014;21:1389.
/// </remarks>
internal static class Placements
{
    /// <returns>One component per item, in the items' order.</returns>
    internal static double[] Of(IReadOnlyList<double> scores, IReadOnlyList<bool> isHigh)
    {
        var order = Enumerable.Range(0, scores.Count).ToArray();
        Array.Sort(scores.ToArray(), order);
        double highs = isHigh.Count(h => h), lows = scores.Count - highs;
        var components = new double[scores.Count];
        var (highBelow, lowBelow) = (0, 0);
        for (var i = 0; i < order.Length;)
        {
            var (from, highTied, lowTied) = (i, 0, 0);
            for (; i < order.Length && scores[order[i]] == scores[order[from]]; i++)
            {
                highTied += isHigh[order[i]] ? 1 : 0;
                lowTied += isHigh[order[i]] ? 0 : 1;
            }

            foreach (var item in order.AsSpan(from, i - from))
            {
                components[item] = isHigh[item] ? (lowBelow + (lowTied / 2.0)) / lows : (highs - highBelow - (highTied / 2.0)) / highs;
            }

            (highBelow, lowBelow) = (highBelow + highTied, lowBelow + lowTied);
        }

        return components;
    }

    /// <summary>Mean of the components: the area under the curve, or the difference of two; and their mean squares around it, each grade's by itself.</summary>
    internal static (double Mean, double HighSquares, double LowSquares) Spread(IReadOnlyList<double> components, IReadOnlyList<bool> isHigh)
    {
        var (mean, highs) = (0.0, 0);
        for (var i = 0; i < components.Count; i++)
        {
            mean += isHigh[i] ? components[i] : 0;
            highs += isHigh[i] ? 1 : 0;
        }

        mean /= highs;
        var (highSquares, lowSquares) = (0.0, 0.0);
        for (var i = 0; i < components.Count; i++)
        {
            var square = Math.Pow(components[i] - mean, 2);
            highSquares += isHigh[i] ? square : 0;
            lowSquares += isHigh[i] ? 0 : square;
        }

        return (mean, highSquares / highs, lowSquares / (components.Count - highs));
    }
}
