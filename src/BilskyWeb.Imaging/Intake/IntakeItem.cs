using BilskyWeb.Imaging.Screening;

namespace BilskyWeb.Imaging.Intake;

/// <summary>What the intake decided about one file.</summary>
public enum IntakeVerdict
{
    /// <summary>Screened and good; a copy is staged.</summary>
    Accepted,

    /// <summary>The same instance, byte for byte, was taken before.</summary>
    Duplicate,

    /// <summary>Left out on purpose: not DICOM, DICOMDIR, nested archive.</summary>
    Skipped,

    /// <summary>Must not be stored: truncated, hostile, unsupported, a second content under one SOP Instance UID.</summary>
    Rejected,
}

/// <summary>One file and its outcome.</summary>
/// <param name="Name">Name as handed over, ZIP path included, control characters removed. Only ever shown, never used as a path.</param>
/// <param name="Bytes">Size in bytes after unpacking, as far as it was read.</param>
/// <param name="Verdict">What was decided.</param>
/// <param name="Code">Stable, dotted, lower case; null when accepted.</param>
/// <param name="Reason">A sentence for a person; when accepted, what was put right on the way, or null.</param>
/// <param name="Header">The screened header; null unless the file could be read as DICOM.</param>
/// <param name="StagedName">File name of the staged copy inside the staging folder; null unless accepted.</param>
public sealed record IntakeItem(
    string Name,
    long Bytes,
    IntakeVerdict Verdict,
    string? Code,
    string? Reason,
    ScreenedHeader? Header,
    string? StagedName)
{
    /// <summary>What the study has to say of it; null unless an image is lost with it.</summary>
    public UnreadFile? Unread { get; init; }
}
