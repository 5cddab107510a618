namespace BilskyWeb.Core.Statistics;

/// <summary>Conger's kappa: Cohen's kappa among more than two readers, each with frequencies of classes of their own.</summary>
/// <remarks>
/// Conger, Psychol Bull 1980;88:322. pe is the mean over all pairs of different readers of Σ wkl pgk phl. Missing reads and variance by linearisation: Gwet, Handbook of Inter-Rater
/// Reliability, 4th edition, 2014, chapters 2 and 5, divided by n − 1; so of two readers it is Cohen's kappa with that divisor.
/// </remarks>
public static class CongerKappa
{
    /// <summary>Kappa of some readers.</summary>
    /// <param name="reads">Per reader one class per item, or <see cref="ReadTable.NotRead"/>; all of one length.</param>
    /// <param name="weights">Agreement of two classes.</param>
    public static Estimate Of(IReadOnlyList<byte[]> reads, AgreementWeights weights)
    {
        ArgumentNullException.ThrowIfNull(reads);
        ArgumentNullException.ThrowIfNull(weights);
        var q = weights.Classes;
        Reader[] readers = [.. reads.Select(r => new Reader(r, q)).Where(r => r.Items > 0)];
        if (readers.Length == 0)
            return Estimate.None("No item was read.");
        if (readers.Length == 1)
            return Estimate.None("No item was read by two readers.");

        var total = Enumerable.Range(0, q).Select(k => readers.Sum(r => r.Shares[k])).ToArray();
        var pairs = readers.Length * (readers.Length - 1.0);
        foreach (var reader in readers)
        {
            reader.ChancePerClass = [.. Enumerable.Range(0, q).Select(l => Enumerable.Range(0, q).Sum(k => weights[k, l] * (total[k] - reader.Shares[k])))];
            reader.Chance = Enumerable.Range(0, q).Sum(l => reader.ChancePerClass[l] * reader.Shares[l]);
        }

        var expected = readers.Sum(r => r.Chance) / pairs;
        if (1 - expected < 1e-12)
            return Estimate.None("Every read is of one class: kappa would divide zero by zero.");
        if (readers.All(r => r.Shares.Any(s => s >= 1)))
            return Estimate.None("Every reader chose one and the same class for all items: kappa is 0 whatever they chose, and tells nothing.");

        return Estimated(readers, reads[0].Length, weights, expected, pairs);
    }

    private static Estimate Estimated(Reader[] readers, int length, AgreementWeights weights, double expected, double pairs)
    {
        // Agreement and chance per item that somebody read; the agreement of an item with one read is not known.
        var (own, chance, counts) = (new List<double>(), new List<double>(), new int[weights.Classes]);
        for (var i = 0; i < length; i++)
        {
            Array.Clear(counts);
            foreach (var reader in readers)
            {
                if (reader.Reads[i] != ReadTable.NotRead)
                    counts[reader.Reads[i]]++;
            }

            var pattern = new RatingPattern(counts, 1);
            if (pattern.Readers == 0)
                continue;
            own.Add(pattern.Readers > 1 ? pattern.Agreement(weights) : double.NaN);
            chance.Add(readers.Sum(r => r.Contribution(i)));
        }

        double items = own.Count;
        var compared = own.Count(a => !double.IsNaN(a));
        if (compared == 0)
            return Estimate.None("No item was read by two readers.");

        // A reader's share moves with an item the more, the fewer items that reader has read.
        for (var i = 0; i < own.Count; i++)
        {
            chance[i] = expected + ((chance[i] * items) / pairs);
        }

        var observed = own.Where(a => !double.IsNaN(a)).Average();
        var (scale, squares) = (1 - expected, 0.0);
        var kappa = (observed - expected) / scale;
        for (var i = 0; i < own.Count; i++)
        {
            var known = double.IsNaN(own[i]) ? 0 : items / compared * (own[i] - expected);
            squares += Math.Pow(known - (2 * (1 - kappa) * (chance[i] - expected)) - (kappa * scale), 2) / items;
        }

        if (items > 1 && Estimate.HasNoSpread(squares))
            return Estimate.WithoutInterval(kappa, AgreementCoefficient.WhyNoSpread(observed >= 1, allAlike: false));
        return Estimate.FromStudentT(kappa, squares / (scale * scale) / (items - 1), own.Count);
    }

    private sealed class Reader
    {
        internal Reader(byte[] reads, int classes)
        {
            (Reads, Shares) = (reads, new double[classes]);
            foreach (var read in reads)
            {
                if (read == ReadTable.NotRead)
                    continue;
                Items++;
                Shares[read]++;
            }

            for (var k = 0; k < classes && Items > 0; k++)
            {
                Shares[k] /= Items;
            }
        }

        internal byte[] Reads { get; }

        internal int Items { get; }

        internal double[] Shares { get; }

        /// <summary>Agreement by chance of a class of this reader's with all others.</summary>
        internal double[] ChancePerClass { get; set; } = [];

        internal double Chance { get; set; }

        internal double Contribution(int item) => Reads[item] == ReadTable.NotRead ? 0 : (ChancePerClass[Reads[item]] - Chance) / Items;
    }
}
