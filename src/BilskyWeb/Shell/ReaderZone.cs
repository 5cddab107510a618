namespace BilskyWeb.Shell;

/// <summary>The time zone of the reader's machine, as the browser's cookie names it: times on pages are in it.</summary>
internal static class ReaderZone
{
    /// <summary>Written by js/shell.js.</summary>
    public const string Cookie = "bilsky-zone";

    /// <summary>Name of the cascading value.</summary>
    public const string Name = "ReaderZone";

    private const int LongestName = 64;

    /// <summary>The zone of that IANA name; null for a name that this machine does not know.</summary>
    public static TimeZoneInfo? Find(string? name) =>
        name is [not '/', ..] and { Length: <= LongestName } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+') && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
