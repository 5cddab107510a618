using BilskyWeb.Data;

namespace BilskyWeb.Features.Accounts;

/// <summary>Who is still here. A wrong password locks for minutes; who is locked for longer has left.</summary>
internal static class ClosedAccounts
{
    private static readonly TimeSpan LongestLock = TimeSpan.FromDays(1);

    /// <summary>An account locked beyond this moment is closed.</summary>
    public static DateTimeOffset LockedBeyond(DateTimeOffset now) => now + LongestLock;

    /// <summary>Those whose account is open. A guest by link has none.</summary>
    public static IQueryable<BilskyUser> StillHere(this BilskyDbContext database, DateTimeOffset now)
    {
        var closed = LockedBeyond(now);
        return database.Users.Where(u => !u.IsGuest && (u.LockoutEnd == null || u.LockoutEnd <= closed));
    }
}
