using BilskyWeb.Core;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Cases.Clocks;

/// <summary>The figures of one month.</summary>
/// <param name="Month">Its first day, in the site's zone.</param>
/// <param name="Figures">One for each stretch, in order.</param>
public sealed record MonthOfClocks(DateOnly Month, IReadOnlyList<ClockFigures> Figures);

internal sealed record BadMonths() : InvalidInputError("clocks.bad_months", $"months must be between 1 and {ListClockFigures.MostMonths}.");

/// <summary>How the stretches went, month by month, newest first. A stretch belongs to the month in which it began.</summary>
internal sealed class ListClockFigures(IDbContextFactory<BilskyDbContext> contexts, IOptions<ClockOptions> options, TimeProvider clock)
{
    public const int MostMonths = 36;

    // What is suspected long before its images come still counts in its month.
    private const int LongestBeforeArrivalDays = 92;

    public async Task<Result<IReadOnlyList<MonthOfClocks>>> HandleAsync(Actor actor, int months, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        if (months is < 1 or > MostMonths)
        {
            return new BadMonths();
        }

        var (now, zone) = (clock.GetUtcNow(), options.Value.Zone);
        var newest = WallClock.MonthOf(now, zone);
        var from = WallClock.StartOf(newest.AddMonths(1 - months), zone);
        var clocks = (await ClocksAsync(actor, from, cancellationToken)).ToLookup(c => WallClock.MonthOf(c.StartedAt, zone));
        return (List<MonthOfClocks>)
        [
            .. Enumerable.Range(0, months).Select(back => newest.AddMonths(-back))
                .Select(month => new MonthOfClocks(month, [.. ClockKinds.Terms.Terms.Select(kind => ClockFigures.Of(kind.Value, clocks[month], now))])),
        ];
    }

    private async Task<IReadOnlyList<CaseClock>> ClocksAsync(Actor actor, DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var earliest = from.AddDays(-LongestBeforeArrivalDays);
        var studies = await database.StudiesVisibleTo(actor).AsNoTracking().Where(s => s.InstanceCount > 0 && s.ArrivedAt >= earliest).ToListAsync(cancellationToken);
        var pictures = await ClinicalPicture.ReadAsync(database, [.. studies.Select(s => s.Id)], actor, cancellationToken);
        var times = await ReadCaseTimes.ReadAsync(database, studies, pictures, options.Value.Zone, cancellationToken);
        return [.. times.Values.SelectMany(t => CaseClock.Of(t, options.Value))];
    }
}
