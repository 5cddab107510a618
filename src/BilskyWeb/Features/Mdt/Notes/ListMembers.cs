using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.Notes;

/// <summary>Everybody with an account, and who of them is on the team.</summary>
internal sealed class ListMembers(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    /// <summary>A wrong password locks for minutes; who is locked for longer has left.</summary>
    private static readonly TimeSpan LongestLock = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<Member>> HandleAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(database, clock.GetUtcNow(), cancellationToken);
    }

    public static async Task<IReadOnlyList<Member>> ReadAsync(BilskyDbContext database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var closed = now + LongestLock;
        var team = database.UserRoles.Where(r => database.Roles.Any(n => n.Id == r.RoleId && (n.Name == Role.Reviewer || n.Name == Role.Admin))).Select(r => r.UserId);
        return await database.Users.OrderBy(u => u.DisplayName).ThenBy(u => u.Id)
            .Select(u => new Member(u.Id, u.DisplayName, team.Contains(u.Id), u.LockoutEnd != null && u.LockoutEnd > closed)).ToListAsync(cancellationToken);
    }
}
