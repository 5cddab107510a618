using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading;

/// <summary>
/// Lays a new result beside what stood before it, when it is milder. Written into the run, so that worklist, board, referrals, study page and
/// programs read the same: <see cref="GradingRun.Flagged"/> and <see cref="GradingRun.FlagReason"/> are what counts.
/// </summary>
internal static class KeepEarlierResult
{
    /// <param name="database">Holds the study's earlier runs.</param>
    /// <param name="run">A run that has just been filled, in the same transaction.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task ApplyAsync(BilskyDbContext database, GradingRun run, CancellationToken cancellationToken)
    {
        var before = await database.CompleteRunsOf(run.StudyId).AsNoTracking().FirstOrDefaultAsync(r => r.Id != run.Id, cancellationToken);
        if (run.State != GradingState.Complete || run.Role != RunRole.Clinical || before is null)
        {
            return;
        }

        var review = await database.ReviewStandings.AsNoTracking()
            .SingleOrDefaultAsync(s => s.StudyId == run.StudyId && s.RunId == before.Id && (s.SlicesRead > 0 || s.SignedOffAt != null), cancellationToken);
        var signed = review is { SignedOnRun: true, ChangedSinceSigned: false };
        var standing = StandingResult.After(
            signed ? new StudyResult(review!.Grade, review.Flagged) : Unsigned(before, review),
            signed,
            new StudyResult(run.HighestGrade, run.Flagged),
            Math.Max(0, run.InstanceCount - before.InstanceCount));
        if (standing.Earlier is { } earlier)
        {
            run.EarlierGrade = earlier.Grade;
            run.EarlierFlagged = earlier.Flagged;
            run.EarlierReason = standing.Reason;
            run.EarlierRunId = signed ? before.Id : before.EarlierRunId ?? before.Id;
            run.FlaggedAlone = run.Flagged;
            run.Flagged = standing.Flagged;
            run.FlagReason = $"{standing.Reason} {run.FlagReason}".TrimEnd();
        }
    }

    // While nobody has signed, the worst of what was said.
    private static StudyResult Unsigned(GradingRun before, ReviewStanding? review) => new(
        new[] { before.HighestGrade, before.EarlierGrade, review?.Grade }.Max(),
        before.Flagged || review?.Flagged == true);
}
