using BilskyWeb.Core.Cases;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Cases;

/// <summary>
/// The one query behind every list of cases. What counts is decided by <see cref="CaseResult"/>; which runs it is decided from, the flag and the order the database
/// keeps with each study (migration StudyRank), because it has to choose and sort before rows are read, and a test holds the two together for every combination.
/// </summary>
internal static class CaseList
{
    /// <param name="database">Where they are.</param>
    /// <param name="studies">Those to list.</param>
    public static IQueryable<CaseRow> CasesOf(this BilskyDbContext database, IQueryable<Study> studies) =>
        from study in studies.AsNoTracking()
        join run in database.GradingRuns on study.LastRunId equals run.Id into lasts
        from last in lasts.DefaultIfEmpty()
        join run in database.GradingRuns on study.GradedRunId equals run.Id into gradeds
        from graded in gradeds.DefaultIfEmpty()
        join run in database.GradingRuns on study.RefusalRunId equals run.Id into refusals
        from refusal in refusals.DefaultIfEmpty()
        join reading in database.ReviewStandings on study.Id equals reading.StudyId into standings
        from standing in standings.DefaultIfEmpty()
        select new CaseRow
        {
            Study = study,
            Last = last,
            Graded = graded,
            Refusal = refusal,
            Standing = standing,
            SignedAfterRefusal = refusal != null && database.ReviewSignatures.Any(s => s.StudyId == study.Id && s.SignedAt > refusal.FinishedAt),
        };

    /// <summary>Most urgent first, within that whoever has waited longest.</summary>
    public static IQueryable<CaseRow> MostUrgentFirst(this IQueryable<CaseRow> cases) =>
        cases.OrderByDescending(c => c.Study.Priority).ThenBy(c => c.Study.ArrivedAt).ThenBy(c => c.Study.Id);

    /// <summary>The same for studies: those of one page are found before anything else is read.</summary>
    public static IQueryable<Study> MostUrgentFirst(this IQueryable<Study> studies) =>
        studies.OrderByDescending(s => s.Priority).ThenBy(s => s.ArrivedAt).ThenBy(s => s.Id);
}
