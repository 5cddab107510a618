namespace BilskyWeb.Core.Clinical.Clocks;

/// <summary>How a clock stands.</summary>
public enum ClockState
{
    /// <summary>Running, time is left.</summary>
    Running,

    /// <summary>Running, little time is left.</summary>
    DueSoon,

    /// <summary>Running, past its limit.</summary>
    Overdue,

    /// <summary>Ended within its limit.</summary>
    InTime,

    /// <summary>Ended past its limit.</summary>
    Late,
}

/// <summary>When each thing happened; null for what has not, or is not known.</summary>
public sealed record CaseTimes
{
    /// <summary>When it was first suspected, as the referrer says.</summary>
    public DateTimeOffset? SuspectedAt { get; init; }

    /// <summary>When the MRI was made.</summary>
    public DateTimeOffset? MriAt { get; init; }

    /// <summary>When the study was first flagged.</summary>
    public DateTimeOffset? FlaggedAt { get; init; }

    /// <summary>When one of the team first looked at it after that.</summary>
    public DateTimeOffset? ViewedAt { get; init; }

    /// <summary>When the team decided, or let the case go.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>True when the team let the case go without treatment: then none is waited for.</summary>
    public bool WithoutTreatment { get; init; }

    /// <summary>When treatment began.</summary>
    public DateTimeOffset? TreatedAt { get; init; }

    /// <summary>Whether there are neurological signs; null where it is not known.</summary>
    public bool? HasSigns { get; init; }
}

/// <summary>One stretch of one case, in real time: instants are instants, whatever the clocks on the wall did meanwhile.</summary>
/// <param name="Kind">Which.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Limit">How long it may take.</param>
public sealed record CaseClock(ClockKind Kind, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, TimeSpan Limit)
{
    /// <summary>When it is due.</summary>
    public DateTimeOffset DueAt => StartedAt + Limit;

    /// <summary>How long it took, or has run. An end before its start (clocks of two machines differ) counts as no time.</summary>
    public TimeSpan Elapsed(DateTimeOffset now)
    {
        var elapsed = (EndedAt ?? now) - StartedAt;
        return elapsed < TimeSpan.Zero ? TimeSpan.Zero : elapsed;
    }

    /// <summary>How it stands. At the very limit it is still in time.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="dueSoonShare">Share of the limit under which what is left is little.</param>
    public ClockState StateAt(DateTimeOffset now, double dueSoonShare) =>
        Elapsed(now) > Limit ? (EndedAt is null ? ClockState.Overdue : ClockState.Late)
        : EndedAt is not null ? ClockState.InTime
        : Limit - Elapsed(now) < Limit * dueSoonShare ? ClockState.DueSoon : ClockState.Running;

    /// <summary>The clocks of a case that have begun, in order. One whose end is known and whose start is not is left out: nothing can be said of it.</summary>
    public static IReadOnlyList<CaseClock> Of(CaseTimes times, ClockLimits limits)
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(limits);
        return [.. new[]
        {
            // An MRI from before anybody suspected it (an old examination sent for comparison) is not the one that was asked for: in no time would be praise for nothing.
            Clock(ClockKind.SuspicionToMri, times.MriAt < times.SuspectedAt ? null : times.SuspectedAt, times.MriAt),
            // What is not flagged has no flag to wait for.
            Clock(ClockKind.MriToFlag, times.FlaggedAt is null ? null : times.MriAt, times.FlaggedAt),
            Clock(ClockKind.FlagToView, times.FlaggedAt, times.ViewedAt),
            Clock(ClockKind.FlagToDecision, times.FlaggedAt, times.DecidedAt),
            Clock(ClockKind.DecisionToTreatment, times.WithoutTreatment ? null : times.DecidedAt, times.TreatedAt),
        }.OfType<CaseClock>()];

        CaseClock? Clock(ClockKind kind, DateTimeOffset? start, DateTimeOffset? end) => start is { } begun ? new CaseClock(kind, begun, end, limits.LimitOf(kind, times.HasSigns)) : null;
    }
}
