namespace BilskyWeb.Core.Statistics;

/// <summary>The agreement of readers with a reference standard, with each other, and all together.</summary>
/// <param name="Items">Items in all.</param>
/// <param name="ItemsWithoutReference">Items that the reference did not read; no reader is judged on them.</param>
/// <param name="Reference">Name of the reference.</param>
/// <param name="Readers">Each reader against the reference.</param>
/// <param name="Pairs">Each two readers.</param>
/// <param name="Together">All readers and the reference as equals, low against high grade; null with one reader.</param>
/// <param name="TogetherSixClass">The same over six grades.</param>
public sealed record AgreementAnalysis(
    int Items,
    int ItemsWithoutReference,
    string Reference,
    IReadOnlyList<ReaderAgreement> Readers,
    IReadOnlyList<ReaderComparison> Pairs,
    Coefficients? Together,
    Coefficients? TogetherSixClass)
{
    private const long DefaultSeed = 20220504;

    /// <summary>Analyses a table of reads.</summary>
    /// <param name="reads">The reads.</param>
    /// <param name="reference">Index of the reference among the readers.</param>
    /// <param name="seed">Decides the bootstrap's draws.</param>
    public static AgreementAnalysis Of(ReadTable reads, int reference, long seed = DefaultSeed)
    {
        ArgumentNullException.ThrowIfNull(reads);
        var without = reads.Of(reference).Count(ReadTable.NotRead);
        int[] readers = [.. Enumerable.Range(0, reads.Readers.Count).Where(r => r != reference)];
        var together = readers.Length > 1 ? reads.Patterns([reference, .. readers]) : null;
        return new AgreementAnalysis(
            reads.Items,
            without,
            reads.Readers[reference],
            [.. readers.Select(r => OneReader(reads, reference, r, reads.Items - without, seed))],
            [.. readers.SelectMany((a, i) => readers[(i + 1)..].Select(b => Compare(reads, reference, a, b)))],
            together is null ? null : Coefficients.Of(SplitAtPathwayLine(reads, together)),
            together is null || reads.Scale == ReadScale.LowHigh ? null : Coefficients.Of(together));
    }

    private static ReaderAgreement OneReader(ReadTable reads, int reference, int reader, int judged, long seed)
    {
        var matrix = reads.Compare(reference, reader);
        var probabilities = reads.Probabilities(reference, reader);
        return new ReaderAgreement(
            reads.Readers[reader],
            matrix.Total,
            judged - matrix.Total,
            DichotomousAgreement.Of(matrix),
            SixClass(matrix),
            reads.Studies.Any(s => s >= 0) ? ByStudy(reads.CompareByStudy(reference, reader), reads.Classes, seed) : null,
            probabilities is { } p ? RocCurve.From(p.HighGrade, p.IsHighGrade) : null,
            probabilities is { } q ? CalibrationCurve.From(q.HighGrade, q.IsHighGrade) : null);
    }

    private static SixClassAgreement? SixClass(ConfusionMatrix matrix) => matrix.Classes == 2 ? null : new SixClassAgreement(matrix, Coefficients.Of(matrix));

    private static StudyAgreement ByStudy(IReadOnlyList<ConfusionMatrix> tables, int classes, long seed)
    {
        var worst = new ConfusionMatrix(classes);
        foreach (var table in tables)
        {
            var cells = Enumerable.Range(0, classes * classes).Where(cell => table[cell / classes, cell % classes] > 0).ToArray();
            worst.Add(cells.Max(cell => cell / classes), cells.Max(cell => cell % classes));
        }

        var bootstrap = ClusterBootstrap.Of(tables, seed);
        var quadratic = AgreementWeights.Quadratic(classes);
        var slices = bootstrap.Estimate(
        [
            sample => Ratio(sample.SplitAtPathwayLine(), t => (t.TruePositives, t.FalseNegatives)),
            sample => Ratio(sample.SplitAtPathwayLine(), t => (t.TrueNegatives, t.FalsePositives)),
            sample => AgreementCoefficient.GwetValue(sample.SplitAtPathwayLine().ToMatrix(), AgreementWeights.Identity(2)),
            sample => AgreementCoefficient.GwetValue(sample, quadratic),
        ]);
        return new StudyAgreement(
            tables.Count, DichotomousAgreement.Of(worst), SixClass(worst), bootstrap.Replicates, slices[0], slices[1], slices[2], classes == 2 ? null : slices[3]);
    }

    private static double? Ratio(HighGradeTable table, Func<HighGradeTable, (int Right, int Wrong)> side)
    {
        var (right, wrong) = side(table);
        return right + wrong == 0 ? null : (double)right / (right + wrong);
    }

    private static ReaderComparison Compare(ReadTable reads, int reference, int a, int b)
    {
        var rows = reads.Of(reference);
        var readsA = reads.Of(a);
        var readsB = reads.Of(b);
        Span<int> items = stackalloc int[2], onlyA = stackalloc int[2], onlyB = stackalloc int[2];
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] == ReadTable.NotRead || readsA[i] == ReadTable.NotRead || readsB[i] == ReadTable.NotRead)
                continue;
            var high = reads.IsHigh(rows[i]);
            var (rightA, rightB) = (reads.IsHigh(readsA[i]) == high, reads.IsHigh(readsB[i]) == high);
            var side = high ? 1 : 0;
            items[side]++;
            onlyA[side] += rightA && !rightB ? 1 : 0;
            onlyB[side] += rightB && !rightA ? 1 : 0;
        }

        return new ReaderComparison(
            reads.Readers[a],
            reads.Readers[b],
            items[1],
            items[0],
            items[1] == 0 ? null : ExactMcNemar.P(onlyA[1], onlyB[1]),
            items[0] == 0 ? null : ExactMcNemar.P(onlyA[0], onlyB[0]));
    }

    private static RatingPatterns SplitAtPathwayLine(ReadTable reads, RatingPatterns patterns)
    {
        var split = new RatingPatterns(2);
        foreach (var (readers, items) in patterns.Patterns)
        {
            var high = readers.Where((_, k) => reads.IsHigh((byte)k)).Sum();
            split.Add([readers.Sum() - high, high], items);
        }

        return split;
    }
}
