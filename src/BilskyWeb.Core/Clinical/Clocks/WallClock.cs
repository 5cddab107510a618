namespace BilskyWeb.Core.Clinical.Clocks;

/// <summary>Between what a clock on the wall shows and when it was.</summary>
public static class WallClock
{
    /// <summary>
    /// The instant at which the clocks of a zone showed a time. Of the two instants of the hour that is repeated in autumn the earlier, so that what is due is due early and not late.
    /// A time in the hour that is left out in spring never was: it is read by the offset from before, as whoever forgot to change the clock meant it.
    /// </summary>
    public static DateTimeOffset InstantOf(DateTime shown, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var wall = DateTime.SpecifyKind(shown, DateTimeKind.Unspecified);
        if (zone.IsAmbiguousTime(wall))
        {
            // The larger offset comes first.
            return new DateTimeOffset(wall, zone.GetAmbiguousTimeOffsets(wall).Max()).ToUniversalTime();
        }

        return zone.IsInvalidTime(wall)
            ? new DateTimeOffset(wall, zone.GetUtcOffset(wall.AddDays(-1))).ToUniversalTime()
            : new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime();
    }

    /// <summary>When a day begins in a zone: midnight, or the first moment after it where midnight is left out.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone) => InstantOf(day.ToDateTime(TimeOnly.MinValue), zone);

    /// <summary>The first of the month in which an instant lies, as the zone's calendars show it.</summary>
    public static DateOnly MonthOf(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        return new DateOnly(local.Year, local.Month, 1);
    }
}
