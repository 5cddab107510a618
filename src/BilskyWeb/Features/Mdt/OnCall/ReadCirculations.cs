using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>Reads when a case, or one that was joined to it, was put before those on call, for the team.</summary>
internal sealed class ReadCirculations(IDbContextFactory<BilskyDbContext> contexts)
{
    /// <returns>The newest first, with their steps in order.</returns>
    public async Task<IReadOnlyList<Circulation>> HandleAsync(Guid caseId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.Circulations.AsNoTracking().Include(c => c.Steps.OrderBy(s => s.Place)).Where(c => CaseLock.WithJoined(database, caseId).Contains(c.CaseId))
            .OrderByDescending(c => c.AskedAt).ThenBy(c => c.Id).ToListAsync(cancellationToken);
    }
}
