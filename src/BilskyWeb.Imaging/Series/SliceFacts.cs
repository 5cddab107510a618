using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Imaging.Series;

/// <summary>One image of a series: an instance, or one frame of a multi-frame instance.</summary>
/// <param name="SopInstanceUid">The instance.</param>
/// <param name="Frame">Frame number, from 1; 1 for single-frame instances.</param>
/// <param name="PositionMm">Position of the image's centre along the stack's normal, in millimetres, larger towards the head; null when the image does not say.</param>
/// <param name="TiltDegrees">Angle between the image's normal and the patient's length, 0 to 90; null when unknown.</param>
public sealed record SliceFacts(string SopInstanceUid, int Frame, double? PositionMm, double? TiltDegrees)
{
    /// <summary>The way from the image's pixels to patient millimetres; null when the image does not say.</summary>
    public ImagePlane? ImagePlane => Geometry?.ImagePlane;

    /// <summary>Number of the block that it belongs to, from 0: slices of one tilt that follow each other.</summary>
    public int Block { get; init; }

    internal SliceGeometry? Geometry { get; init; }

    internal int InstanceNumber { get; init; }

    internal double? EchoTimeMs { get; init; }

    internal int Rows { get; init; }

    internal int Columns { get; init; }
}
