using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts.Keys;

/// <summary>A key without the key.</summary>
/// <param name="Ended">True when it is revoked or its time is over.</param>
public sealed record KeyRow(Guid Id, string Name, Guid OwnerId, string Owner, string Role, KeyScope Scope, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, bool Ended);

/// <summary>A person's keys, or for an admin everybody's; those that work first.</summary>
internal sealed class ListApiKeys(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    public const int Most = 500;

    public async Task<IReadOnlyList<KeyRow>> HandleAsync(Actor actor, bool everybody, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from key in database.ApiKeys.AsNoTracking()
            join owner in database.Users on key.UserId equals owner.Id
            where key.UserId == actor.UserId || (everybody && actor.IsAdmin)
            let ended = key.RevokedAt != null || (key.ExpiresAt != null && key.ExpiresAt <= now)
            orderby ended, key.CreatedAt descending
            select new KeyRow(key.Id, key.Name, owner.Id, owner.DisplayName, key.Role, key.Scope, key.CreatedAt, key.LastUsedAt, key.ExpiresAt, key.RevokedAt, ended))
            .Take(Most).ToListAsync(cancellationToken);
    }
}
