namespace BilskyWeb.Core.Statistics;

/// <summary>Krippendorff's alpha among any number of readers.</summary>
/// <remarks>
/// Krippendorff, Content Analysis, 4th edition, 2018, chapter 12, in the form of Gwet, Handbook of Inter-Rater Reliability, 4th edition, 2014, chapter 2:
/// pa' = (1 − ε) pa + ε with ε = 1/(number of reads), pe = Σ wkl πk πl, over the items with two reads or more. With identity weights it is the nominal alpha, with
/// quadratic ones the interval alpha of equally spaced grades. Variance: linearised, as the R package irrCAC 1.0 has it of raw ratings and of a table of two readers
/// (its function for a distribution of raters leaves out a factor of two). Its degrees of freedom, too: one less than the items that somebody read.
/// </remarks>
public static class KrippendorffAlpha
{
    /// <summary>Alpha of the readers.</summary>
    public static Estimate Of(RatingPatterns ratings, AgreementWeights weights)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(weights);
        var all = ratings.Ordered(weights);
        RatingPattern[] patterns = [.. all.Where(p => p.Readers > 1)];
        double items = patterns.Sum(p => p.Items);
        if (items == 0)
            return Estimate.None(all.Count == 0 ? "No item was read." : "No item was read by two readers.");

        var reads = patterns.Sum(p => p.Items * (double)p.Readers);
        var readers = reads / items;
        var shares = new double[weights.Classes];
        foreach (var pattern in patterns)
        {
            for (var k = 0; k < shares.Length; k++)
            {
                shares[k] += pattern.Items * pattern[k] / reads;
            }
        }

        // Identity, linear, ordinal and quadratic weights are the same both ways round.
        var chancePerClass = Array.ConvertAll([.. Enumerable.Range(0, shares.Length)], k => Enumerable.Range(0, shares.Length).Sum(l => weights[k, l] * shares[l]));
        var expected = Enumerable.Range(0, shares.Length).Sum(k => shares[k] * chancePerClass[k]);
        if (1 - expected < 1e-12)
            return Estimate.None("Every read is of one class: alpha would divide zero by zero.");

        var scale = 1 - expected;
        var observed = patterns.Sum(p => p.Items * Own(p)) / items;
        var plain = (observed - expected) / scale;
        var squares = patterns.Sum(p => p.Items * Math.Pow(Contribution(p) - (plain * scale), 2)) / items;
        var alpha = (((1 - (1 / reads)) * observed) + (1 / reads) - expected) / scale;
        if (items > 1 && Estimate.HasNoSpread(squares))
            return Estimate.WithoutInterval(alpha, AgreementCoefficient.WhyNoSpread(observed >= 1 - 1e-12, patterns.Length == 1));
        return Estimate.FromStudentT(alpha, squares / (scale * scale) / (ratings.OfTwoReaders ? items : items - 1), all.Sum(p => p.Items));

        double Own(RatingPattern pattern) => pattern.Agreement(weights) * pattern.Readers / readers;

        // Items with more reads than others weigh more.
        double Contribution(RatingPattern pattern)
        {
            var surplus = (pattern.Readers - readers) / readers;
            var ownChance = -expected * surplus;
            for (var k = 0; k < shares.Length; k++)
            {
                ownChance += pattern[k] / readers * chancePerClass[k];
            }

            return Own(pattern) - (observed * surplus) - expected - (2 * (1 - plain) * (ownChance - expected));
        }
    }
}
