using BilskyWeb.Core.Grading;

namespace BilskyWeb.Imaging.Labels;

/// <summary>
/// Tells a box over the whole image, which Pascal VOC needs for what has no box, from one around a canal. LabelImg raises a corner at 0 to 1 when it saves and cuts to
/// whole pixels, so that a pixel at each edge says nothing.
/// </summary>
public static class WholeImage
{
    /// <summary>Whether a box covers an image but for a pixel at an edge.</summary>
    /// <param name="box">The box in pixels.</param>
    /// <param name="width">The image's width in pixels.</param>
    /// <param name="height">The image's height in pixels.</param>
    public static bool IsCoveredBy(RegionOfInterest box, int width, int height) =>
        box.X <= 1 && box.Y <= 1 && box.X + box.Width >= width - 1 && box.Y + box.Height >= height - 1;
}
