using BilskyWeb.Core.Clinical.Clocks;

namespace BilskyWeb.Core.Tests.Clinical.Clocks;

public sealed class CaseClockTests
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly ClockLimits Limits = new();

    /// <summary>24 hours are 24 hours: over the lost hour of spring the wall shows 25, over the repeated one of autumn 23.</summary>
    [Theory]
    [InlineData("2026-03-28T12:00", "2026-03-29T13:00", 24)]
    [InlineData("2026-10-24T12:00", "2026-10-25T11:00", 24)]
    [InlineData("2026-03-28T12:00", "2026-03-29T12:00", 23)]
    [InlineData("2026-10-24T12:00", "2026-10-25T12:00", 25)]
    [InlineData("2026-06-01T12:00", "2026-06-02T12:00", 24)]
    public void Elapsed_OverAChangeOfTheClock_IsRealTime(string from, string to, int hours)
    {
        var clock = new CaseClock(ClockKind.SuspicionToMri, London.At(from), London.At(to), TimeSpan.FromHours(24));

        Assert.Equal(TimeSpan.FromHours(hours), clock.Elapsed(default));
        Assert.Equal(hours > 24 ? ClockState.Late : ClockState.InTime, clock.StateAt(default, 0));
    }

    /// <summary>The same two instants, whatever zones they are written in.</summary>
    [Fact]
    public void Elapsed_TwoZones_IsBetweenInstants()
    {
        var newYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var clock = new CaseClock(ClockKind.FlagToView, newYork.At("2026-11-01T00:30"), London.At("2026-11-01T05:30"), TimeSpan.FromHours(2));

        Assert.Equal(TimeSpan.FromHours(1), clock.Elapsed(default));
    }

    [Theory]
    [InlineData(0, ClockState.Running)]
    [InlineData(18, ClockState.Running)]
    [InlineData(18.01, ClockState.DueSoon)]
    [InlineData(24, ClockState.DueSoon)]
    [InlineData(24.0001, ClockState.Overdue)]
    [InlineData(-1, ClockState.Running)]
    public void StateAt_Running_WarnsThenIsOverdue(double hours, ClockState expected)
    {
        var start = London.At("2026-11-30T12:00");

        Assert.Equal(expected, new CaseClock(ClockKind.FlagToDecision, start, null, TimeSpan.FromHours(24)).StateAt(start.AddHours(hours), 0.25));
    }

    [Fact]
    public void Of_NothingKnown_HasNoClock() => Assert.Empty(CaseClock.Of(new CaseTimes(), Limits));

    /// <summary>A day where there are signs or nobody knows, a week where there are none.</summary>
    [Theory]
    [InlineData(true, 24)]
    [InlineData(null, 24)]
    [InlineData(false, 168)]
    public void Of_Suspected_HasTheGuidelinesLimit(bool? signs, double hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), Assert.Single(CaseClock.Of(new CaseTimes { SuspectedAt = London.At("2026-11-30T12:00"), HasSigns = signs }, Limits)).Limit);

    [Fact]
    public void Of_WholeWay_HasAllFiveInOrder()
    {
        var start = London.At("2026-11-30T08:00");
        var clocks = CaseClock.Of(
            new CaseTimes { SuspectedAt = start, MriAt = start.AddHours(6), FlaggedAt = start.AddHours(7), ViewedAt = start.AddHours(8), DecidedAt = start.AddHours(10), TreatedAt = start.AddHours(30) }, Limits);

        Assert.Equal(Enum.GetValues<ClockKind>(), clocks.Select(c => c.Kind));
        Assert.Equal([6, 1, 1, 3, 20], clocks.Select(c => c.Elapsed(start).TotalHours));
    }

    /// <summary>What is never flagged does not wait for a flag: its clock would have been overdue for ever.</summary>
    [Fact]
    public void Of_NotFlagged_HasNoClockToTheFlag() => Assert.Empty(CaseClock.Of(new CaseTimes { MriAt = London.At("2026-11-30T08:00") }, Limits));

    /// <summary>An examination of two years before was "in time" for today's suspicion.</summary>
    [Fact]
    public void Of_MriFromBeforeTheSuspicion_HasNoClockForIt()
    {
        var suspected = London.At("2026-11-30T08:00");

        Assert.Empty(CaseClock.Of(new CaseTimes { SuspectedAt = suspected, MriAt = suspected.AddMinutes(-1) }, Limits));
        Assert.Single(CaseClock.Of(new CaseTimes { SuspectedAt = suspected, MriAt = suspected }, Limits));
    }

    /// <summary>A case that the team let go waits for no treatment.</summary>
    [Fact]
    public void Of_ClosedWithoutTreatment_HasNoClockToIt()
    {
        var at = London.At("2026-11-30T08:00");

        Assert.DoesNotContain(CaseClock.Of(new CaseTimes { FlaggedAt = at, DecidedAt = at.AddHours(1), WithoutTreatment = true }, Limits), c => c.Kind == ClockKind.DecisionToTreatment);
    }

    [Fact]
    public void Figures_RunningInTime_AreNotJudgedAndOverdueOnesAre()
    {
        var now = London.At("2026-11-30T12:00");
        CaseClock[] clocks =
        [
            Clock(-30, -20), Clock(-30, -10), Clock(-60, -30), // in time: 10 and 20 h; late: 30 h
            Clock(-25, null), // overdue
            Clock(-3, null), // running
            new(ClockKind.FlagToView, now.AddHours(-9), now, TimeSpan.FromHours(1)), // another kind
        ];

        var figures = ClockFigures.Of(ClockKind.FlagToDecision, clocks, now);

        Assert.Equal((2, 4, 1, 3), (figures.InTime, figures.Counted, figures.Running, figures.Ended));
        Assert.Equal(20, figures.MedianHours);
        Assert.Equal(28, figures.NinetiethHours!.Value, 9);

        CaseClock Clock(double from, double? to) => new(ClockKind.FlagToDecision, now.AddHours(from), to is { } end ? now.AddHours(end) : null, TimeSpan.FromHours(24));
    }

    [Fact]
    public void Figures_OfNothing_HaveNoNumbers()
    {
        var figures = ClockFigures.Of(ClockKind.FlagToView, [], default);

        Assert.Equal((0, 0, null, null), (figures.InTime, figures.Counted, figures.MedianHours, figures.NinetiethHours));
    }
}

