using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>Somebody who is on call.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Name">As they are called here.</param>
/// <param name="Place">1 for who is told first.</param>
/// <param name="Until">When their shift ends.</param>
public sealed record OnCallPerson(Guid UserId, string Name, int Place, DateTimeOffset Until);

/// <summary>Who is on call at a moment.</summary>
internal static class Rota
{
    /// <summary>Those on call, who is told first before who is told next. Whoever has left, or is no longer on the team, is not among them.</summary>
    public static async Task<IReadOnlyList<OnCallPerson>> AtAsync(BilskyDbContext database, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var found = await (
            from shift in database.OnCallShifts
            join person in database.StillHere(moment) on shift.UserId equals person.Id
            where shift.From <= moment && moment < shift.Until && Team(database).Contains(shift.UserId)
            orderby shift.Place, shift.From, shift.Id
            select new OnCallPerson(person.Id, person.DisplayName, shift.Place, shift.Until)).ToListAsync(cancellationToken);
        return [.. found.DistinctBy(p => p.UserId)];
    }

    /// <summary>Whom to tell of what nobody asked: the first on call; the whole team, in the ordinary way, where nobody is.</summary>
    public static async Task<(IReadOnlyCollection<Guid> People, bool IsOnCall)> WhomToTellAsync(BilskyDbContext database, DateTimeOffset now, CancellationToken cancellationToken) =>
        await AtAsync(database, now, cancellationToken) is [var first, ..] ? ([first.UserId], true) : (await Team(database).Distinct().ToListAsync(cancellationToken), false);

    /// <summary>Everybody who sees cases.</summary>
    public static IQueryable<Guid> Team(BilskyDbContext database) =>
        database.UserRoles.Where(r => database.Roles.Any(n => n.Id == r.RoleId && (n.Name == Role.Reviewer || n.Name == Role.Admin))).Select(r => r.UserId);
}
