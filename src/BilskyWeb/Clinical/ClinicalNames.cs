namespace BilskyWeb.Clinical;

/// <summary>Names of people as clinicians write them.</summary>
public static class ClinicalNames
{
    /// <summary>
    /// "Lee^Ann^Marie^Dr" as "LEE, Ann Marie". Of the alphabetic, ideographic and phonetic groups (PS3.5 6.2.1.1) the first that holds
    /// something leads and the others follow in brackets. Plain text: whoever shows it encodes it.
    /// </summary>
    public static string Format(string? personName)
    {
        string[] groups = [.. (personName ?? "").Split('=').Take(3).Select(FormatGroup).Where(group => group.Length > 0).Distinct(StringComparer.Ordinal)];
        return groups switch
        {
            [] => "No name",
            [var only] => only,
            [var first, .. var others] => $"{first} ({string.Join("; ", others)})",
        };
    }

    /// <summary>The name whole, then each of its groups alone, the alphabetic one first: for a picture whose fonts lack a script, which then writes the first that it can.</summary>
    public static IReadOnlyList<string> Alternatives(string? personName) =>
        [.. new[] { Format(personName) }.Concat((personName ?? "").Split('=').Take(3).Select(FormatGroup).Where(group => group.Length > 0)).Distinct(StringComparer.Ordinal)];

    /// <summary>True when letters of the name could not be read (U+FFFD): its bytes and the character set that the file states do not fit.</summary>
    public static bool HasUnreadable(string? personName) => personName?.Contains('\uFFFD', StringComparison.Ordinal) == true;

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
