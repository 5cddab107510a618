using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Training.Evaluation;

/// <summary>A line at which high grade is called, and what it does to slices.</summary>
internal sealed record LineCandidate(GradeDecision Decision, Share Sensitivity, Share Specificity);

/// <summary>A margin to the line within which a slice is withheld, and what it does.</summary>
/// <param name="RightSide">Slices on the right side of the line among those that are graded.</param>
internal sealed record MarginCandidate(double MinMargin, Share Withheld, Share RightSide);

/// <summary>Settings of the study rule, and what they do to studies.</summary>
/// <param name="Margin">What is withheld before the rule judges.</param>
/// <param name="Flagged">Studies with a high grade that are flagged.</param>
/// <param name="FalselyFlagged">Studies without one that are.</param>
internal sealed record RuleCandidate(StudyRuleSettings Settings, MarginCandidate Margin, Share Flagged, Share FalselyFlagged);

/// <summary>What was chosen on validation studies, beside all that was tried.</summary>
internal sealed record OperatingPoint(
    LineCandidate Line, IReadOnlyList<LineCandidate> Lines, MarginCandidate Margin, IReadOnlyList<MarginCandidate> Margins, RuleCandidate Rule, IReadOnlyList<RuleCandidate> Rules)
{
    /// <summary>In the card's form.</summary>
    internal JsonObject ToJson() => new()
    {
        ["highGradeFrom"] = CardWriter.Rounded(Line.Decision.HighGradeFrom),
        ["sensitivityHighGradeWithAbstained"] = CardWriter.ToJson(Line.Sensitivity),
        ["specificityLowGradeWithAbstained"] = CardWriter.ToJson(Line.Specificity),
        ["minMargin"] = Margin.MinMargin,
        ["abstained"] = CardWriter.ToJson(Margin.Withheld),
        ["rightSideOfGraded"] = CardWriter.ToJson(Margin.RightSide),
        ["studyRule"] = $"{StudyRule.Name} {new StudyRule(Rule.Settings).Version}",
        ["studiesWithHighGradeFlagged"] = CardWriter.ToJson(Rule.Flagged),
        ["studiesWithoutHighGradeFlagged"] = CardWriter.ToJson(Rule.FalselyFlagged),
    };

    /// <summary>For a person: what was tried, what was chosen, and where it is to be set.</summary>
    internal string Write()
    {
        var text = new StringBuilder();
        text.AppendLine("High grade is called from this probability on (a missed one costs so many false alarms)");
        foreach (var line in Lines)
        {
            Row(text, line == Line, $"{line.Decision.HighGradeFrom:0.000} ({line.Decision.MissCost:0.#})", $"sensitivity {StatisticText.Of(line.Sensitivity)}", $"specificity {StatisticText.Of(line.Specificity)}");
        }

        text.AppendLine().AppendLine("A slice within this margin of the line is withheld");
        foreach (var margin in Margins)
        {
            Row(text, margin == Margin, $"{margin.MinMargin:0.00}", $"withheld {StatisticText.Of(margin.Withheld)}", $"right side of the rest {StatisticText.Of(margin.RightSide)}");
        }

        text.AppendLine().AppendLine("Study rule: probability of each neighbour, neighbours, probability of one alone. Of rules alike in both counts one, and only those that no other beats");
        foreach (var rule in Rules.Where(r => !Rules.Any(o => Beats(o, r))).GroupBy(r => (r.Flagged.Count, r.FalselyFlagged.Count)).Select(g => g.Contains(Rule) ? Rule : g.First()))
        {
            Row(text, rule == Rule, Words(rule.Settings), $"sensitivity {StatisticText.Of(rule.Flagged)}", $"false flags per study without high grade {StatisticText.Of(rule.FalselyFlagged)}");
        }

        var s = Rule.Settings;
        text.AppendLine().AppendLine("→ is chosen. Line and margin stand on the grader's card (--record); the study rule is set in appsettings.json:");
        text.Append(CultureInfo.InvariantCulture, $"  \"Grading\": {{ \"Rule\": {{ \"NeighbourProbability\": {s.NeighbourProbability}, \"NeighbouringSlices\": {s.NeighbouringSlices}, \"SingleSliceProbability\": {s.SingleSliceProbability}, \"NeighbourGapMm\": {s.NeighbourGapMm} }} }}");
        return text.ToString();
    }

    private static bool Beats(RuleCandidate one, RuleCandidate other) =>
        one.Flagged.Count >= other.Flagged.Count && one.FalselyFlagged.Count <= other.FalselyFlagged.Count
        && (one.Flagged.Count > other.Flagged.Count || one.FalselyFlagged.Count < other.FalselyFlagged.Count);

    private static string Words(StudyRuleSettings s) =>
        string.Create(CultureInfo.InvariantCulture, $"{s.NeighbourProbability:0.00}, {s.NeighbouringSlices}, {(s.SingleSliceProbability > 1 ? "never" : s.SingleSliceProbability.ToString("0.00", CultureInfo.InvariantCulture))}");

    private static void Row(StringBuilder text, bool chosen, FormattableString what, params string[] figures) => Row(text, chosen, FormattableString.Invariant(what), figures);

    private static void Row(StringBuilder text, bool chosen, string what, params string[] figures) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"{(chosen ? "→" : " ")} {what,-18}{string.Concat(figures.Select(f => $"{f,-62}")).TrimEnd()}");
}
