using BilskyWeb.Core.Cases;
using BilskyWeb.Data;

namespace BilskyWeb.Features.Grading;

/// <summary>Which runs can be a study's result, and in which order.</summary>
internal static class CompleteRuns
{
    /// <summary>Every run but those that only run beside.</summary>
    public static IQueryable<GradingRun> ClinicalRuns(this BilskyDbContext database) => database.GradingRuns.Where(r => r.Role == RunRole.Clinical);

    /// <summary>The complete runs of a study, the newest, which counts, first.</summary>
    public static IQueryable<GradingRun> CompleteRunsOf(this BilskyDbContext database, Guid studyId) =>
        database.ClinicalRuns().Where(r => r.StudyId == studyId && r.State == GradingState.Complete).OrderByDescending(r => r.SubmittedAt);
}
