using BilskyWeb.Clinical;
using BilskyWeb.Core.Clinical.Clocks;

namespace BilskyWeb.Features.Cases.Clocks;

/// <summary>Clocks in words; colour only comes beside them.</summary>
internal static class ClockWords
{
    /// <summary>"Overdue by 3 h 12 min", "Due in 40 min", "Took 2 h, in time".</summary>
    public static string Of(CaseClock clock, DateTimeOffset now, double dueSoonShare) => clock.StateAt(now, dueSoonShare) switch
    {
        ClockState.Overdue => $"Overdue by {ClinicalTimes.Span(now - clock.DueAt)}",
        ClockState.DueSoon => $"Due in {ClinicalTimes.Span(clock.DueAt - now)}",
        ClockState.Running => $"{ClinicalTimes.Span(clock.DueAt - now)} left",
        ClockState.InTime => $"Took {ClinicalTimes.Span(clock.Elapsed(now))}, in time",
        ClockState.Late => $"Took {ClinicalTimes.Span(clock.Elapsed(now))}, late by {ClinicalTimes.Span(clock.Elapsed(now) - clock.Limit)}",
        var other => throw new ArgumentOutOfRangeException(nameof(clock), other, null),
    };

    /// <summary>The one that has to be told first: of those that run the one that is due first; null where none runs.</summary>
    public static CaseClock? MostUrgent(IReadOnlyList<CaseClock> clocks) => clocks.Where(c => c.EndedAt is null).MinBy(c => c.DueAt);

    /// <summary>Class of the tag.</summary>
    public static string ClassOf(ClockState state) => state switch
    {
        ClockState.Overdue => "overdue",
        ClockState.Late => "late",
        ClockState.DueSoon => "due-soon",
        ClockState.Running or ClockState.InTime => "in-time",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
