using BilskyWeb.Core.Grading;

namespace BilskyWeb.Imaging.Labels;

/// <summary>What a file says of one slice, and where it says so. With neither box nor grade nor exclusion it says that no canal is in view.</summary>
/// <param name="Where">File and line, for messages.</param>
/// <param name="Sop">SOP instance UID.</param>
/// <param name="Frame">Frame, from 1.</param>
/// <param name="Box">The region around the canal in pixels, or null.</param>
/// <param name="Grade">The grade, or null.</param>
/// <param name="Exclusion">Coded reason not to grade the slice, or null.</param>
public sealed record FoundLabel(string Where, string Sop, int Frame, RegionOfInterest? Box, BilskyGrade? Grade, ExclusionReason? Exclusion)
{
    /// <summary>Study instance UID, where the file says it.</summary>
    public string? Study { get; init; }

    /// <summary>Series instance UID, where the file says it.</summary>
    public string? Series { get; init; }

    /// <summary>Whether the label comes as LabelImg keeps it: corners, cut at the image's edge, in whole pixels.</summary>
    public bool IsPascalVoc { get; init; }

    /// <summary>The image's size in pixels, where the file says it.</summary>
    public (int Width, int Height)? Size { get; init; }
}

/// <summary>What came out of a file of labels.</summary>
/// <param name="Labels">Each label, or what is wrong with it.</param>
/// <param name="SaidNothing">Pascal VOC files without an object.</param>
/// <param name="PassedOver">Pascal VOC files that were not read because <c>labels.csv</c> lies beside them.</param>
public sealed record FoundLabels(IReadOnlyList<Core.Result<FoundLabel>> Labels, int SaidNothing = 0, int PassedOver = 0)
{
    /// <summary>What had to be understood of a table; a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
