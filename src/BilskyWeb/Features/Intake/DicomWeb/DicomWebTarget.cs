using System.Text.RegularExpressions;

namespace BilskyWeb.Features.Intake.DicomWeb;

/// <summary>What a DICOMweb path under a study asks for.</summary>
internal enum DicomWebKind
{
    /// <summary>QIDO-RS: a list of series or instances.</summary>
    Search,

    /// <summary>WADO-RS metadata.</summary>
    Metadata,

    /// <summary>WADO-RS bytes: instances, frames, bulk data.</summary>
    Bytes,
}

/// <summary>The part of a DICOMweb path behind the study, taken apart and found harmless. Only what is listed here is ever passed on;
/// renderings are not (the archive's preview code is not to be fed untrusted pixels).</summary>
internal sealed partial record DicomWebTarget(DicomWebKind Kind, string RelativePath)
{
    private const string Uid = @"[0-9]+(?:\.[0-9]+)*";

    public static bool IsUid(string? text) => text is { Length: > 0 and <= 64 } && UidOnly().IsMatch(text);

    /// <param name="studyInstanceUid">A valid UID.</param>
    /// <param name="rest">The path behind it, unescaped, without leading slash; null or empty for the study itself.</param>
    /// <returns>Null when the path is none that we pass on.</returns>
    public static DicomWebTarget? Parse(string studyInstanceUid, string? rest)
    {
        rest ??= "";
        if (!IsUid(studyInstanceUid) || rest.Length > 512)
        {
            return null;
        }
        DicomWebKind? kind = Searches().IsMatch(rest) ? DicomWebKind.Search
            : Metadatas().IsMatch(rest) ? DicomWebKind.Metadata
            : Retrieves().IsMatch(rest) ? DicomWebKind.Bytes
            : null;
        return kind is { } known ? new DicomWebTarget(known, $"studies/{studyInstanceUid}{(rest.Length > 0 ? "/" : "")}{rest}") : null;
    }

    [GeneratedRegex(@"\A" + Uid + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex UidOnly();

    [GeneratedRegex(@"\A(?:series|instances|series/" + Uid + @"/instances)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Searches();

    [GeneratedRegex(@"\A(?:series/" + Uid + "/(?:instances/" + Uid + @"/)?)?metadata\z", RegexOptions.CultureInvariant)]
    private static partial Regex Metadatas();

    [GeneratedRegex(@"\A(?:series/" + Uid + "(?:/instances/" + Uid + @"(?:/frames/[0-9]{1,6}(?:,[0-9]{1,6}){0,99}|/bulk/[0-9a-fA-F]{1,8}(?:/[0-9a-fA-F]{1,8}){0,15})?)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Retrieves();
}
