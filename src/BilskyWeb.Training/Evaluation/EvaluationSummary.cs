using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Training.Evaluation;

/// <summary>What <c>evaluate</c> prints for a person: the paper's tables, then what only a whole pipeline has.</summary>
internal static class EvaluationSummary
{
    /// <param name="name">The test set and the pipeline.</param>
    /// <param name="figures">What was measured.</param>
    internal static string Write(string name, PipelineFigures figures)
    {
        var text = new StringBuilder();
        text.AppendLine(name).AppendLine("Research models: no patient may be treated on their word.").AppendLine();
        text.AppendLine(AgreementSummary.Write(figures.Agreement()));
        text.AppendLine("A slice that the model withheld counts by the grade it leans to; one without a canal found is not read.");
        Lines(text, "Canal", figures.RoiJson(), "canalsFound", "within3Mm", "within5Mm", "medianErrorMm", "foundWhereThereIsNone", "foundBesideTheSpine");
        Lines(
            text, "Withheld, and studies by the rule", figures.GraderJson(),
            "highGradeFrom", "abstained", "sensitivityHighGrade", "specificityLowGrade", "studyRule", "studiesWithHighGradeFlagged", "studiesWithoutHighGradeFlagged",
            "studiesWithHighGradeFlaggedByGrade", "studiesWithoutHighGradeFlaggedByGrade", "studiesThatNeedAReader", "studiesWithoutEpiduralDiseaseFlagged");
        text.AppendLine().AppendLine("Side of the pathway line right, on the slices that the model is surest of");
        foreach (var kept in figures.Selective())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {kept.KeptPercent,3}%  {StatisticText.Of(kept.Right)}");
        }

        return text.ToString().TrimEnd();
    }

    private static void Lines(StringBuilder text, string title, JsonObject figures, params string[] keys)
    {
        text.AppendLine().AppendLine(title);
        foreach (var key in keys)
        {
            var value = figures[key] is JsonObject share && share.ContainsKey("of")
                ? StatisticText.Of(Share.From(share["count"]!.GetValue<int>(), share["of"]!.GetValue<int>()))
                : figures[key]?.ToString() ?? StatisticText.Undefined;
            text.AppendLine(CultureInfo.InvariantCulture, $"  {Words(key),-44}{value}");
        }
    }

    // "studiesWithHighGradeFlagged" is "studies with high grade flagged": one name on card, in JSON and here.
    private static string Words(string key) =>
        string.Concat(key.Select((c, i) => char.IsUpper(c) || (char.IsDigit(c) && i > 0 && !char.IsDigit(key[i - 1])) ? " " + char.ToLowerInvariant(c) : c.ToString()));
}
