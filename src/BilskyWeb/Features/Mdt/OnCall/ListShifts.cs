using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt.Notes;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>A shift with its person.</summary>
/// <param name="Shift">When.</param>
/// <param name="Name">Who.</param>
/// <param name="HasLeft">True when they are no longer on the team, or their account is closed: nobody is told in this shift.</param>
internal sealed record ShiftRow(OnCallShift Shift, string Name, bool HasLeft);

/// <summary>The rota as its page shows it.</summary>
/// <param name="Now">Who is on call now.</param>
/// <param name="Shifts">Those that are not over, the next first.</param>
/// <param name="Gaps">When nobody is on call in the next days.</param>
/// <param name="Team">Who can be put in.</param>
internal sealed record RotaView(IReadOnlyList<OnCallPerson> Now, IReadOnlyList<ShiftRow> Shifts, IReadOnlyList<(DateTimeOffset From, DateTimeOffset Until)> Gaps, IReadOnlyList<Member> Team);

/// <summary>Reads the rota.</summary>
internal sealed class ListShifts(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    public const int DaysAhead = 7;

    public async Task<Result<RotaView>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var members = await ListMembers.ReadAsync(database, now, cancellationToken);
        var byId = members.ToDictionary(m => m.UserId);
        var shifts = await database.OnCallShifts.AsNoTracking().Where(s => s.Until > now).OrderBy(s => s.From).ThenBy(s => s.Place).ThenBy(s => s.Id).ToListAsync(cancellationToken);
        var rows = shifts.ConvertAll(s => new ShiftRow(s, byId[s.UserId].Name, byId[s.UserId] is not { IsOnTeam: true, HasLeft: false }));
        return new RotaView(
            await Rota.AtAsync(database, now, cancellationToken), rows, Gaps([.. rows.Where(r => !r.HasLeft).Select(r => r.Shift)], now, now.AddDays(DaysAhead)),
            [.. members.Where(m => m is { IsOnTeam: true, HasLeft: false })]);
    }

    /// <summary>Who is on call now, for whoever is about to circulate a case.</summary>
    public async Task<IReadOnlyList<OnCallPerson>> NowAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await Rota.AtAsync(database, clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>The stretches between two moments that no shift covers.</summary>
    internal static IReadOnlyList<(DateTimeOffset From, DateTimeOffset Until)> Gaps(IReadOnlyList<OnCallShift> shifts, DateTimeOffset from, DateTimeOffset until)
    {
        var gaps = new List<(DateTimeOffset, DateTimeOffset)>();
        var covered = from;
        foreach (var shift in shifts.OrderBy(s => s.From).TakeWhile(s => s.From < until))
        {
            if (shift.From > covered)
            {
                gaps.Add((covered, shift.From));
            }

            covered = shift.Until > covered ? shift.Until : covered;
        }

        if (covered < until)
        {
            gaps.Add((covered, until));
        }

        return gaps;
    }
}
