using BilskyWeb.Core.Grading;

namespace BilskyWeb.Phantom.Labels;

/// <summary>Why a slice is not to be graded, as in the paper.</summary>
public enum SliceExclusion
{
    /// <summary>To be graded.</summary>
    None,

    /// <summary>Metal hides the canal.</summary>
    Instrumentation,

    /// <summary>Motion or fold-over hides the canal.</summary>
    Quality,

    /// <summary>Above C7 or below the conus.</summary>
    Region,

    /// <summary>Stenosis by disc or ligament.</summary>
    Degenerative,
}

/// <summary>The exclusion in the words of those who label.</summary>
internal static class SliceExclusions
{
    public static ExclusionReason? ToReason(this SliceExclusion exclusion) => exclusion == SliceExclusion.None ? null : (ExclusionReason)((int)exclusion - 1);
}

/// <summary>The truth about one slice, known by construction.</summary>
/// <param name="Grade">From the geometry; null when excluded or when the canal is not in view.</param>
/// <param name="Exclusion">Why not graded.</param>
/// <param name="Roi">Square centred on the bony canal, in pixels: 40 mm, or smaller where that would stick out of the image; null when the canal is not in view, its centre less than 8 mm inside the image.</param>
/// <param name="Measurements">What the grade was made from; null when the canal is not in view.</param>
public sealed record SliceLabel(
    BilskyGrade? Grade,
    SliceExclusion Exclusion,
    RegionOfInterest? Roi,
    CanalMeasurements? Measurements)
{
    /// <summary>What could mislead a reader, graded or not; where the canal is not in view, artefacts of the image alone.</summary>
    public Confounders Confounders { get; init; }

    /// <summary>Side of the region of interest in millimetres where the image has room for it.</summary>
    public const double RoiSizeMm = 40;
}
