using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts.People;

/// <summary>Whose password a link sets.</summary>
internal sealed record LinkOwner(string DisplayName, string Address);

/// <summary>A person sets their password by a link, which then is spent. Whoever has the link is that person, so it is told to nobody else and holds for a short while.</summary>
internal sealed class JoinByLink(IDbContextFactory<BilskyDbContext> contexts, UserManager<BilskyUser> users, AuditTrail trail, TimeProvider clock)
{
    public async Task<Result<LinkOwner>> FindAsync(string token, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var (hash, now) = (Secret.Hash(token), clock.GetUtcNow());
        var owner = await database.Invitations.Where(i => i.TokenSha256 == hash && i.UsedAt == null && i.EndsAt > now)
            .Join(database.Users.Open(now), i => i.UserId, u => u.Id, (_, u) => new LinkOwner(u.DisplayName, u.Email!)).SingleOrDefaultAsync(cancellationToken);
        return owner is null ? new LinkSpent() : owner;
    }

    public async Task<Result<Done>> HandleAsync(string token, string password, string again, CancellationToken cancellationToken)
    {
        if (password != again)
        {
            return new PasswordsDiffer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var (hash, now) = (Secret.Hash(token), clock.GetUtcNow());

        // Two who use one link at once: the second finds it used.
        var found = await database.Invitations.FromSql($"""select * from "Invitations" where "TokenSha256" = {hash} for update""").SingleOrDefaultAsync(cancellationToken);
        var person = found is { UsedAt: null } && found.EndsAt > now ? await database.Users.Open(now).SingleOrDefaultAsync(u => u.Id == found.UserId, cancellationToken) : null;
        if (person is null)
        {
            return new LinkSpent();
        }

        foreach (var validator in users.PasswordValidators)
        {
            if (await validator.ValidateAsync(users, person, password) is { Succeeded: false } refused)
            {
                return new AccountRefused(string.Join(" ", refused.Errors.Select(e => e.Description)));
            }
        }

        found!.UsedAt = now;
        (person.PasswordHash, person.SecurityStamp, person.ConcurrencyStamp) = (users.PasswordHasher.HashPassword(person, password), Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString());
        await trail.WriteAsync(database, new Actor(person.Id, person.DisplayName, new HashSet<string>()), new LedgerEntry(AuditAction.SetPassword, Detail: "by a link"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Done();
    }
}
