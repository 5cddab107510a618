namespace BilskyWeb.Core.Statistics;

/// <summary>Agreement among two or more readers, some of whom may have read only some of the items.</summary>
/// <remarks>
/// All three have one form, (pa − pe) / (1 − pe), and differ in the chance agreement pe. Coefficients, their variance and the treatment of
/// missing reads follow Gwet, Handbook of Inter-Rater Reliability, 4th edition, 2014, chapters 2, 3 and 5. An item with one read tells about
/// the classes' frequencies, not about agreement. The variance for a table of two readers divides by n (Gwet 2008), that for any number of readers
/// by n − 1 (Gwet 2014); published examples differ in just this, and so do these methods.
/// </remarks>
public static class AgreementCoefficient
{
    /// <summary>
    /// Gwet's AC1 (identity weights) or AC2 (others): pe = T/(q(q−1)) Σ πk(1−πk), with T the sum of the weights. Unlike kappa it does not
    /// collapse when nearly all items are of one class. Gwet, Br J Math Stat Psychol 2008;61:29.
    /// </summary>
    public static Estimate Gwet(RatingPatterns ratings, AgreementWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        double q = weights.Classes;
        return Estimated(ratings, weights, shares => Array.ConvertAll(shares, share => weights.Sum / (q * (q - 1)) * (1 - share)), "");
    }

    /// <summary>Gwet's AC1 or AC2 of two readers.</summary>
    public static Estimate Gwet(ConfusionMatrix matrix, AgreementWeights weights) => Gwet(RatingPatterns.From(matrix), weights);

    /// <summary>
    /// Fleiss' kappa: pe = Σ wkl πk πl. Fleiss, Psychol Bull 1971;76:378. For two readers it is Scott's pi, Public Opin Q 1955;19:321.
    /// </summary>
    public static Estimate Fleiss(RatingPatterns ratings, AgreementWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return Estimated(
            ratings,
            weights,
            shares => [.. Enumerable.Range(0, shares.Length).Select(k => Enumerable.Range(0, shares.Length).Sum(l => weights[k, l] * shares[l]))],
            "Every read is of one class: kappa would divide zero by zero.");
    }

    /// <summary>Share of pairs of reads that agree, with nothing taken off for chance.</summary>
    public static Estimate Percent(RatingPatterns ratings, AgreementWeights weights) => Estimated(ratings, weights, shares => new double[shares.Length], "").AtLeastZero();

    /// <summary>AC1 or AC2 of two readers without its uncertainty, for resampling; null when no item was read.</summary>
    internal static double? GwetValue(ConfusionMatrix matrix, AgreementWeights weights)
    {
        var q = matrix.Classes;
        double n = matrix.Total;
        if (n == 0)
            return null;

        var observed = 0.0;
        Span<double> shares = stackalloc double[q];
        for (var a = 0; a < q; a++)
        {
            for (var b = 0; b < q; b++)
            {
                observed += weights[a, b] * matrix[a, b] / n;
                shares[a] += matrix[a, b] / (2 * n);
                shares[b] += matrix[a, b] / (2 * n);
            }
        }

        var expected = 0.0;
        foreach (var share in shares)
        {
            expected += weights.Sum / (q * (q - 1.0)) * share * (1 - share);
        }

        return (observed - expected) / (1 - expected);
    }

    private static Estimate Estimated(RatingPatterns ratings, AgreementWeights weights, Func<double[], double[]> chance, string whenChanceIsAll)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(weights);
        if (ratings.Classes != weights.Classes)
            throw new ArgumentException($"{weights.Classes} classes have weights, {ratings.Classes} are read.", nameof(weights));

        // The order of a dictionary must not decide the last digit.
        var patterns = ratings.Patterns.Select(p => new Pattern(p.ReadersPerClass, p.Items, weights)).OrderBy(p => p.Items).ThenBy(p => p.Agreement).ToArray();
        var (items, compared) = (patterns.Sum(p => p.Items), patterns.Where(p => p.Readers > 1).Sum(p => p.Items));
        if (compared == 0)
            return Estimate.None(items == 0 ? "No item was read." : "No item was read by two readers.");

        var observed = patterns.Sum(p => p.Items * p.Agreement) / compared;
        var shares = new double[ratings.Classes];
        foreach (var pattern in patterns)
        {
            for (var k = 0; k < shares.Length; k++)
            {
                shares[k] += pattern.Items * pattern.Share(k) / items;
            }
        }

        var chancePerClass = chance(shares);
        var expected = Enumerable.Range(0, shares.Length).Sum(k => shares[k] * chancePerClass[k]);
        if (1 - expected < 1e-12)
            return Estimate.None(whenChanceIsAll);

        var value = (observed - expected) / (1 - expected);
        var squares = 0.0;
        foreach (var pattern in patterns)
        {
            var own = pattern.Readers > 1 ? (double)items / compared * (pattern.Agreement - expected) / (1 - expected) : 0;
            var ownChance = Enumerable.Range(0, shares.Length).Sum(k => pattern.Share(k) * chancePerClass[k]);
            var influence = own - (2 * (1 - value) * (ownChance - expected) / (1 - expected));
            squares += pattern.Items * Math.Pow(influence - value, 2);
        }

        return Estimate.FromStudentT(value, items > 1 ? squares / items / (ratings.OfTwoReaders ? items : items - 1) : 0, items);
    }

    private sealed class Pattern
    {
        private readonly int[] _readersPerClass;

        internal Pattern(int[] readersPerClass, long items, AgreementWeights weights)
        {
            _readersPerClass = readersPerClass;
            (Items, Readers) = (items, readersPerClass.Sum());
            if (Readers < 2)
                return;

            for (var k = 0; k < readersPerClass.Length; k++)
            {
                var alike = Enumerable.Range(0, readersPerClass.Length).Sum(l => weights[k, l] * readersPerClass[l]);
                Agreement += readersPerClass[k] * (alike - 1) / (Readers * (Readers - 1.0));
            }
        }

        internal long Items { get; }

        internal int Readers { get; }

        /// <summary>Share of the pairs of reads of such an item that agree.</summary>
        internal double Agreement { get; }

        internal double Share(int k) => (double)_readersPerClass[k] / Readers;
    }
}
