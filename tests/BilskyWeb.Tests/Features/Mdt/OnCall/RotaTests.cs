using System.Globalization;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt.OnCall;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Mdt.OnCall;

[Trait("Kind", "integration")]
public sealed class RotaTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    // London: on 26 October 2031 the clocks go back at 01:00 UTC, on 28 March 2032 forward.
    [Theory]
    [InlineData("2031-10-18T20:00", "2031-10-19T08:00", "2031-10-25T19:00Z", "2031-10-26T08:00Z", 13)]
    [InlineData("2032-03-20T20:00", "2032-03-21T08:00", "2032-03-27T20:00Z", "2032-03-28T07:00Z", 11)]
    public async Task Arrange_EveryWeekOverAChangeOfTheClock_KeepsItsHoursOnTheWall(string from, string until, string secondFrom, string secondUntil, int hours)
    {
        using var desk = new OnCallDesk(fixture, At("2031-06-01T00:00Z"));
        var person = await desk.Cases.PersonAsync("Dr Nights");

        Assert.Null((await desk.Arrange.HandleAsync(CaseDesk.Ada, new NewShift(Guid.CreateVersion7(), person.UserId, 1, Local(from), Local(until), 3), default)).Error);

        await using var context = desk.Cases.CreateDbContext();
        var shifts = await context.OnCallShifts.AsNoTracking().Where(s => s.UserId == person.UserId).OrderBy(s => s.From).ToListAsync();
        Assert.Equal([TimeSpan.FromHours(12), TimeSpan.FromHours(hours), TimeSpan.FromHours(12)], shifts.Select(s => s.Until - s.From));
        Assert.Equal((At(secondFrom), At(secondUntil)), (shifts[1].From, shifts[1].Until));

        desk.Clock.Now = At(secondUntil).AddSeconds(-1);
        Assert.Equal(person.UserId, Assert.Single(await desk.Rota.NowAsync(default)).UserId);
        desk.Clock.Now = At(secondUntil);
        Assert.Empty(await desk.Rota.NowAsync(default));
    }

    [Fact]
    public async Task Arrange_OnePlaceByTwoAtOnce_SecondIsTold()
    {
        using var desk = new OnCallDesk(fixture);
        var people = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => desk.Cases.PersonAsync($"Dr Number{i}")));
        var day = DateOnly.FromDateTime(desk.Clock.Now.UtcDateTime).AddDays(1);

        var results = await Task.WhenAll(people.Select(p => Task.Run(() =>
            desk.Arrange.HandleAsync(CaseDesk.Ada, new NewShift(Guid.CreateVersion7(), p.UserId, 1, day.ToDateTime(new(18, 0)), day.AddDays(1).ToDateTime(new(8, 0)), 1), default))));

        Assert.Single(results, r => r.IsOk);
        Assert.All(results.Where(r => !r.IsOk), r => Assert.IsType<ShiftTaken>(r.Error));
    }

    [Fact]
    public async Task Arrange_WhatCannotBe_IsRefused()
    {
        using var desk = new OnCallDesk(fixture);
        var (person, gone, referrer) = (await desk.Cases.PersonAsync("Dr On"), await desk.Cases.PersonAsync("Dr Gone", left: true), await desk.Cases.PersonAsync("Dr Refers", Role.Referrer));
        var noon = DateOnly.FromDateTime(desk.Clock.Now.UtcDateTime).AddDays(1).ToDateTime(new(12, 0));
        var good = new NewShift(Guid.CreateVersion7(), person.UserId, 1, noon, noon.AddHours(8), 1);
        async Task<object?> Refused(NewShift shift, Actor? by = null) => (await desk.Arrange.HandleAsync(by ?? CaseDesk.Ada, shift, default)).Error;

        Assert.IsType<ShiftIncomplete>(await Refused(good with { Until = noon }));
        Assert.IsType<ShiftIncomplete>(await Refused(good with { From = null }));
        Assert.IsType<ShiftIncomplete>(await Refused(good with { Place = 0 }));
        Assert.IsType<ShiftIncomplete>(await Refused(good with { Weeks = 1000 }));
        Assert.IsType<ShiftIncomplete>(await Refused(good with { Until = noon.AddDays(40) }));
        Assert.IsType<ShiftInThePast>(await Refused(good with { From = noon.AddYears(-3), Until = noon.AddYears(-3).AddHours(1) }));
        Assert.IsType<OnCallNotOnTeam>(await Refused(good with { UserId = gone.UserId }));
        Assert.IsType<OnCallNotOnTeam>(await Refused(good with { UserId = referrer.UserId }));
        Assert.IsType<NotAReviewer>(await Refused(good, CaseDesk.Referrer));
        Assert.IsType<ShiftTaken>(await Refused(good with { Until = noon.AddDays(8), Weeks = 2 }));

        Assert.Null(await Refused(good));
        Assert.Null(await Refused(good));
        Assert.IsType<ShiftTaken>(await Refused(good with { Id = Guid.CreateVersion7(), Place = 2 }));
        Assert.Null(await Refused(good with { Id = Guid.CreateVersion7(), From = noon.AddHours(8), Until = noon.AddHours(9) }));
        Assert.True((await desk.Arrange.RemoveAsync(CaseDesk.Ada, good.Id, default)).IsOk);
        Assert.IsType<ShiftNotFound>((await desk.Arrange.RemoveAsync(CaseDesk.Ada, good.Id, default)).Error);
    }

    [Fact]
    public void Gaps_BetweenOverlappingShifts_AreWhenNobodyIsOnCall()
    {
        var start = At("2031-01-01T00:00Z");
        OnCallShift Shift(double from, double until) => new() { From = start.AddHours(from), Until = start.AddHours(until) };

        Assert.Equal(
            [(start.AddHours(10), start.AddHours(12)), (start.AddHours(20), start.AddHours(24))],
            ListShifts.Gaps([Shift(-5, 8), Shift(6, 10), Shift(1, 2), Shift(12, 20)], start, start.AddHours(24)));
        Assert.Equal([(start, start.AddHours(24))], ListShifts.Gaps([], start, start.AddHours(24)));
        Assert.Empty(ListShifts.Gaps([Shift(-1, 30)], start, start.AddHours(24)));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static DateTime Local(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);
}
