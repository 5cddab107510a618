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
    /// <summary>Items whose study is not known, where that of others is: they count slice by slice and at no study's level.</summary>
    public int ItemsWithoutStudy { get; init; }

    /// <summary>What was chosen.</summary>
    public AgreementSettings Settings { get; init; } = AgreementSettings.Usual;

    /// <summary>Analyses a table of reads.</summary>
    /// <param name="reads">The reads.</param>
    /// <param name="reference">Index of the reference among the readers.</param>
    /// <param name="settings">Cut, level, categories and seed; the paper's when null.</param>
    public static AgreementAnalysis Of(ReadTable reads, int reference, AgreementSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(reads);
        settings ??= AgreementSettings.Usual;
        var without = reads.Of(reference).Count(ReadTable.NotRead);
        var withoutStudy = reads.Studies.Count(s => s < 0);
        int[] readers = [.. Enumerable.Range(0, reads.Readers.Count).Where(r => r != reference)];
        int[]? all = readers.Length > 1 ? [reference, .. readers] : null;
        return new AgreementAnalysis(
            reads.Items,
            without,
            reads.Readers[reference],
            [.. readers.Select(r => OneReader(reads, reference, r, reads.Items - without, settings))],
            [.. readers.SelectMany((a, i) => readers[(i + 1)..].Select(b => PairedReaders.Compare(reads, reference, a, b, settings)))],
            all is null ? null : TogetherLowHigh(reads, all, settings),
            all is null || reads.Scale == ReadScale.LowHigh ? null : TogetherSixGrades(reads, all, settings))
        {
            ItemsWithoutStudy = withoutStudy == reads.Items ? 0 : withoutStudy,
            Settings = settings,
        };
    }

    private static ReaderAgreement OneReader(ReadTable reads, int reference, int reader, int judged, AgreementSettings settings)
    {
        var matrix = reads.Compare(reference, reader);
        var probabilities = reads.Probabilities(reference, reader, settings.Cut);
        return new ReaderAgreement(
            reads.Readers[reader],
            matrix.Total,
            judged - matrix.Total,
            DichotomousAgreement.Of(matrix, settings),
            SixClass(matrix, settings),
            reads.Studies.Any(s => s >= 0) ? ByStudy(reads.CompareByStudy(reference, reader), reads.Classes, settings) : null,
            probabilities is { } p ? RocCurve.From(p.HighGrade, p.IsHighGrade).At(settings.Level) : null,
            probabilities is { } q ? CalibrationCurve.From(q.HighGrade, q.IsHighGrade, settings.Level) : null);
    }

    private static SixClassAgreement? SixClass(ConfusionMatrix matrix, AgreementSettings settings) =>
        matrix.Classes == 2 ? null : new SixClassAgreement(matrix, Coefficients.Of(matrix, settings.AllCategories).At(settings.Level));

    private static StudyAgreement ByStudy(IReadOnlyList<ConfusionMatrix> tables, int classes, AgreementSettings settings)
    {
        var worst = new ConfusionMatrix(classes);
        foreach (var table in tables)
        {
            var cells = Enumerable.Range(0, classes * classes).Where(cell => table[cell / classes, cell % classes] > 0).ToArray();
            worst.Add(cells.Max(cell => cell / classes), cells.Max(cell => cell % classes));
        }

        var bootstrap = ClusterBootstrap.Of(tables, settings.Seed);
        var quadratic = AgreementWeights.Quadratic(classes);
        var slices = bootstrap.Estimate(
        [
            sample => Ratio(sample.SplitAtPathwayLine(settings.Cut), t => (t.TruePositives, t.FalseNegatives)),
            sample => Ratio(sample.SplitAtPathwayLine(settings.Cut), t => (t.TrueNegatives, t.FalsePositives)),
            sample => AgreementCoefficient.GwetValue(sample.SplitAtPathwayLine(settings.Cut).ToMatrix(), AgreementWeights.Identity(2)),
            sample => AgreementCoefficient.GwetValue(sample, quadratic),
        ], settings.Level);
        return new StudyAgreement(
            tables.Count, DichotomousAgreement.Of(worst, settings), SixClass(worst, settings), bootstrap.Replicates, slices[0], slices[1], slices[2], classes == 2 ? null : slices[3]);
    }

    private static double? Ratio(HighGradeTable table, Func<HighGradeTable, (int Right, int Wrong)> side)
    {
        var (right, wrong) = side(table);
        return right + wrong == 0 ? null : (double)right / (right + wrong);
    }

    private static Coefficients TogetherLowHigh(ReadTable reads, int[] readers, AgreementSettings settings)
    {
        var split = new RatingPatterns(2);
        foreach (var (counts, items) in reads.Patterns(readers).Patterns)
        {
            var high = counts.Where((_, k) => reads.IsHigh((byte)k, settings.Cut)).Sum();
            split.Add([counts.Sum() - high, high], items);
        }

        byte[][] columns = [.. readers.Select(r => Array.ConvertAll(reads.Of(r).ToArray(), read => read == ReadTable.NotRead ? read : reads.IsHigh(read, settings.Cut) ? (byte)1 : (byte)0))];
        return (Coefficients.Of(split) with { CongerKappa = CongerKappa.Of(columns, AgreementWeights.Identity(2)) }).At(settings.Level);
    }

    private static Coefficients TogetherSixGrades(ReadTable reads, int[] readers, AgreementSettings settings)
    {
        byte[][] columns = [.. readers.Select(r => reads.Of(r).ToArray())];
        return (Coefficients.Of(reads.Patterns(readers), settings.AllCategories) with
        {
            CongerKappa = CongerKappa.Of(columns, AgreementWeights.Identity(reads.Classes)),
            CongerKappaQuadratic = CongerKappa.Of(columns, AgreementWeights.Quadratic(reads.Classes)),
        }).At(settings.Level);
    }
}
