using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;

namespace BilskyWeb.Features.Cases;

/// <summary>One study with what counts of it, as <see cref="CaseList"/> reads it.</summary>
internal sealed class CaseRow
{
    public required Study Study { get; init; }

    /// <summary>The newest clinical run, whatever became of it.</summary>
    public GradingRun? Last { get; init; }

    /// <summary>The newest complete clinical run: the one that counts, also while another is under way.</summary>
    public GradingRun? Graded { get; init; }

    /// <summary>The newest clinical run since <see cref="Graded"/> that refused the study; null when there is none.</summary>
    public GradingRun? Refusal { get; init; }

    /// <summary>True when somebody has signed since <see cref="Refusal"/>.</summary>
    public bool SignedAfterRefusal { get; init; }

    /// <summary>What people have made of it; null while nobody has begun.</summary>
    public ReviewStanding? Standing { get; init; }

    /// <summary>What counts.</summary>
    public CaseResult Result(CaseAudience audience) => CaseResult.Of(Graded?.AsCase(Refusal), ReadingOf(Standing), audience);

    private CaseReading? ReadingOf(ReviewStanding? standing) => standing is null ? null
        : new CaseReading(
            standing.RunId,
            standing.Grade,
            standing.HighestSingleGrade,
            standing.Flagged,
            standing.NeedsReader,
            standing.Reason,
            standing.GradeByReviewer,
            standing.SlicesRead,
            standing.SignedOffAt is not null,
            standing.ChangedSinceSigned,
            standing.SignedOnRun)
        {
            IsSignedAfterRefusal = SignedAfterRefusal,
        };
}
