using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Cases;

/// <summary>
/// The one query behind every list of cases. What counts is decided by <see cref="CaseResult"/>; the flag and the order are written here once more, because the
/// database has to choose and sort before rows are read, and a test holds the two together for every combination.
/// </summary>
internal static class CaseList
{
    /// <param name="database">Where they are.</param>
    /// <param name="studies">Those to list.</param>
    public static IQueryable<CaseRow> CasesOf(this BilskyDbContext database, IQueryable<Study> studies) =>
        (from study in studies.AsNoTracking()
         from last in database.ClinicalRuns().Where(r => r.StudyId == study.Id).OrderByDescending(r => r.SubmittedAt).Take(1).DefaultIfEmpty()
         from graded in database.ClinicalRuns().Where(r => r.StudyId == study.Id && r.State == GradingState.Complete).OrderByDescending(r => r.SubmittedAt).Take(1).DefaultIfEmpty()
         from refusal in database.ClinicalRuns().Where(r => r.StudyId == study.Id && r.State == GradingState.Rejected && r.SubmittedAt > graded!.SubmittedAt)
             .OrderByDescending(r => r.SubmittedAt).Take(1).DefaultIfEmpty()
         from standing in database.ReviewStandings.Where(r => r.StudyId == study.Id).DefaultIfEmpty()
         select new
         {
             Study = study,
             Last = last,
             Graded = graded,
             Refusal = refusal,
             Standing = standing,
             SignedAfterRefusal = refusal != null && database.ReviewSignatures.Any(s => s.StudyId == study.Id && s.SignedAt > refusal.FinishedAt),
         })
        .Select(c => new { Case = c, Reads = c.Standing != null && (c.Standing.SlicesRead > 0 || c.Standing.SignedOffAt != null) })
        .Select(c => new { c.Case, c.Reads, Unread = c.Case.Graded != null && (!c.Reads || c.Case.Standing!.RunId != c.Case.Graded.Id) })
        .Select(c => new
        {
            c.Case,
            Read = c.Reads ? c.Case.Standing!.Grade : null,
            ReadSingle = c.Reads ? c.Case.Standing!.HighestSingleGrade : null,
            Model = c.Unread ? c.Case.Graded!.HighestGrade : null,
            ModelSingle = c.Unread ? c.Case.Graded!.HighestSingleGrade : null,
            Earlier = c.Unread || (c.Case.Graded != null && !c.Case.Standing!.SignedOnRun) ? c.Case.Graded!.EarlierGrade : null,
            Flagged = (c.Reads && c.Case.Standing!.Flagged) || (c.Unread && c.Case.Graded!.Flagged),
            Refused = c.Case.Refusal != null && (c.Unread || !c.Case.SignedAfterRefusal || !c.Case.Standing!.SignedOnRun || c.Case.Standing.ChangedSinceSigned),
        })
        .Select(c => new
        {
            c.Case,
            Grade = c.Read == null || c.Model > c.Read ? c.Model : c.Read,
            Single = c.ReadSingle == null || c.ModelSingle > c.ReadSingle ? c.ModelSingle : c.ReadSingle,
            c.Earlier,
            c.Flagged,
            c.Refused,
        })
        .Select(c => new { c.Case, c.Grade, c.Single, c.Flagged, c.Refused, Worst = c.Grade == null || c.Earlier > c.Grade ? c.Earlier : c.Grade })
        .Select(c => new CaseRow
        {
            Study = c.Case.Study,
            Last = c.Case.Last,
            Graded = c.Case.Graded,
            Refusal = c.Case.Refusal,
            Standing = c.Case.Standing,
            SignedAfterRefusal = c.Case.SignedAfterRefusal,
            Flagged = c.Flagged,
            Priority = c.Worst >= BilskyGrades.FirstHighGrade ? CasePriority.Flagged + (int)(c.Single > c.Worst ? c.Single : c.Worst)
                : c.Flagged ? CasePriority.Flagged
                : c.Grade == null || c.Refused ? CasePriority.Ungraded
                : (int)c.Grade,
        });

    /// <summary>Most urgent first, within that whoever has waited longest.</summary>
    public static IQueryable<CaseRow> MostUrgentFirst(this IQueryable<CaseRow> cases) =>
        cases.OrderByDescending(c => c.Priority).ThenBy(c => c.Study.ArrivedAt).ThenBy(c => c.Study.Id);
}
