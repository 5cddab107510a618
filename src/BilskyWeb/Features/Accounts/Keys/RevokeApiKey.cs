using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts.People;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts.Keys;

/// <summary>Ends a key: one's own, or for an admin anybody's. It is refused from its next request on, and what it is sending is not kept.</summary>
internal sealed class RevokeApiKey(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid keyId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var all = await PersonChange.IsOpenAdminAsync(database, actor.UserId, now, cancellationToken);
        var key = await database.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Id == keyId && (all || k.UserId == actor.UserId), cancellationToken);
        if (key is null)
        {
            return new KeyNotFound();
        }

        if (await database.ApiKeys.Where(k => k.Id == keyId && k.RevokedAt == null).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, now), cancellationToken) > 0)
        {
            await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.RevokedKey, Detail: key.Name) { Facts = LedgerFacts.Of(("key", keyId), ("owner", key.UserId)) }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return new Done();
    }
}
