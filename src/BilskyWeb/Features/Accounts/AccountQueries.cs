using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Accounts;

/// <summary>What is asked of accounts in many places.</summary>
internal static class AccountQueries
{
    /// <summary>Accounts that are not closed.</summary>
    public static IQueryable<BilskyUser> Open(this IQueryable<BilskyUser> users, DateTimeOffset now) => users.Where(u => u.LockoutEnd == null || u.LockoutEnd < now);

    /// <summary>Who has a role.</summary>
    public static IQueryable<Guid> IdsInRole(this BilskyDbContext database, string role) =>
        database.UserRoles.Where(m => database.Roles.Any(r => r.Id == m.RoleId && r.Name == role)).Select(m => m.UserId);

    /// <summary>The team: who may see every study.</summary>
    public static IQueryable<Guid> TeamIds(this BilskyDbContext database) =>
        database.UserRoles.Where(m => database.Roles.Any(r => r.Id == m.RoleId && (r.Name == Role.Reviewer || r.Name == Role.Admin))).Select(m => m.UserId);
}
