using BilskyWeb.Core.Cases;
using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Cases.Clocks;

/// <summary>A case of the team came to a stage.</summary>
/// <param name="StudyId">A study of the case.</param>
/// <param name="Id">Grows with time.</param>
/// <param name="Stage">Name of the <see cref="CaseStage"/>.</param>
/// <param name="At">When.</param>
internal sealed record StageReached(Guid StudyId, long Id, string Stage, DateTimeOffset At);

/// <summary>The team's steps with some studies. The cases are a later feature's, which this one may not know: their tables are asked by name.</summary>
internal static class StagesReached
{
    /// <returns>By study, oldest first.</returns>
    public static async Task<ILookup<Guid, StageReached>> ReadAsync(BilskyDbContext database, IReadOnlyCollection<Guid> studyIds, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. studyIds];
        return (await database.Database.SqlQuery<StageReached>(
            $"""
            select s."StudyId", e."Id", e."To" as "Stage", e."At" from "CaseStudies" s join "CaseEvents" e on e."CaseId" = s."CaseId"
            where s."StudyId" = any({ids}) and e."To" is not null
            """).ToListAsync(cancellationToken)).OrderBy(e => e.Id).ToLookup(e => e.StudyId);
    }

    /// <summary>When the team decided of a flag, and treated: the first steps after it, since a case may have been decided before for another study.</summary>
    public static (DateTimeOffset? DecidedAt, DateTimeOffset? TreatedAt, bool WithoutTreatment) After(DateTimeOffset? flaggedAt, IEnumerable<StageReached> steps)
    {
        if (flaggedAt is not { } flagged)
        {
            return default;
        }

        var since = steps.Where(s => s.At >= flagged).ToList();
        var decided = since.Find(s => s.Stage is nameof(CaseStage.Decided) or nameof(CaseStage.Treated) or nameof(CaseStage.Closed))?.At;
        var treated = since.Find(s => s.Stage == nameof(CaseStage.Treated))?.At;
        return (decided, treated, treated is null && since.LastOrDefault()?.Stage == nameof(CaseStage.Closed));
    }
}
