using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts.People;

/// <summary>One account.</summary>
/// <param name="Sessions">Browsers in which the person is signed in.</param>
/// <param name="Keys">Keys that work.</param>
/// <param name="InvitedUntil">Until when a link that was not used yet holds.</param>
public sealed record PersonRow(Guid Id, string DisplayName, string Address, string Role, bool IsDisabled, bool HasPassword, bool HasSecondFactor, DateTimeOffset? SignedInAt, int Sessions, int Keys, DateTimeOffset? InvitedUntil);

/// <summary>Everybody who has an account, by name.</summary>
internal sealed class ListPeople(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    public const int Most = 500;

    public async Task<Result<IReadOnlyList<PersonRow>>> HandleAsync(Actor actor, string search, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAdmin();
        }

        var now = clock.GetUtcNow();
        var pattern = SearchPattern.Text(search);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.Users.AsNoTracking().Where(u => !u.IsGuest)
            .Where(u => pattern == null || EF.Functions.ILike(u.Email!, pattern, SearchPattern.Escape) || EF.Functions.ILike(u.DisplayName, pattern, SearchPattern.Escape))
            .OrderBy(u => u.DisplayName).ThenBy(u => u.Id).Take(Most)
            .Select(u => new PersonRow(
                u.Id,
                u.DisplayName,
                u.Email!,
                database.UserRoles.Where(m => m.UserId == u.Id).Join(database.Roles, m => m.RoleId, r => r.Id, (_, r) => r.Name).FirstOrDefault() ?? "",
                u.LockoutEnd != null && u.LockoutEnd >= now,
                u.PasswordHash != null,
                u.TwoFactorEnabled,
                database.AuditEvents.Where(e => e.ActorId == u.Id && e.Action == Platform.Audit.AuditAction.SignedIn).Max(e => (DateTimeOffset?)e.At),
                database.Sessions.Count(s => s.UserId == u.Id && s.EndsAt > now),
                database.ApiKeys.Count(k => k.UserId == u.Id && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now)),
                database.Invitations.Where(i => i.UserId == u.Id && i.UsedAt == null && i.EndsAt > now).Max(i => (DateTimeOffset?)i.EndsAt)))
            .ToListAsync(cancellationToken);
    }
}
