using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts;

/// <summary>Makes a bearer key that acts for a person in one role. The key is shown once; only its SHA-256 is kept.</summary>
internal sealed class IssueApiKey(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Lets a scanner of leaked secrets recognise a key.</summary>
    public const string Prefix = "bilsky_";

    public const int LongestDays = 366;
    public const int LongestName = 100;

    /// <param name="role">The key's role, which the account must have.</param>
    /// <param name="address">Whose key it is; null takes the oldest account in that role.</param>
    /// <param name="name">What the key is for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="scope">What it may do of what the role may.</param>
    /// <param name="days">After how many days it ends.</param>
    public async Task<Result<string>> HandleAsync(string role, string? address, string name, CancellationToken cancellationToken, KeyScope scope = KeyScope.Full, int days = LongestDays)
    {
        if (!Role.All.Contains(role))
        {
            return new UnknownRole(role);
        }

        var normalized = address?.ToUpperInvariant();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var inRole = database.IdsInRole(role);
        var owner = await database.Users.Open(clock.GetUtcNow())
            .Where(u => (normalized == null || u.NormalizedEmail == normalized) && inRole.Contains(u.Id))
            .OrderBy(u => u.Id)
            .Select(u => new { u.Id, u.DisplayName })
            .FirstOrDefaultAsync(cancellationToken);
        if (owner is null)
        {
            return new UnknownAccount();
        }

        return await SaveAsync(database, new Actor(owner.Id, owner.DisplayName, new HashSet<string> { role }), role, name, scope, days, cancellationToken);
    }

    /// <summary>A person makes a key for a program of their own, in their own role.</summary>
    public async Task<Result<string>> ForOneselfAsync(Actor actor, string name, KeyScope scope, int days, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);

        // As it is now, and not as the page knew it.
        var role = await database.Users.Open(clock.GetUtcNow()).Where(u => u.Id == actor.UserId).Join(database.UserRoles, u => u.Id, m => m.UserId, (_, m) => m)
            .Join(database.Roles, m => m.RoleId, r => r.Id, (_, r) => r.Name).FirstOrDefaultAsync(cancellationToken);
        return role is null ? new UnknownAccount() : await SaveAsync(database, actor, role, name, scope, days, cancellationToken);
    }

    private async Task<Result<string>> SaveAsync(BilskyDbContext database, Actor owner, string role, string name, KeyScope scope, int days, CancellationToken cancellationToken)
    {
        name = name.Trim();
        if (name.Length is 0 or > LongestName || !name.CanBeKept() || days is < 1 or > LongestDays || !Enum.IsDefined(scope))
        {
            return new BadKey(LongestName, LongestDays);
        }

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7();
        var key = Prefix + Secret.New();
        database.ApiKeys.Add(new ApiKey { Id = id, Name = name, KeySha256 = Secret.Hash(key), Role = role, Scope = scope, UserId = owner.UserId, CreatedAt = now, ExpiresAt = now.AddDays(days) });
        await trail.WriteAsync(database, owner,
            new LedgerEntry(AuditAction.IssuedKey, Detail: $"{name}: {scope.ToString().ToLowerInvariant()}, {days} days") { Facts = LedgerFacts.Of(("key", id), ("role", role), ("scope", scope), ("days", days)) }, cancellationToken);
        return key;
    }
}
