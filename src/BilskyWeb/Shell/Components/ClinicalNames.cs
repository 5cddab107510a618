namespace BilskyWeb.Shell.Components;

/// <summary>Names of people as clinicians write them.</summary>
public static class ClinicalNames
{
    /// <summary>
    /// "Lee^Ann^Marie^Dr" as "LEE, Ann Marie". Of the alphabetic, ideographic and phonetic groups (PS3.5 6.2.1.1) the first that holds
    /// something leads and the ideographic follows in brackets. Plain text: whoever shows it encodes it.
    /// </summary>
    public static string Format(string? personName)
    {
        var groups = (personName ?? "").Split('=');
        var alphabetic = FormatGroup(groups[0]);
        var ideographic = groups.Length > 1 ? FormatGroup(groups[1]) : "";
        var phonetic = groups.Length > 2 ? FormatGroup(groups[2]) : "";
        return (alphabetic, ideographic) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => $"{alphabetic} ({ideographic})",
            ({ Length: > 0 }, _) => alphabetic,
            (_, { Length: > 0 }) => ideographic,
            _ => phonetic.Length > 0 ? phonetic : "No name",
        };
    }

    private static string FormatGroup(string group)
    {
        var parts = group.Split('^').Select(p => p.Trim()).ToArray();
        var family = parts[0].ToUpperInvariant();
        var given = string.Join(' ', parts.Skip(1).Take(2).Where(p => p.Length > 0));
        return (family.Length, given.Length) switch
        {
            (0, _) => given,
            (_, 0) => family,
            _ => $"{family}, {given}",
        };
    }
}
