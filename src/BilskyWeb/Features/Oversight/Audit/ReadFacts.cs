using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Audit;

internal sealed record FactsNotFound() : NotFoundError("ledger.no_facts", "This record says no more than its line.");

/// <summary>What a record says beyond its line: JSON, as it was written.</summary>
internal sealed class ReadFacts(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<Result<string>> HandleAsync(Actor actor, long recordId, CancellationToken cancellationToken)
    {
        if (!actor.IsAuditor)
        {
            return new NotAnAuditor();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.AuditEvents.Where(e => e.Id == recordId).Select(e => e.Facts).SingleOrDefaultAsync(cancellationToken) is { } facts ? facts : new FactsNotFound();
    }
}
