namespace BilskyWeb.Core.Grading;

/// <summary>What <see cref="StudyRule"/> makes of a study's slices.</summary>
/// <param name="HighestGrade">The worst grade that the slices support; null when no slice could be graded.</param>
/// <param name="Flagged">True when <paramref name="HighestGrade"/> is above the pathway line, and when a reader is needed.</param>
/// <param name="Reason">Why flagged or not, for a clinician.</param>
/// <param name="SupportedGrades">Per slice, in the order given: the worst grade that it takes part in supporting; null for a slice without a grade.</param>
public sealed record StudyVerdict(BilskyGrade? HighestGrade, bool Flagged, string Reason, IReadOnlyList<BilskyGrade?> SupportedGrades)
{
    /// <summary>True when the supported grade is above the pathway line: a flag for what was seen, not for what has no answer.</summary>
    public bool FlaggedByGrade => HighestGrade?.IsHighGrade() ?? false;

    /// <summary>The worst grade of any slice alone, supported or not; null when no slice could be graded.</summary>
    public BilskyGrade? HighestSingleGrade { get; init; }

    /// <summary>
    /// True where a part of the spine has no answer: slices within it that could not be assessed, slices withheld that an opinion calls high grade, most of it withheld, or nothing
    /// graded at all. The study is flagged then, for a person's look and not for a grade.
    /// </summary>
    public bool NeedsReader { get; init; }

    /// <summary>Per slice, whether it lies within the spine and could not be assessed; empty where none was asked about.</summary>
    public IReadOnlyList<bool> NotAssessable { get; init; } = [];

    /// <summary>Per slice, whether it was withheld although prototypes or measurements call it high grade, with the support that the rule asks of a grade; empty where none was asked about.</summary>
    public IReadOnlyList<bool> Suspected { get; init; } = [];
}
