using BilskyWeb.Data;

namespace BilskyWeb.Features.Grading;

/// <summary>The one order in which a study's results count.</summary>
internal static class CompleteRuns
{
    /// <summary>The complete runs of a study, the newest, which counts, first.</summary>
    public static IQueryable<GradingRun> CompleteRunsOf(this BilskyDbContext database, Guid studyId) =>
        database.GradingRuns.Where(r => r.StudyId == studyId && r.State == GradingState.Complete).OrderByDescending(r => r.SubmittedAt);
}
