namespace BilskyWeb.Features.Mdt;

/// <summary>Times as people type them, in their own zone.</summary>
internal static class LocalTimes
{
    /// <summary>The moment that a clock in the zone shows so. In the hour that a spring change leaves out, an hour later; in the one that an autumn change repeats, the first.</summary>
    public static DateTimeOffset? In(DateTime? typed, TimeZoneInfo zone)
    {
        if (typed is not { } local || local.Year is < 2000 or > 2200)
        {
            return null;
        }

        var plain = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(plain))
        {
            plain = plain.AddHours(1);
        }

        var offset = zone.IsAmbiguousTime(plain) ? zone.GetAmbiguousTimeOffsets(plain).Max() : zone.GetUtcOffset(plain);
        return new DateTimeOffset(plain, offset).ToUniversalTime();
    }

    /// <summary>What a clock in the zone shows at a moment, to the minute.</summary>
    public static DateTime Shown(DateTimeOffset when, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(when, zone).DateTime;
        return new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0, DateTimeKind.Unspecified);
    }
}