public sealed class WallClockTests
{
    /// <summary>The repeated hour counts as its first, the lost one as if nobody had changed the clock.</summary>
    [Theory]
    [InlineData("Europe/London", "2026-01-15T09:00", "2026-01-15T09:00Z")]
    [InlineData("Europe/London", "2026-07-15T09:00", "2026-07-15T08:00Z")]
    [InlineData("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30Z")]
    [InlineData("Europe/London", "2026-03-29T01:30", "2026-03-29T01:30Z")]
    [InlineData("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30Z")]
    [InlineData("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30Z")]
    [InlineData("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45Z")]
    [InlineData("Asia/Kathmandu", "2026-11-30T00:00", "2026-11-29T18:15Z")]
    public void InstantOf_Shown_IsTheEarlierInstant(string zone, string shown, string instant) =>
        Assert.Equal(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone).At(shown));

    /// <summary>In Santiago the clocks go forward at midnight: that day begins at one.</summary>
    [Fact]
    public void StartOf_MidnightLeftOut_IsTheFirstMoment() =>
        Assert.Equal(new DateTimeOffset(2026, 9, 6, 4, 0, 0, TimeSpan.Zero), WallClock.StartOf(new DateOnly(2026, 9, 6), TimeZoneInfo.FindSystemTimeZoneById("America/Santiago")));

    [Theory]
    [InlineData("Europe/London", "2026-06-30T23:30Z", 7)]
    [InlineData("Europe/London", "2026-11-30T23:30Z", 11)]
    [InlineData("America/New_York", "2026-12-01T03:00Z", 11)]
    public void MonthOf_Instant_IsTheZonesMonth(string zone, string instant, int month) => Assert.Equal(
        new DateOnly(2026, month, 1), WallClock.MonthOf(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)));
}

internal static class ShownTimes
{
    public static DateTimeOffset At(this TimeZoneInfo zone, string shown) => WallClock.InstantOf(DateTime.Parse(shown, System.Globalization.CultureInfo.InvariantCulture), zone);
}
