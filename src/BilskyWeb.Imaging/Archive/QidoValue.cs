using System.Text;
using System.Text.RegularExpressions;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Archive;

/// <summary>
/// Puts query values into a QIDO-RS address without percent-encoding. Debian's Orthanc 1.10 matches such values without
/// decoding them, so <c>SMITH%5EJOHN</c> finds nobody. What cannot stand in an address becomes a wildcard, which finds too
/// much rather than too little, and the answer is then compared with what was asked.
/// </summary>
public static class QidoValue
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The value as it goes into the address.</summary>
    /// <param name="value">As a person or program wrote it, unescaped.</param>
    public static string Encode(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) || "-._~*?^,:=/()'!".Contains(c, StringComparison.Ordinal) ? c : char.IsAscii(c) ? '?' : '*');
        }

        return text.ToString();
    }

    /// <summary>An address that is sent as it is written here.</summary>
    /// <param name="root">Ends in a slash.</param>
    /// <param name="relative">Path and query of nothing but characters that may stand in an address.</param>
    public static Uri Address(Uri root, string relative)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new(root.AbsoluteUri + relative, AsWritten);
    }

    /// <summary>Whether a study that was found is one that was asked for, where wildcards were put in.</summary>
    internal static bool Matches(StudyQuery query, DicomDataset study) =>
        Matches(query.PatientId, study, DicomTag.PatientId)
        && Matches(query.PatientName, study, DicomTag.PatientName)
        && Matches(query.AccessionNumber, study, DicomTag.AccessionNumber);

    private static bool Matches(string? asked, DicomDataset study, DicomTag tag)
    {
        asked = asked?.Trim();
        if (string.IsNullOrEmpty(asked) || Encode(asked) == asked)
        {
            return true;
        }

        var pattern = "^" + Regex.Escape(asked).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$";
        return Regex.IsMatch(study.GetString(tag) ?? "", pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }
}
