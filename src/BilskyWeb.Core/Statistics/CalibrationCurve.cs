namespace BilskyWeb.Core.Statistics;

/// <summary>What was said of the items in a range of probability, and what came.</summary>
/// <param name="From">Lower end of the range.</param>
/// <param name="To">Upper end of the range.</param>
/// <param name="MeanSaid">Mean probability that was said; null in an empty bin.</param>
/// <param name="Came">Share of items that are high grade.</param>
public sealed record CalibrationBin(double From, double To, double? MeanSaid, Share Came);

/// <summary>How honest probabilities of high grade are.</summary>
/// <param name="Bins">Ten equal ranges from 0 to 1.</param>
/// <param name="ExpectedError">Mean difference between what was said and what came, weighted by the bin's size; null without items.</param>
/// <remarks>
/// Expected calibration error as in Naeini, Cooper and Hauskrecht, AAAI 2015, for one probability: Σ (items of the bin / all items) · |mean said − share that came|.
/// A bin holds its lower end and not its upper one, [k/10, (k+1)/10), the last one both: the rule of numpy.histogram and of R's cut with right = FALSE and include.lowest. It is
/// judged in double precision against k/10 itself, so that what was written as 0.7 lies in the bin that begins with 0.7.
/// </remarks>
public sealed record CalibrationCurve(IReadOnlyList<CalibrationBin> Bins, double? ExpectedError)
{
    private const int BinCount = 10;

    /// <summary>The curve of some probabilities.</summary>
    /// <param name="highGradeProbabilities">Probability of high grade per item.</param>
    /// <param name="isHighGrade">The reference per item.</param>
    /// <param name="level">Confidence level of the bins' shares, between 0 and 1.</param>
    public static CalibrationCurve From(IReadOnlyList<double> highGradeProbabilities, IReadOnlyList<bool> isHighGrade, double level = AgreementSettings.UsualLevel)
    {
        ArgumentNullException.ThrowIfNull(highGradeProbabilities);
        ArgumentNullException.ThrowIfNull(isHighGrade);
        var sums = new (double Said, int Came, int Count)[BinCount];
        for (var i = 0; i < highGradeProbabilities.Count; i++)
        {
            var p = highGradeProbabilities[i];
            ref var bin = ref sums[BinOf(p)];
            bin = (bin.Said + p, bin.Came + (isHighGrade[i] ? 1 : 0), bin.Count + 1);
        }

        return new CalibrationCurve(
            [.. sums.Select((b, i) => new CalibrationBin(
                (double)i / BinCount, (i + 1.0) / BinCount, b.Count == 0 ? null : b.Said / b.Count, Share.From(b.Came, b.Count, "No probability lies here.", level)))],
            highGradeProbabilities.Count == 0 ? null : sums.Sum(b => Math.Abs(b.Said - b.Came)) / highGradeProbabilities.Count);
    }

    // The product alone may round up to the next bin's lower end.
    private static int BinOf(double probability)
    {
        var bin = Math.Clamp((int)(probability * BinCount), 0, BinCount - 1);
        return bin > 0 && probability < (double)bin / BinCount ? bin - 1
            : bin < BinCount - 1 && probability >= (bin + 1.0) / BinCount ? bin + 1
            : bin;
    }
}
