using System.ComponentModel.DataAnnotations;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Accounts.People;

/// <summary>A link that is shown once, and until when it holds.</summary>
internal sealed record OneTimeLink(string Path, DateTimeOffset EndsAt)
{
    public static OneTimeLink Of(string token, DateTimeOffset now) => new($"account/join/{token}", now + InvitePerson.LinkHolds);
}

/// <summary>Opens an account without a password, and makes the link by which its person sets one.</summary>
internal sealed class InvitePerson(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, TimeProvider clock)
{
    public static readonly TimeSpan LinkHolds = TimeSpan.FromHours(72);
    private static readonly EmailAddressAttribute Address = new();

    public async Task<Result<OneTimeLink>> HandleAsync(Actor actor, string address, string name, string role, CancellationToken cancellationToken)
    {
        (address, name) = (address.Trim(), name.Trim());
        if (!Role.All.Contains(role))
        {
            return new UnknownRole(role);
        }

        if (address.Length > 256 || !address.CanBeKept() || !Address.IsValid(address))
        {
            return new BadAddress();
        }

        if (name.Length is 0 or > 200 || !name.CanBeKept())
        {
            return new BadName();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await PersonChange.LockAsync(database, cancellationToken);
        var now = clock.GetUtcNow();
        if (!await PersonChange.IsOpenAdminAsync(database, actor.UserId, now, cancellationToken))
        {
            return new NotAnAdmin();
        }

        var normalized = address.ToUpperInvariant();
        if (await database.Users.AnyAsync(u => u.NormalizedEmail == normalized || u.NormalizedUserName == normalized, cancellationToken))
        {
            return new AddressTaken();
        }

        var person = new BilskyUser
        {
            Id = Guid.CreateVersion7(),
            UserName = address,
            NormalizedUserName = normalized,
            Email = address,
            NormalizedEmail = normalized,
            EmailConfirmed = true,
            DisplayName = name,
            LockoutEnabled = true,
            SecurityStamp = Guid.NewGuid().ToString("N"),
        };
        database.Users.Add(person);
        var roleId = await database.Roles.Where(r => r.Name == role).Select(r => r.Id).SingleAsync(cancellationToken);
        database.UserRoles.Add(new IdentityUserRole<Guid> { UserId = person.Id, RoleId = roleId });
        var token = await PersonChange.NewLinkAsync(database, person.Id, actor.UserId, now, cancellationToken);
        try
        {
            await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.InvitedPerson, Detail: $"{name}, {role}") { Facts = LedgerFacts.Of(("person", person.Id), ("role", role)) }, cancellationToken);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new AddressTaken(); // opened from the shell meanwhile
        }

        await transaction.CommitAsync(cancellationToken);
        return OneTimeLink.Of(token, now);
    }
}
