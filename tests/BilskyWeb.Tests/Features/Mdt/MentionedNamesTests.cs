using BilskyWeb.Features.Mdt;
using BilskyWeb.Features.Mdt.Notes;

namespace BilskyWeb.Tests.Features.Mdt;

public sealed class MentionedNamesTests
{
    private static readonly Member Ada = new(Guid.NewGuid(), "Dr Ada", IsOnTeam: true, HasLeft: false);
    private static readonly Member AdaLong = new(Guid.NewGuid(), "Dr Ada Byron", IsOnTeam: true, HasLeft: false);
    private static readonly Member Gone = new(Guid.NewGuid(), "Dr Gone", IsOnTeam: true, HasLeft: true);
    private static readonly Member Refers = new(Guid.NewGuid(), "Dr Refers", IsOnTeam: false, HasLeft: false);
    private static readonly Member[] All = [Ada, AdaLong, Gone, Refers];

    [Theory]
    [InlineData("@Dr Ada please", "Dr Ada:Told")]
    [InlineData("@dr ada byron, please", "Dr Ada Byron:Told")]
    [InlineData("thanks (@Dr Ada)", "Dr Ada:Told")]
    [InlineData("@Dr Ada and @Dr Ada again", "Dr Ada:Told")]
    [InlineData("@Dr Adam", "Dr:Nobody")]
    [InlineData("@Dr Gone was here", "Dr Gone:Left")]
    [InlineData("@Dr Refers asked", "Dr Refers:NotOnTeam")]
    [InlineData("@Nobody-here", "Nobody-here:Nobody")]
    [InlineData("mail ada@example.org", "")]
    [InlineData("at 12 @ 3", "")]
    [InlineData("@", "")]
    public void In_Text_FindsWhoIsMeant(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', MentionedNames.In(text, All).Select(m => $"{m.Name}:{m.Reach}")));

    [Fact]
    public void In_TwoOfOneName_MeansBoth()
    {
        var twin = Ada with { UserId = Guid.NewGuid() };

        Assert.Equal([Ada.UserId, twin.UserId], MentionedNames.In("@Dr Ada", [Ada, twin]).Select(m => m.UserId!.Value));
    }

    [Fact]
    public void In_Flood_IsBounded() => Assert.Equal(MentionedNames.Most, MentionedNames.In(string.Join(' ', Enumerable.Range(0, 500).Select(i => $"@n{i}")), All).Count);

    [Theory]
    [InlineData("2026-06-01 12:00", "2026-06-01 10:00")] // summer
    [InlineData("2026-12-01 12:00", "2026-12-01 11:00")] // winter
    [InlineData("2026-03-29 02:30", "2026-03-29 01:30")] // does not exist: an hour later
    [InlineData("2026-10-25 02:30", "2026-10-25 00:30")] // is there twice: the first
    public void LocalTimes_AcrossBothChangesOfTheClock_AreRight(string typed, string utc)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna");
        var culture = System.Globalization.CultureInfo.InvariantCulture;

        Assert.Equal(new DateTimeOffset(DateTime.Parse(utc, culture), TimeSpan.Zero), LocalTimes.In(DateTime.Parse(typed, culture), zone));
        Assert.Null(LocalTimes.In(null, zone));
        Assert.Null(LocalTimes.In(DateTime.MinValue, zone));
    }
}
