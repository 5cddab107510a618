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
        text.AppendLine(CultureInfo.InvariantCulture, $"{analysis.Items} items, reference \"{analysis.Reference}\". Intervals are 95%.");
        if (analysis.ItemsWithoutReference > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"{analysis.ItemsWithoutReference} items have no reference and count for nobody.");

        Table(text, "Low against high grade (pathway line 1b | 1c)", ["reader", "items", "not read", "AC1", "p", "band", "Cohen's kappa", "agree"], analysis.Readers, r =>
        [
            r.Name, Number(r.Items), Number(r.NotRead), Of(r.Dichotomous.Coefficients.GwetAc1), StatisticText.P(r.Dichotomous.Coefficients.GwetAc1.P),
            r.Dichotomous.Coefficients.Band ?? StatisticText.Undefined, Of(r.Dichotomous.Coefficients.CohenKappa), StatisticText.Percent(r.Dichotomous.Coefficients.Percent),
        ]);
        Table(text, "High grade found (exact intervals)", ["reader", "sensitivity", "specificity", "positive predictive value", "negative predictive value"], analysis.Readers, r =>
            Accuracy(r.Name, r.Dichotomous.Table));
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
        }

        if (analysis.Together is { } together)
        {
            var six = analysis.TogetherSixClass is { } grades ? $"; six grades: AC2 quadratic {Of(grades.GwetAc2Quadratic)}, Fleiss' kappa {Of(grades.FleissKappa)}" : "";
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"All {analysis.Readers.Count} readers and the reference as equals: AC1 {Of(together.GwetAc1)}, Fleiss' kappa {Of(together.FleissKappa)}{six}.");
        }

        Notes(text, analysis);
        return text.ToString().TrimEnd();
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
            two.GwetAc1.Undefined, two.CohenKappa?.Undefined, six?.GwetAc1.Undefined, six?.CohenKappa?.Undefined, reader.Roc?.Area.Undefined,
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
