using System.Globalization;
using System.Text;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Statistics;

/// <summary>What <c>agree</c> and <c>evaluate</c> print for a person: the paper's tables.</summary>
internal static class AgreementSummary
{
    public static string Write(AgreementAnalysis analysis)
    {
        var text = new StringBuilder();
        var settings = analysis.Settings;
        text.AppendLine(CultureInfo.InvariantCulture, $"{analysis.Items} items, reference \"{analysis.Reference}\". Intervals are {100 * settings.Level:0.##}%.");
        if (analysis.ItemsWithoutReference > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"{analysis.ItemsWithoutReference} items have no reference and count for nobody.");
        if (analysis.ItemsWithoutStudy > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"{analysis.ItemsWithoutStudy} items have no study: they count slice by slice and are left out study by study.");

        var line = settings.Cut == BilskyGrades.FirstHighGrade ? "pathway line 1b | 1c" : $"high grade from {settings.Cut.ToText()} on";
        Table(text, $"Low against high grade ({line})", ["reader", "items", "not read", "AC1", "p", "band", "Cohen's kappa", "agree"], analysis.Readers, r =>
        [
            r.Name, Number(r.Items), Number(r.NotRead), Of(r.Dichotomous.Coefficients.GwetAc1), StatisticText.P(r.Dichotomous.Coefficients.GwetAc1.P),
            r.Dichotomous.Coefficients.Band ?? StatisticText.Undefined, Of(r.Dichotomous.Coefficients.CohenKappa), StatisticText.Percent(r.Dichotomous.Coefficients.Percent),
        ]);
        Table(text, "High grade found (exact intervals)", ["reader", "sensitivity", "specificity", "positive predictive value", "negative predictive value"], analysis.Readers, r =>
            Accuracy(r.Name, r.Dichotomous.Table));
        Table(text, "Low against high grade, other coefficients", ["reader", "Scott's pi", "Brennan–Prediger", "Krippendorff's alpha"], analysis.Readers, r =>
        [
            r.Name, Of(r.Dichotomous.Coefficients.FleissKappa), Of(r.Dichotomous.Coefficients.BrennanPrediger), Of(r.Dichotomous.Coefficients.KrippendorffAlpha),
        ]);
        if (analysis.Readers.Any(r => r.SixClass is not null))
            SixGrades(text, analysis);
        if (analysis.Readers.Any(r => r.Study is not null))
            Studies(text, analysis);
        if (analysis.Readers.Any(r => r.Roc is not null))
        {
            Table(text, "Probabilities of high grade", ["reader", "area under ROC (DeLong)", "expected calibration error"], analysis.Readers.Where(r => r.Roc is not null), r =>
                [r.Name, Of(r.Roc!.Area), r.Calibration!.ExpectedError is { } error ? error.ToString("0.000", CultureInfo.InvariantCulture) : StatisticText.Undefined]);
        }

        if (analysis.Pairs.Count > 0)
        {
            Table(text, "Two readers on the same items (exact McNemar)", ["readers", "high grade", "p, sensitivity", "low grade", "p, specificity"], analysis.Pairs, p =>
                [$"{p.A} – {p.B}", Number(p.HighGradeItems), StatisticText.P(p.SensitivityP), Number(p.LowGradeItems), StatisticText.P(p.SpecificityP)]);
            Table(text, "Two readers with each other, low against high grade", ["readers", "items", "AC1", "Cohen's kappa", "six grades, AC2 quadratic"], analysis.Pairs, p =>
                [$"{p.A} – {p.B}", Number(p.Items), Of(p.GwetAc1), Of(p.CohenKappa), Of(p.GwetAc2Quadratic)]);
            Table(text, "Second reader minus first, each with the reference", ["readers", "AC1", "p", "six grades, AC2 quadratic", "p", "area under ROC", "p"], analysis.Pairs, p =>
                [$"{p.A} – {p.B}", Of(p.Ac1Difference), StatisticText.P(p.Ac1Difference.P), Of(p.Ac2QuadraticDifference), StatisticText.P(p.Ac2QuadraticDifference?.P), Of(p.AucDifference), StatisticText.P(p.AucDifference?.P)]);
        }

        if (analysis.Together is { } together)
            Table(text, $"All {analysis.Readers.Count} readers and the reference as equals", TogetherHeader, Equals(analysis, together), row => row);

        Notes(text, analysis);
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Variances of two readers' coefficients divide by {AgreementCoefficient.TwoReaderDivisor}, of many readers' and of differences by {AgreementCoefficient.ManyReaderDivisor}.");
        return text.ToString().TrimEnd();
    }

    private static readonly string[] TogetherHeader = ["", "agree", "AC1", "Fleiss' kappa", "Conger's kappa", "Brennan–Prediger", "Krippendorff's alpha"];

