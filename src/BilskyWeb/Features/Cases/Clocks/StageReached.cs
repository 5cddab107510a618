using BilskyWeb.Core.Cases;
using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Cases.Clocks;

/// <summary>A case of the team came to a stage.</summary>
/// <param name="StudyId">A study of the case.</param>
/// <param name="Id">Grows with time.</param>
/// <param name="Stage">Name of the <see cref="CaseStage"/>.</param>
/// <param name="At">When.</param>
/// <param name="IsOfStudy">True where the case had the study by then: what was decided before, or in another case before the two were joined, was not decided of it.</param>
/// <param name="IsOfHome">True for a step of the case that has the study now; false for one of a case that was joined to it.</param>
internal sealed record StageReached(Guid StudyId, long Id, string Stage, DateTimeOffset At, bool IsOfStudy = true, bool IsOfHome = true);

/// <summary>
/// The team's steps with some studies, also those in a case that was joined to another one since. The cases are a later feature's, which this one may not know: their tables are asked by name.
/// </summary>
internal static class StagesReached
{
    /// <returns>By study, oldest first.</returns>
    public static async Task<ILookup<Guid, StageReached>> ReadAsync(BilskyDbContext database, IReadOnlyCollection<Guid> studyIds, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. studyIds];
        return (await database.Database.SqlQuery<LineOfCase>(
            $"""
            select s."StudyId", e."Id", e."CaseId", e."CaseId" = s."CaseId" as "IsOfHome", e."To" as "Stage", e."At",
                coalesce(e."Kind" in ('Opened', 'StudyAdded') and e."StudyId" = s."StudyId", false) as "Takes", case when e."Kind" = 'Joined' then e."OtherCaseId" end as "JoinedId"
            from "CaseStudies" s
            join "PatientCases" c on c."Id" = s."CaseId" or c."JoinedIntoId" = s."CaseId"
            join "CaseEvents" e on e."CaseId" = c."Id"
            where s."StudyId" = any({ids}) and (e."To" is not null or e."Kind" in ('Opened', 'StudyAdded', 'Joined'))
            """).ToListAsync(cancellationToken)).GroupBy(e => e.StudyId).SelectMany(StepsWith).ToLookup(e => e.StudyId);
    }

    private static IEnumerable<StageReached> StepsWith(IEnumerable<LineOfCase> lines)
    {
        var had = new HashSet<Guid>();
        foreach (var line in lines.OrderBy(l => l.At).ThenBy(l => l.Stage is not null).ThenBy(l => l.Id))
        {
            if (line.Takes || (line.JoinedId is { } joined && had.Contains(joined)))
            {
                had.Add(line.CaseId);
            }

            if (line.Stage is { } stage)
            {
                yield return new StageReached(line.StudyId, line.Id, stage, line.At, had.Contains(line.CaseId), line.IsOfHome);
            }
        }
    }

    /// <returns>The case that a study is in; null where it is in none.</returns>
    public static Task<Guid?> CaseOfAsync(BilskyDbContext database, Guid studyId, CancellationToken cancellationToken) =>
        database.Database.SqlQuery<Guid?>($"""select "CaseId" as "Value" from "CaseStudies" where "StudyId" = {studyId}""").SingleOrDefaultAsync(cancellationToken);

    /// <summary>When the team decided of a flag, and treated: the first steps after it, since a case may have been decided before for another study.</summary>
    public static (DateTimeOffset? DecidedAt, DateTimeOffset? TreatedAt, bool WithoutTreatment) After(DateTimeOffset? flaggedAt, IEnumerable<StageReached> steps)
    {
        if (flaggedAt is not { } flagged)
        {
            return default;
        }

        var all = steps.Where(s => s.At >= flagged).ToList();
        var since = all.FindAll(s => s.IsOfStudy);
        var decided = since.Find(s => s.Stage is nameof(CaseStage.Decided) or nameof(CaseStage.Treated) or nameof(CaseStage.Closed))?.At;
        var treated = since.Find(s => s.Stage == nameof(CaseStage.Treated))?.At;
        return (decided, treated, treated is null && all.LastOrDefault(s => s.IsOfHome)?.Stage == nameof(CaseStage.Closed));
    }

    /// <param name="StudyId">A study that the case has now, or that the one has which it was joined to.</param>
    /// <param name="Id">Grows with time.</param>
    /// <param name="CaseId">The case.</param>
    /// <param name="IsOfHome">True where that is the one that has the study now.</param>
    /// <param name="Stage">The stage it came to; null for a line that is no step.</param>
    /// <param name="At">When.</param>
    /// <param name="Takes">True where the case took the study.</param>
    /// <param name="JoinedId">For a joining: the other case.</param>
    private sealed record LineOfCase(Guid StudyId, long Id, Guid CaseId, bool IsOfHome, string? Stage, DateTimeOffset At, bool Takes, Guid? JoinedId);
}
