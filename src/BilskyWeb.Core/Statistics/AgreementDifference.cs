namespace BilskyWeb.Core.Statistics;

/// <summary>Whether two agreement coefficients of the same items differ: those of two readers with one reference, or of two groups of readers.</summary>
/// <remarks>Linearisation of Gwet, Educ Psychol Meas 2016;76:609, as in the R package pairedCAC: Student's t with n − 1 degrees of freedom, the variance divided by n − 1.</remarks>
public static class AgreementDifference
{
    /// <summary>AC1 or AC2 of the second group minus that of the first.</summary>
    /// <param name="items">How many readers of the first and of the second group chose each class, and of how many items; each item is read in both groups.</param>
    /// <param name="weights">Agreement of two classes.</param>
    public static Estimate OfGwet(IReadOnlyCollection<(int[] First, int[] Second, long Items)> items, AgreementWeights weights)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(weights);
        var first = Linearise(items.Select(i => new RatingPattern(i.First, i.Items)));
        var second = Linearise(items.Select(i => new RatingPattern(i.Second, i.Items)));
        if ((first.Error ?? second.Error) is { } undefined)
            return Estimate.None(undefined.Message);

        double n = items.Sum(i => i.Items);
        var difference = second.Value.Value - first.Value.Value;
        var squares = items.Sum(i => i.Items * Math.Pow(
            Own(second.Value, i.Second) - Own(first.Value, i.First) - difference, 2)) / n;
        if (n > 1 && Estimate.HasNoSpread(squares))
        {
            return Estimate.WithoutInterval(difference, Math.Abs(difference) < 1e-12
                ? "Both agree with the reference on the same items in the same way: there is no difference to test."
                : "Every item contributes the same to the difference: no standard error can be estimated.");
        }

        return Estimate.FromStudentT(difference, squares / (n - 1), (long)n, most: 2);

        Result<LinearisedAgreement> Linearise(IEnumerable<RatingPattern> patterns) =>
            LinearisedAgreement.Of([.. patterns.Where(p => p.Items > 0 && p.Readers > 0)], weights, AgreementCoefficient.GwetChance(weights), "");

        static double Own(LinearisedAgreement coefficient, int[] readers) => coefficient.Contribution(new RatingPattern(readers, 1)) / (1 - coefficient.Expected);
    }
}
