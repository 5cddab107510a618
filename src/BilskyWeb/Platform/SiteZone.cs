namespace BilskyWeb.Platform;

/// <summary>The time zone in which the hospital's clocks run: rotas and quiet hours are typed and read in it.</summary>
internal sealed record SiteZone(TimeZoneInfo Zone);
