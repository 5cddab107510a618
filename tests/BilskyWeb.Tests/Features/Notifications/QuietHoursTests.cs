using System.Globalization;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Tests.Features.Mdt;

namespace BilskyWeb.Tests.Features.Notifications;

public sealed class QuietHoursTests
{
    // London: on 31 March 2030 the clocks go forward at 01:00 UTC, on 27 October 2030 back at 01:00 UTC.
    [Theory]
    [InlineData("22:00", "07:00", "2030-01-15T12:00Z", "2030-01-15T12:00Z")]
    [InlineData("22:00", "07:00", "2030-01-15T22:00Z", "2030-01-16T07:00Z")]
    [InlineData("22:00", "07:00", "2030-01-16T06:59Z", "2030-01-16T07:00Z")]
    [InlineData("22:00", "07:00", "2030-01-16T07:00Z", "2030-01-16T07:00Z")]
    [InlineData("12:00", "13:00", "2030-07-15T11:30Z", "2030-07-15T12:00Z")]
    [InlineData("22:00", "07:00", "2030-03-30T23:00Z", "2030-03-31T06:00Z")]
    [InlineData("22:00", "07:00", "2030-10-26T23:00Z", "2030-10-27T07:00Z")]
    [InlineData("22:00", "01:30", "2030-03-30T23:00Z", "2030-03-31T01:30Z")]
    [InlineData("22:00", "01:30", "2030-10-26T23:00Z", "2030-10-27T00:30Z")]
    [InlineData("22:00", "01:30", "2030-10-27T01:10Z", "2030-10-27T01:10Z")]
    [InlineData("22:00", "22:00", "2030-01-15T22:00Z", "2030-01-15T22:00Z")]
    public void After_OnTheHospitalsClocks_IsWhenTheyEnd(string from, string until, string now, string expected) =>
        Assert.Equal(At(expected), QuietHours.After(At(now), Time(from), Time(until), CaseDesk.London));

    [Fact]
    public void After_None_IsNow() => Assert.Equal(At("2030-01-15T03:00Z"), QuietHours.After(At("2030-01-15T03:00Z"), null, null, CaseDesk.London));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);
}
