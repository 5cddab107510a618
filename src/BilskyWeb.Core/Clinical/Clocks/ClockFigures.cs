using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Core.Clinical.Clocks;

/// <summary>How one stretch went in one period.</summary>
/// <param name="Kind">Which.</param>
/// <param name="InTime">Numerator: ended within their limit.</param>
/// <param name="Counted">Denominator: ended, or past their limit without an end. One that still runs within its limit is not judged yet.</param>
/// <param name="Running">Those that still run within their limit.</param>
/// <param name="MedianHours">Of those that ended; null of none.</param>
/// <param name="NinetiethHours">90th centile of those that ended; null of none.</param>
public sealed record ClockFigures(ClockKind Kind, int InTime, int Counted, int Running, double? MedianHours, double? NinetiethHours)
{
    /// <summary>How many ended.</summary>
    public required int Ended { get; init; }

    /// <summary>The figures of some clocks of one kind.</summary>
    public static ClockFigures Of(ClockKind kind, IEnumerable<CaseClock> clocks, DateTimeOffset now)
    {
        var all = clocks.Where(c => c.Kind == kind).Select(c => (Clock: c, State: c.StateAt(now, 0))).ToList();
        var hours = all.Where(c => c.Clock.EndedAt is not null).Select(c => c.Clock.Elapsed(now).TotalHours).ToList();
        var running = all.Count(c => c.State is ClockState.Running or ClockState.DueSoon);
        return new ClockFigures(kind, all.Count(c => c.State == ClockState.InTime), all.Count - running, running, Quantile.Median(hours), Quantile.Of(hours, 0.9)) { Ended = hours.Count };
    }
}
