using BilskyWeb.Core.Cases;
using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading;

/// <summary>Which runs can be a study's result, and in which order.</summary>
internal static class CompleteRuns
{
    /// <summary>Every run but those that only run beside.</summary>
    public static IQueryable<GradingRun> ClinicalRuns(this BilskyDbContext database) => database.GradingRuns.Where(r => r.Role == RunRole.Clinical);

    /// <summary>The complete runs of a study, the newest, which counts, first.</summary>
    public static IQueryable<GradingRun> CompleteRunsOf(this BilskyDbContext database, Guid studyId) =>
        database.ClinicalRuns().Where(r => r.StudyId == studyId && r.State == GradingState.Complete).OrderByDescending(r => r.SubmittedAt);

    /// <summary>The newest grading since a complete one that refused the study; null when there is none. One under way, failed or cancelled says nothing of the images.</summary>
    public static Task<GradingRun?> RefusalSinceAsync(this BilskyDbContext database, GradingRun complete, CancellationToken cancellationToken) =>
        database.ClinicalRuns().AsNoTracking().Where(r => r.StudyId == complete.StudyId && r.State == GradingState.Rejected && r.SubmittedAt > complete.SubmittedAt)
            .OrderByDescending(r => r.SubmittedAt).FirstOrDefaultAsync(cancellationToken);

    /// <summary>What of a complete run decides.</summary>
    /// <param name="run">The run.</param>
    /// <param name="refusal">The newest grading since that refused the study; null when there is none.</param>
    public static CaseGrading AsCase(this GradingRun run, GradingRun? refusal) =>
        new(run.Id, run.HighestGrade, run.HighestSingleGrade, run.Flagged, run.NeedsReader, run.FlagReason, run.EarlierGrade, run.EarlierRunId)
        {
            Refusal = refusal is null ? null : refusal.Error ?? "It does not say why.",
        };
}
