using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.Notes;

/// <summary>Everybody with an account, and who of them is on the team.</summary>
internal sealed class ListMembers(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    public async Task<IReadOnlyList<Member>> HandleAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(database, clock.GetUtcNow(), cancellationToken);
    }

    public static async Task<IReadOnlyList<Member>> ReadAsync(BilskyDbContext database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var closed = ClosedAccounts.LockedBeyond(now);
        var team = database.TeamIds();
        return await database.Users.Where(u => !u.IsGuest).OrderBy(u => u.DisplayName).ThenBy(u => u.Id)
            .Select(u => new Member(u.Id, u.DisplayName, team.Contains(u.Id), u.LockoutEnd != null && u.LockoutEnd > closed)).ToListAsync(cancellationToken);
    }
}
