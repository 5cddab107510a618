using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Labels;

/// <summary>One slice's label as LabelImg keeps it: a Pascal VOC XML file beside the image.</summary>
/// <param name="FileName">The image's file name, without folders.</param>
/// <param name="Width">The image's width in pixels; 0 where the file does not say it.</param>
/// <param name="Height">The image's height in pixels; 0 where the file does not say it.</param>
public sealed record VocFile(string FileName, int Width, int Height)
{
    /// <summary>Whether the file says the image's size.</summary>
    public bool HasSize => Width > 0 && Height > 0;

    /// <summary>Name of the folder that holds the image; null when not said.</summary>
    public string? Folder { get; init; }

    /// <summary>SOP instance UID, when the file says which DICOM image it is of; LabelImg drops it when it saves.</summary>
    public string? Sop { get; init; }

    /// <summary>Frame of that image, from 1.</summary>
    public int Frame { get; init; } = 1;

    /// <summary>The region around the canal in pixels; null when none is marked.</summary>
    public RegionOfInterest? Box { get; init; }

    /// <summary>The grade; null when there is none. A graded slice has a box.</summary>
    public BilskyGrade? Grade { get; init; }

    /// <summary>Coded reason not to grade the slice; null beside a grade.</summary>
    public ExclusionReason? Exclusion { get; init; }

    /// <summary>True when somebody says that no canal is in view; then there is neither box nor grade nor exclusion.</summary>
    public bool NoCanal { get; init; }

    /// <summary>True when the file says nothing of its image, as LabelImg writes it for an image that was only looked at.</summary>
    public bool SaysNothing => this is { Box: null, Grade: null, Exclusion: null, NoCanal: false };

    /// <summary>
    /// The DICOM image meant: what the file says, else what its image's name says. A name holds the UID alone or between underscores, with the frame behind:
    /// <c>1.2.3.png</c>, <c>007_1.2.3.png</c>, <c>007_1.2.3_2.png</c>.
    /// </summary>
    /// <returns>Null when neither names an image.</returns>
    public (string Sop, int Frame)? Image()
    {
        if (Sop is not null)
            return (Sop, Frame);
        var parts = WithoutExtension(FileName).Split('_');
        var at = Array.FindIndex(parts, p => p.Contains('.', StringComparison.Ordinal) && DicomUid.IsUsable(p));
        if (at < 0)
            return null;
        return (parts[at], parts.Length > at + 1 && int.TryParse(parts[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var frame) && frame > 0 ? frame : 1);
    }

    // What stands behind the last dot of a UID is a number, and no file's ending is one.
    private static string WithoutExtension(string name) =>
        name.LastIndexOf('.') is > 0 and var dot && name.AsSpan(dot + 1).ContainsAnyExceptInRange('0', '9') && !name.AsSpan(dot + 1).Contains('_') ? WithoutExtension(name[..dot]) : name;

    /// <summary>A name without ending that <see cref="Image"/> understands.</summary>
    /// <param name="place">1-based place of the slice in its series, so that files sort as the slices lie.</param>
    /// <param name="sop">SOP instance UID.</param>
    /// <param name="frame">Frame, from 1.</param>
    public static string NameOf(int place, string sop, int frame) =>
        string.Create(CultureInfo.InvariantCulture, $"{place:D3}_{sop}{(frame == 1 ? "" : $"_{frame}")}");
}
