using System.Text.RegularExpressions;

namespace BilskyWeb.Imaging.Datasets;

/// <summary>The defined terms of (0008,0005) as PS3.3 section C.12.1.1.2 spells them, from the ways in which the field spells them.</summary>
internal static partial class CharacterSetTerm
{
    /// <summary>The defined term that is meant; upper case and otherwise as it stands where none is known.</summary>
    internal static string Normalise(string term)
    {
        var text = term.Trim(' ', '\0').ToUpperInvariant();
        if (Extension().Match(text) is { Success: true } extension)
        {
            var number = extension.Groups[1].Value;
            return number.StartsWith("GB", StringComparison.Ordinal) ? number : "ISO 2022 IR " + number;
        }

        if (Registration().Match(text) is { Success: true } registration)
        {
            return "ISO_IR " + registration.Groups[1].Value;
        }

        return Part().Match(text) is { Success: true } part
            ? part.Groups[1].Value switch
            {
                "1" => "ISO_IR 100",
                "2" => "ISO_IR 101",
                "3" => "ISO_IR 109",
                "4" => "ISO_IR 110",
                "5" => "ISO_IR 144",
                "6" => "ISO_IR 127",
                "7" => "ISO_IR 126",
                "8" => "ISO_IR 138",
                "9" => "ISO_IR 148",
                "11" => "ISO_IR 166",
                "15" => "ISO_IR 203",
                _ => text,
            }
            : text switch
            {
                "LATIN1" or "LATIN-1" => "ISO_IR 100",
                "UTF8" or "UTF-8" or "ISO_IR 192 UTF-8" => "ISO_IR 192",
                "GB-18030" or "GB_18030" or "GB 18030" => "GB18030",
                "ASCII" or "US-ASCII" => "ISO_IR 6",
                _ => text,
            };
    }

    /// <summary>The registration number at a term's end; empty when it has none.</summary>
    internal static string Number(string term) => term[(term.LastIndexOf(' ') + 1)..];

    [GeneratedRegex(@"^ISO[\s_-]*2022[\s_-]*(?:IR)?[\s_-]*(\d+|GB18030|GBK)$", RegexOptions.CultureInvariant)]
    private static partial Regex Extension();

    [GeneratedRegex(@"^(?:ISO)?[\s_-]*IR[\s_-]*(\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Registration();

    [GeneratedRegex(@"^ISO[\s_-]*8859[\s_-]*(\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
