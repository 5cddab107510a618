namespace BilskyWeb.Core.Statistics;

/// <summary>Agreement among two or more readers, some of whom may have read only some of the items.</summary>
/// <remarks>
/// All have one form, (pa − pe) / (1 − pe), and differ in the chance agreement pe. Coefficients, their variance and the treatment of
/// missing reads follow Gwet, Handbook of Inter-Rater Reliability, 4th edition, 2014, chapters 2, 3 and 5. An item with one read tells about
/// the classes' frequencies, not about agreement. The variance for a table of two readers divides by n (Gwet 2008), that for any number of readers
/// by n − 1 (Gwet 2014); published examples differ in just this, and so do these methods.
/// </remarks>
public static class AgreementCoefficient
{
    /// <summary>How the standard error of two readers' coefficients divides, for tables and JSON.</summary>
    public const string TwoReaderDivisor = "n";

    /// <summary>How the standard error of many readers' coefficients and of differences divides.</summary>
    public const string ManyReaderDivisor = "n - 1";

    /// <summary>
    /// Gwet's AC1 (identity weights) or AC2 (others): pe = T/(q(q−1)) Σ πk(1−πk), with T the sum of the weights. Unlike kappa it does not
    /// collapse when nearly all items are of one class. Gwet, Br J Math Stat Psychol 2008;61:29.
    /// </summary>
    public static Estimate Gwet(RatingPatterns ratings, AgreementWeights weights) => Estimated(ratings, weights, GwetChance(weights), "");

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

    /// <summary>
    /// Brennan and Prediger's kappa, Educ Psychol Meas 1981;41:687: pe = T/q², as if every class came up equally often. For two readers and two classes
    /// it is PABAK. It depends on how many classes there are to choose from, used or not.
    /// </summary>
    public static Estimate BrennanPrediger(RatingPatterns ratings, AgreementWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        double q = weights.Classes;
        return Estimated(ratings, weights, shares => Array.ConvertAll(shares, _ => weights.Sum / (q * q)), "");
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

    /// <summary>Gwet's chance agreement, per class.</summary>
    internal static Func<double[], double[]> GwetChance(AgreementWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        double q = weights.Classes;
        return shares => Array.ConvertAll(shares, share => weights.Sum / (q * (q - 1)) * (1 - share));
    }

    /// <summary>Why contributions that are all alike leave no standard error: the reason that is true of these items.</summary>
    internal static string WhyNoSpread(bool allAgree, bool allAlike) =>
        allAgree ? "The readers agree on every item: no standard error can be estimated."
        : allAlike ? "Every item was read alike: no standard error can be estimated."
        : "Every item contributes the same to the coefficient: no standard error can be estimated.";

    private static Estimate Estimated(RatingPatterns ratings, AgreementWeights weights, Func<double[], double[]> chance, string whenChanceIsAll)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(weights);
        var patterns = ratings.Ordered(weights);
        var linearised = LinearisedAgreement.Of(patterns, weights, chance, whenChanceIsAll);
        if (!linearised.IsOk)
            return Estimate.None(linearised.Error!.Message);

        var (coefficient, items) = (linearised.Value, patterns.Sum(p => p.Items));
        var scale = 1 - coefficient.Expected;
        var squares = patterns.Sum(p => p.Items * Math.Pow(coefficient.Contribution(p) - (coefficient.Value * scale), 2)) / items;
        if (items > 1 && Estimate.HasNoSpread(squares))
            return Estimate.WithoutInterval(coefficient.Value, WhyNoSpread(coefficient.Observed >= 1, patterns.Count == 1));
        return Estimate.FromStudentT(coefficient.Value, squares / (scale * scale) / (ratings.OfTwoReaders ? items : items - 1), items);
    }
}
