using BilskyWeb.Clinical;
using BilskyWeb.Shell;

namespace BilskyWeb.Tests.Clinical;

public sealed class ClinicalTimesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 0, 16, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-30, "under a minute")]
    [InlineData(59, "under a minute")]
    [InlineData(60, "1 min")]
    [InlineData(3600, "1 h")]
    [InlineData(11520, "3 h 12 min")]
    [InlineData(86400, "1 d")]
    [InlineData(187200, "2 d 4 h")]
    public void Span_Seconds_IsShort(int seconds, string expected) => Assert.Equal(expected, ClinicalTimes.Span(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Ago_SameYear_IsRelativeAndAbsolute() =>
        Assert.Equal("3 h 12 min ago, 22 Nov 21:04 UTC", ClinicalTimes.Ago(new(2026, 11, 22, 21, 4, 0, TimeSpan.Zero), Now, TimeZoneInfo.Utc));

    [Fact]
    public void Ago_TimeToCome_SaysHowFarAheadItIs() =>
        Assert.StartsWith("in 2 d 2 h, ", ClinicalTimes.Ago(Now.AddHours(50), Now, TimeZoneInfo.Utc), StringComparison.Ordinal);

    [Fact]
    public void Absolute_OtherYear_NamesIt() =>
        Assert.Equal("31 Dec 2025 23:59 UTC", ClinicalTimes.Absolute(new(2025, 12, 31, 23, 59, 0, TimeSpan.Zero), Now, TimeZoneInfo.Utc));

    [Theory]
    [InlineData("Europe/Vienna", "22 Nov 22:04 UTC+1")]
    [InlineData("Asia/Kolkata", "23 Nov 02:34 UTC+5:30")]
    [InlineData("America/St_Johns", "22 Nov 17:34 UTC−3:30")]
    [InlineData("Africa/Abidjan", "22 Nov 21:04 UTC")]
    public void Absolute_InTheReadersZone_NamesIt(string zone, string expected) =>
        Assert.Equal(expected, ClinicalTimes.Absolute(new(2026, 11, 22, 21, 4, 0, TimeSpan.Zero), Now, ReaderZone.Find(zone)!));

    [Fact]
    public void Absolute_InSummer_SaysSummersDistance() =>
        Assert.Equal("1 Jul 14:00 UTC+2", ClinicalTimes.Absolute(new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero), Now, ReaderZone.Find("Europe/Vienna")!));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Nowhere/Town")]
    [InlineData("/etc/localtime")]
    [InlineData("../../etc/passwd")]
    [InlineData("Europe/Vienna\0")]
    public void Find_CookieOfNoZone_IsTheServersOwn(string? cookie) => Assert.Null(ReaderZone.Find(cookie));
}
