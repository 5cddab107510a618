using BilskyWeb.Core;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>A shift as somebody puts it into the rota.</summary>
/// <param name="Id">Made by the sender: sent twice, saved once.</param>
/// <param name="UserId">Who.</param>
/// <param name="Place">1 for who is told first.</param>
/// <param name="From">On the hospital's clocks.</param>
/// <param name="Until">On the hospital's clocks.</param>
/// <param name="Weeks">For how many weeks, at the same hours by the clock; 1 for once.</param>
public sealed record NewShift(Guid Id, Guid UserId, int Place, DateTime? From, DateTime? Until, int Weeks);

/// <summary>Puts shifts into the rota and takes them out.</summary>
internal sealed class ArrangeShift(IDbContextFactory<BilskyDbContext> contexts, SiteZone site, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    public const int MostWeeks = 26;
    public const int LastPlace = 9;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public async Task<Result<Done>> HandleAsync(Actor actor, NewShift asked, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        var shifts = ShiftsOf(asked);
        if (shifts.Count == 0)
        {
            return new ShiftIncomplete();
        }

        var now = clock.GetUtcNow();
        if (shifts[^1].Until <= now)
        {
            return new ShiftInThePast();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // One change of the rota at a time: of two who take the same night the second is told.
        await database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('bilsky rota', 0))", cancellationToken);
        if (await database.OnCallShifts.AsNoTracking().SingleOrDefaultAsync(s => s.Id == asked.Id, cancellationToken) is { } there)
        {
            return there.UserId == asked.UserId && there.From == shifts[0].From ? new Done() : new ShiftIdTaken();
        }

        var name = await database.StillHere(now).Where(u => u.Id == asked.UserId && Rota.Team(database).Contains(u.Id)).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellationToken);
        if (name is null)
        {
            return new OnCallNotOnTeam("This person");
        }

        if (await TakenAsync(database, shifts, cancellationToken) is { } taken)
        {
            return taken;
        }

        database.OnCallShifts.AddRange(shifts);
        await trail.WriteAsync(database, actor, Entry($"{name}, place {asked.Place}, {Shown(shifts[0])}{(shifts.Count == 1 ? "" : $", {shifts.Count} weeks")}", asked.UserId, "added"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.OnCall, asked.Id), cancellationToken);
        return new Done();
    }

    /// <summary>Takes a shift out of the rota.</summary>
    public async Task<Result<Done>> RemoveAsync(Actor actor, Guid shiftId, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var shift = await database.OnCallShifts.AsNoTracking().SingleOrDefaultAsync(s => s.Id == shiftId, cancellationToken);
        if (shift is null || await database.OnCallShifts.Where(s => s.Id == shiftId).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return new ShiftNotFound();
        }

        var name = await database.Users.Where(u => u.Id == shift.UserId).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellationToken);
        await trail.WriteAsync(database, actor, Entry($"{name}, place {shift.Place}, {Shown(shift)}: taken out", shift.UserId, "removed"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.OnCall, shiftId), cancellationToken);
        return new Done();
    }

    // The same hours by the clock each week, whatever the clock does in between.
    private List<OnCallShift> ShiftsOf(NewShift asked)
    {
        if (asked is not { From: { Year: >= 2000 and < 2200 } begins, Until: { Year: >= 2000 and < 2200 } ends, Place: >= 1 and <= LastPlace, Weeks: >= 1 and <= MostWeeks })
        {
            return [];
        }

        var shifts = Enumerable.Range(0, asked.Weeks).Select(week => new OnCallShift
        {
            Id = week == 0 ? asked.Id : Guid.CreateVersion7(),
            UserId = asked.UserId,
            Place = asked.Place,
            From = WallClock.InstantOf(begins.AddDays(7 * week), site.Zone),
            Until = WallClock.InstantOf(ends.AddDays(7 * week), site.Zone),
        }).ToList();
        return shifts.TrueForAll(s => s.Until > s.From && s.Until - s.From <= Longest) ? shifts : [];
    }

    private async Task<ShiftTaken?> TakenAsync(BilskyDbContext database, List<OnCallShift> shifts, CancellationToken cancellationToken)
    {
        var (first, last, person, place) = (shifts[0].From, shifts[^1].Until, shifts[0].UserId, shifts[0].Place);
        var near = await (
            from shift in database.OnCallShifts
            join who in database.Users on shift.UserId equals who.Id
            where shift.From < last && shift.Until > first && (shift.UserId == person || shift.Place == place)
            orderby shift.From
            select new { Shift = shift, who.DisplayName }).AsNoTracking().ToListAsync(cancellationToken);
        if (near.Find(n => shifts.Exists(s => s.From < n.Shift.Until && n.Shift.From < s.Until)) is { } other)
        {
            return new ShiftTaken(other.DisplayName, Shown(other.Shift));
        }

        // A shift that is longer than a week and repeated every week meets itself.
        return shifts.Zip(shifts.Skip(1)).Any(pair => pair.First.Until > pair.Second.From) ? new ShiftTaken("The same person", Shown(shifts[1])) : null;
    }

    private string Shown(OnCallShift shift) => $"{LocalTimes.Shown(shift.From, site.Zone):yyyy-MM-dd HH:mm} to {LocalTimes.Shown(shift.Until, site.Zone):yyyy-MM-dd HH:mm}";

    private static LedgerEntry Entry(string detail, Guid person, string what) => new(AuditAction.ChangedRota, Detail: detail) { Facts = LedgerFacts.Of(("person", person), ("change", what)) };
}
