namespace BilskyWeb.Core.Grading;

/// <summary>A box centred on the spinal canal, in pixels of the original image: x to the right, y down, from the image's top-left corner.</summary>
/// <param name="X">Left edge in pixels; may be negative when the canal is near the image's border.</param>
/// <param name="Y">Top edge in pixels.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Score">The detector's confidence in [0, 1]; 1 for a box drawn by a person.</param>
public readonly record struct RegionOfInterest(double X, double Y, double Width, double Height, double Score)
{
    /// <summary>Column of the centre, in pixels.</summary>
    public double CentreX => X + (Width / 2);

    /// <summary>Row of the centre, in pixels.</summary>
    public double CentreY => Y + (Height / 2);
}
