using System.Globalization;

namespace BilskyWeb.Clinical;

/// <summary>Times as the design writes them: relative and absolute.</summary>
public static class ClinicalTimes
{
    /// <summary>"3 h 12 min", "2 d 4 h", "under a minute". Negative counts as zero: clocks of two machines differ.</summary>
    public static string Span(TimeSpan span)
    {
        if (span < TimeSpan.FromMinutes(1))
        {
            return "under a minute";
        }

        return span switch
        {
            { TotalHours: < 1 } => $"{span.Minutes} min",
            { TotalDays: < 1 } => span.Minutes == 0 ? $"{span.Hours} h" : $"{span.Hours} h {span.Minutes} min",
            _ => span.Hours == 0 ? $"{(int)span.TotalDays} d" : $"{(int)span.TotalDays} d {span.Hours} h",
        };
    }

    /// <summary>"22 Nov 21:04 UTC+1", with the year when it is another one. The zone is named by its distance then, which tells summer time too.</summary>
    public static string Absolute(DateTimeOffset when, DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(when, zone);
        var format = local.Year == TimeZoneInfo.ConvertTime(now, zone).Year ? "d MMM HH:mm" : "d MMM yyyy HH:mm";
        return $"{local.ToString(format, CultureInfo.InvariantCulture)} {Named(local.Offset)}";
    }

    private static string Named(TimeSpan offset) => offset == TimeSpan.Zero ? "UTC"
        : $"UTC{(offset < TimeSpan.Zero ? "\u2212" : "+")}{offset.Duration().ToString(offset.Minutes == 0 ? "%h" : "h\\:mm", CultureInfo.InvariantCulture)}";

    /// <summary>"3 h 12 min ago, 22 Nov 21:04 UTC+1".</summary>
    public static string Ago(DateTimeOffset when, DateTimeOffset now, TimeZoneInfo zone) => when > now
        ? $"in {Span(when - now)}, {Absolute(when, now, zone)}"
        : $"{Span(now - when)} ago, {Absolute(when, now, zone)}";
}
