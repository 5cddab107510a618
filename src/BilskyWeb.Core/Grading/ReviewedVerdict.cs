using BilskyWeb.Core.Levels;

namespace BilskyWeb.Core.Grading;

/// <summary>What a study comes to when what people said of its slices counts and the model speaks for the rest.</summary>
/// <param name="Grade">The worst grade that stands; null when no slice has one.</param>
/// <param name="IsHighGrade">True when <paramref name="Grade"/> is above the pathway line.</param>
/// <param name="ByReviewer">True when a person gave <paramref name="Grade"/>, or worse, to a slice that carries it.</param>
/// <param name="Read">Slices that a person has read.</param>
/// <param name="Reason">Why, for a clinician.</param>
/// <param name="Levels">Levels of the slices as they count.</param>
public sealed record ReviewedVerdict(BilskyGrade? Grade, bool IsHighGrade, bool ByReviewer, int Read, string Reason, IReadOnlyList<SpineLevel> Levels)
{
    /// <summary>The worst grade of any slice alone, as the slices count; null when none has a grade.</summary>
    public BilskyGrade? HighestSingleGrade { get; init; }

    /// <summary>True where a part of the spine has no answer, neither by the model nor by a person.</summary>
    public bool NeedsReader { get; init; }

    /// <summary>Judges a study by the rule that judged the model's slices.</summary>
    /// <param name="rule">The study rule.</param>
    /// <param name="model">The model's slices, in order along the spine.</param>
    /// <param name="readings">What a person said of each, null where nobody did; as long as <paramref name="model"/>.</param>
    public static ReviewedVerdict Judge(StudyRule rule, IReadOnlyList<PlacedSlice> model, IReadOnlyList<SliceReading?> readings)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(readings);
        var slices = model.Select((slice, i) => readings[i] is { } reading ? reading.Over(slice) : slice).ToList();

        // One slice that a person graded stands by itself, also where the rule asks more than one of the model.
        var counting = new StudyRule(rule.Settings with { SingleSliceProbability = Math.Min(1, rule.Settings.SingleSliceProbability) });
        var verdict = counting.Judge(slices);
        var carrying = Enumerable.Range(0, slices.Count).Where(i => verdict.HighestGrade is not null && verdict.SupportedGrades[i] == verdict.HighestGrade).ToList();
        var byReviewer = carrying.Exists(i => readings[i]?.Grade is not null);
        return new ReviewedVerdict(
            verdict.HighestGrade,
            verdict.Flagged,
            byReviewer,
            readings.Count(r => r is not null),
            Why(verdict, carrying.Count(i => readings[i]?.Grade is not null), readings),
            SpineLevels.Find(slices, verdict, counting.Settings))
        {
            HighestSingleGrade = verdict.HighestSingleGrade,
            NeedsReader = verdict.NeedsReader,
        };
    }

    private static string Why(StudyVerdict verdict, int byPeople, IReadOnlyList<SliceReading?> readings)
    {
        var read = $"Reviewers have read {readings.Count(r => r is not null)} of {readings.Count} slices.";
        var lost = verdict.NotAssessable.Count(n => n);
        var open = lost > 0 ? $" {(lost == 1 ? "One slice" : $"{lost} slices")} within the spine could not be assessed, and nobody has read {(lost == 1 ? "it" : "them")}." : "";
        var suspected = verdict.Suspected.Count(s => s);
        open += suspected > 0 ? $" {(suspected == 1 ? "One slice" : $"{suspected} slices")} that prototypes or measurements call high grade {(suspected == 1 ? "was" : "were")} withheld, and nobody has read {(suspected == 1 ? "it" : "them")}." : "";
        var single = verdict.HighestSingleGrade > verdict.HighestGrade ? $" The highest single slice is {verdict.HighestSingleGrade.Value.ToText()}." : "";
        return (verdict.HighestGrade is not { } grade ? "No slice has a grade."
            : byPeople == 0 ? $"The highest grade, {grade.ToText()}, is the model's."
            : $"Reviewers graded {(byPeople == 1 ? "one slice" : $"{byPeople} slices")} {(grade == BilskyGrade.Grade3 ? "grade 3" : $"{grade.ToText()} or worse")}.") + $"{single} {read}{open}";
    }
}
