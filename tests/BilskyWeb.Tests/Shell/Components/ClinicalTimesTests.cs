using BilskyWeb.Shell.Components;

namespace BilskyWeb.Tests.Shell.Components;

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
        Assert.Equal("3 h 12 min ago, 22 Nov 21:04", ClinicalTimes.Ago(new(2026, 11, 22, 21, 4, 0, TimeSpan.Zero), Now, TimeZoneInfo.Utc));

    [Fact]
    public void Absolute_OtherYear_NamesIt() =>
        Assert.Equal("31 Dec 2025 23:59", ClinicalTimes.Absolute(new(2025, 12, 31, 23, 59, 0, TimeSpan.Zero), Now, TimeZoneInfo.Utc));
}
