namespace BilskyWeb.Core.Grading;

/// <summary>What <see cref="StudyRule"/> makes of a study's slices.</summary>
/// <param name="HighestGrade">The worst grade that the slices support; null when no slice could be graded.</param>
/// <param name="Flagged">True exactly when <paramref name="HighestGrade"/> is above the pathway line.</param>
/// <param name="Reason">Why flagged or not, for a clinician.</param>
/// <param name="SupportedGrades">Per slice, in the order given: the worst grade that it takes part in supporting; null for a slice without a grade.</param>
public sealed record StudyVerdict(BilskyGrade? HighestGrade, bool Flagged, string Reason, IReadOnlyList<BilskyGrade?> SupportedGrades);
