using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Cases;

/// <summary>A complete clinical grading of a study, as far as it decides what the study's result is.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Grade">The worst grade that the slices support; null when none could be graded.</param>
/// <param name="HighestSingleGrade">The worst grade of any slice alone.</param>
/// <param name="Flagged">Whether it puts the study before the team, an earlier result that stands counted in.</param>
/// <param name="NeedsReader">True where a part of the spine has no answer.</param>
/// <param name="Reason">Why flagged or not, for a clinician.</param>
/// <param name="EarlierGrade">The earlier, more severe grade that stands beside it until a reviewer signs (<see cref="StandingResult"/>).</param>
/// <param name="EarlierRunId">The run that the earlier grade comes from.</param>
public sealed record CaseGrading(
    Guid RunId, BilskyGrade? Grade, BilskyGrade? HighestSingleGrade, bool Flagged, bool NeedsReader, string? Reason, BilskyGrade? EarlierGrade, Guid? EarlierRunId)
{
    /// <summary>Why a later clinical grading refused the study as it is now; null when none has. It takes no flag away, and it is no answer either.</summary>
    public string? Refusal { get; init; }
}
