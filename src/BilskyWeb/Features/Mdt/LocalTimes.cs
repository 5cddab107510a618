using BilskyWeb.Core.Clinical.Clocks;

namespace BilskyWeb.Features.Mdt;

/// <summary>Times as people type them, in their own zone.</summary>
internal static class LocalTimes
{
    /// <summary>The moment at which a clock in the zone shows so; null where nothing, or a year that cannot be meant, was typed.</summary>
    public static DateTimeOffset? In(DateTime? typed, TimeZoneInfo zone) => typed is { Year: >= 2000 and <= 2200 } shown ? WallClock.InstantOf(shown, zone) : null;

    /// <summary>What a clock in the zone shows at a moment, to the minute.</summary>
    public static DateTime Shown(DateTimeOffset when, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(when, zone).DateTime;
        return new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0, DateTimeKind.Unspecified);
    }
}