    private static IEnumerable<string[]> Equals(AgreementAnalysis analysis, Coefficients together)
    {
        yield return Row("low against high grade", together);
        if (analysis.TogetherSixClass is not { } grades)
            yield break;
        yield return Row("six grades", grades);
        yield return
        [
            "six grades, quadratic (AC2)", "", Of(grades.GwetAc2Quadratic), Of(grades.FleissKappaQuadratic), Of(grades.CongerKappaQuadratic), Of(grades.BrennanPredigerQuadratic), Of(grades.KrippendorffAlphaQuadratic),
        ];

        static string[] Row(string name, Coefficients c) =>
            [name, StatisticText.Percent(c.Percent), Of(c.GwetAc1), Of(c.FleissKappa), Of(c.CongerKappa), Of(c.BrennanPrediger), Of(c.KrippendorffAlpha)];
    }

    private static void SixGrades(StringBuilder text, AgreementAnalysis analysis)
    {
        Table(text, "Six grades", ["reader", "agree", "AC1", "AC2 linear", "AC2 ordinal", "AC2 quadratic", "Cohen's kappa", "weighted kappa"], analysis.Readers, r =>
        [
            r.Name, StatisticText.Percent(r.SixClass!.Coefficients.Percent), Of(r.SixClass.Coefficients.GwetAc1), Of(r.SixClass.Coefficients.GwetAc2Linear),
            Of(r.SixClass.Coefficients.GwetAc2Ordinal), Of(r.SixClass.Coefficients.GwetAc2Quadratic), Of(r.SixClass.Coefficients.CohenKappa), Of(r.SixClass.Coefficients.CohenKappaQuadratic),
        ]);
        string[] grades = [.. BilskyGrades.All.Select(BilskyGrades.ToText)];
        foreach (var reader in analysis.Readers)
        {
            Table(text, $"{analysis.Reference} (rows) against {reader.Name} (columns)", ["", .. grades], Enumerable.Range(0, grades.Length), row =>
                [grades[row], .. reader.SixClass!.Confusion.Rows[row].Select(Number)]);
        }
    }

    private static void Studies(StringBuilder text, AgreementAnalysis analysis)
    {
        var readers = analysis.Readers.Where(r => r.Study is not null).ToList();
        Table(text, "Study by study (as high as its worst slice)", ["reader", "studies", "AC1", "sensitivity", "specificity"], readers, r =>
            [r.Name, Number(r.Study!.Studies), Of(r.Study.Dichotomous.Coefficients.GwetAc1), StatisticText.Of(r.Study.Dichotomous.Table.Sensitivity), StatisticText.Of(r.Study.Dichotomous.Table.Specificity)]);
        Table(text, $"Slices, studies drawn anew {readers[0].Study!.Replicates} times", ["reader", "AC1", "sensitivity", "specificity", "six grades, AC2 quadratic"], readers, r =>
            [r.Name, Of(r.Study!.SliceGwetAc1), StatisticText.Percent(r.Study.SliceSensitivity), StatisticText.Percent(r.Study.SliceSpecificity), Of(r.Study.SliceGwetAc2Quadratic)]);
    }

    private static void Notes(StringBuilder text, AgreementAnalysis analysis)
    {
        var reasons = analysis.Readers
            .SelectMany(r => Reasons(r).Where(reason => reason is not null).Select(reason => $"{r.Name}: {reason}"))
            .Concat(analysis.Pairs.SelectMany(p => new[] { p.GwetAc1.Undefined, p.CohenKappa.Undefined, p.Ac1Difference.Undefined, p.Ac2QuadraticDifference?.Undefined, p.AucDifference?.Undefined }
                .Where(reason => reason is not null).Select(reason => $"{p.A} – {p.B}: {reason}")))
            .Distinct().ToList();
        if (reasons.Count == 0)
            return;

        text.AppendLine().AppendLine("– is undefined, or has no interval:");
        foreach (var reason in reasons)
        {
            text.AppendLine("  " + reason);
        }
    }

    private static IEnumerable<string?> Reasons(ReaderAgreement reader)
    {
        var (table, two, six, study) = (reader.Dichotomous.Table, reader.Dichotomous.Coefficients, reader.SixClass?.Coefficients, reader.Study);
        return
        [
            table.Sensitivity.Undefined, table.Specificity.Undefined, table.PositivePredictiveValue.Undefined, table.NegativePredictiveValue.Undefined,
            two.Percent.Undefined, two.GwetAc1.Undefined, two.CohenKappa?.Undefined, two.FleissKappa.Undefined, two.KrippendorffAlpha.Undefined, six?.GwetAc1.Undefined, six?.CohenKappa?.Undefined, reader.Roc?.Area.Undefined,
            study?.SliceSensitivity.Undefined, study?.SliceSpecificity.Undefined, study?.SliceGwetAc1.Undefined,
        ];
    }

    private static string[] Accuracy(string name, HighGradeTable table) =>
    [
        name, StatisticText.Of(table.Sensitivity), StatisticText.Of(table.Specificity), StatisticText.Of(table.PositivePredictiveValue), StatisticText.Of(table.NegativePredictiveValue),
    ];

    private static string Of(Estimate? estimate) => StatisticText.Of(estimate);

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static void Table<T>(StringBuilder text, string title, string[] header, IEnumerable<T> rows, Func<T, string[]> cells)
    {
        string[][] lines = [header, .. rows.Select(cells)];
        var widths = header.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        text.AppendLine().AppendLine(title);
        foreach (var line in lines)
        {
            text.Append("  ").AppendLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
