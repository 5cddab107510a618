using System.Globalization;

namespace BilskyWeb.Core.Grading;

/// <summary>Why a study is flagged or not, in words that a referrer understands.</summary>
/// <param name="slices">All slices.</param>
/// <param name="graded">Those with a grade.</param>
/// <param name="supported">Per slice the worst grade that it takes part in supporting.</param>
/// <param name="notAssessable">Per slice whether it lies within the spine and has no answer.</param>
/// <param name="suspected">Per slice whether it was withheld although an opinion calls it high grade.</param>
/// <param name="settings">What the rule asks.</param>
/// <param name="decision">From which probability high grade was called; null where that is not known.</param>
internal sealed class StudyReason(
    IReadOnlyList<PlacedSlice> slices,
    IReadOnlyList<int> graded,
    IReadOnlyList<BilskyGrade?> supported,
    IReadOnlyList<bool> notAssessable,
    IReadOnlyList<bool> suspected,
    StudyRuleSettings settings,
    GradeDecision? decision)
{
    private int[] Lost => [.. Enumerable.Range(0, slices.Count).Where(i => notAssessable[i])];

    private int[] Suspected => [.. Enumerable.Range(0, slices.Count).Where(i => suspected[i])];

    /// <param name="isHigh">Whether a high grade is supported.</param>
    /// <param name="needsReader">Whether a person must look, whatever the grade.</param>
    public string Text(bool isHigh, bool needsReader)
    {
        if (graded.Count == 0)
        {
            return $"No grade: none of the {slices.Count} slices could be graded. A reader must look at the images.";
        }

        var grades = isHigh ? WhyFlagged() : WhyNot();
        var parts = !needsReader ? [grades, Single()]
            : isHigh ? [grades, Single(), $"Besides, {Unanswered()}: a reader must look there."]
            : new[] { $"Flagged for a reader's look, not for a grade: {Unanswered()}. Disease can be the reason.", grades, Single() };
        return string.Join(' ', parts.Append(needsReader && Lost.Length + Suspected.Length == 0 ? "" : Ungraded()).Where(p => p.Length > 0));
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    // A run never leaves its axis.
    private string Place(IReadOnlyList<int> run) =>
        SpinePosition.Of(slices.Any(s => s.Axis != slices[run[0]].Axis) ? slices[run[0]].Axis : null, slices[run[0]].PositionMm, slices[run[^1]].PositionMm);

    private static string List(List<string> parts) =>
        parts.Count < 3 ? string.Join(" and ", parts) : $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}";

    // Every run: a second lesion is no less urgent for being shorter than the first.
    private string WhyFlagged()
    {
        var runs = Neighbourhood.Runs(slices, graded, settings.NeighbourGapMm, i => supported[i]?.IsHighGrade() ?? false).ToList();
        var called = decision is { } d ? $" High grade (1c, 2 or 3) is called from a probability of {Number(d.HighGradeFrom, "0.###")} on, so low that few are missed." : "";
        return $"High grade on {string.Join("; and on ", runs.Select(Run))}.{called}";
    }

    private string Run(List<int> run)
    {
        var probability = Number(run.Max(i => slices[i].Slice.HighGradeProbability), "0.00");
        return run.Count > 1
            ? $"{run.Count} neighbouring slices, {Place(run)} (probability of high grade up to {probability})"
            : $"one slice, {Place(run)} (probability of high grade {probability}{(settings.NeighbouringSlices > 1 ? ", enough for one slice alone" : "")})";
    }

    private string WhyNot()
    {
        var high = graded.Count(i => slices[i].Slice.Grade!.Value.IsHighGrade());
        var alone = settings.SingleSliceProbability > 1 ? "" : $", nor a probability of high grade of {Number(settings.SingleSliceProbability, "0.##")} on one alone";
        return high == 0
            ? "No slice is high grade."
            : $"{high} of {slices.Count} slices {(high == 1 ? "looks" : "look")} high grade, without {settings.NeighbouringSlices} neighbouring ones that agree{alone}.";
    }

    /// <summary>The worst slice, where its neighbours do not support what it shows.</summary>
    private string Single()
    {
        var single = graded.Max(i => slices[i].Slice.Grade!.Value);
        return single > supported.Max()
            ? $"Supported grade {supported.Max()!.Value.ToText()}; highest single slice {single.ToText()}, {Place([graded.First(i => slices[i].Slice.Grade == single)])}."
            : "";
    }

    private string Unanswered()
    {
        List<string> said = [];
        if (Lost.Length > 0)
        {
            said.Add($"{Slices(Lost)} within the spine could not be assessed ({Places(Lost)}), because no canal was seen or the image cannot be read");
        }

        if (Suspected.Length > 0)
        {
            said.Add($"{Slices(Suspected)} that prototypes or measurements call high grade {(Suspected.Length == 1 ? "was" : "were")} withheld ({Places(Suspected)})");
        }

        return said.Count > 0 ? string.Join("; and ", said) : $"most slices, {slices.Count - graded.Count} of {slices.Count}, could not be graded";
    }

    private static string Slices(int[] which) => which.Length == 1 ? "one slice" : $"{which.Length} slices";

    private string Places(int[] which) => List(Neighbourhood.Runs(slices, which, settings.NeighbourGapMm, _ => true).Select(Place).ToList());

    private string Ungraded()
    {
        var ungraded = slices.Count - graded.Count;
        return ungraded == 0 ? "" : $"{(ungraded * 2 > slices.Count ? $"Most slices, {ungraded}" : ungraded)} of {slices.Count}{(ungraded * 2 > slices.Count ? "," : " slices")} could not be graded.";
    }
}
