using BilskyWeb.Core;
using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt;

/// <summary>Makes every other change to a case wait until the transaction ends, so that of two at once the second sees what the first did.</summary>
internal static class CaseLock
{
    /// <returns>The case as it is now; an error when there is none, or when it was joined to another one.</returns>
    public static async Task<Result<PatientCase>> TakeAsync(BilskyDbContext database, Guid caseId, CancellationToken cancellationToken)
    {
        var found = await database.PatientCases.FromSql($"""select * from "PatientCases" where "Id" = {caseId} for update""").SingleOrDefaultAsync(cancellationToken);
        return found switch
        {
            null => new CaseNotFound(),
            { JoinedIntoId: { } target } => new CaseIsJoined(await database.PatientCases.Where(c => c.Id == target).Select(c => c.Number).SingleAsync(cancellationToken)),
            _ => found,
        };
    }

    /// <summary>Notes that the team has settled the case as its studies are now: whatever is worse than this is news, also where they were worse once before.</summary>
    public static Task SettleAsync(BilskyDbContext database, Guid caseId, CancellationToken cancellationToken) =>
        database.CaseStudies.Where(l => l.CaseId == caseId)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.PriorityKnown, x => database.Studies.Where(s => s.Id == x.StudyId).Select(s => s.Priority).First()), cancellationToken);

    /// <summary>A case with those that were joined to it: what is written of any of them is of this one.</summary>
    public static IQueryable<Guid> WithJoined(BilskyDbContext database, Guid caseId) =>
        database.PatientCases.Where(c => c.Id == caseId || c.JoinedIntoId == caseId).Select(c => c.Id);
}
