using BilskyWeb.Core.Clinical.Clocks;

namespace BilskyWeb.Features.Notifications;

/// <summary>The hours of a day, on the hospital's clocks, in which a person is left alone.</summary>
internal static class QuietHours
{
    /// <summary>When they may be told: now, or when the quiet hours that it lies in end. Of an hour that autumn repeats the first end counts.</summary>
    public static DateTimeOffset After(DateTimeOffset now, TimeOnly? from, TimeOnly? until, TimeZoneInfo zone)
    {
        if (from is not { } begin || until is not { } end || begin == end)
        {
            return now;
        }

        var shown = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var (day, time) = (DateOnly.FromDateTime(shown), TimeOnly.FromDateTime(shown));
        if (!time.IsBetween(begin, end))
        {
            return now;
        }

        var over = WallClock.InstantOf((begin > end && time >= begin ? day.AddDays(1) : day).ToDateTime(end), zone);
        return over > now ? over : now;
    }
}
