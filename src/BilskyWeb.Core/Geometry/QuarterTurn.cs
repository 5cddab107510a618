namespace BilskyWeb.Core.Geometry;

/// <summary>How an image's pixels are turned by quarters, and mirrored, for the screen: each step on the screen is a step of one pixel in the stored image.</summary>
/// <param name="RightX">Columns of the stored image by which a step to the right on the screen leads: −1, 0 or 1.</param>
/// <param name="RightY">Rows, likewise.</param>
/// <param name="DownX">Columns by which a step down leads.</param>
/// <param name="DownY">Rows, likewise.</param>
/// <param name="Directions">A plane with the directions of the turned image, for the letters at its edges; null when the image does not say how it lies. Its place is not meant.</param>
public sealed record QuarterTurn(int RightX, int RightY, int DownX, int DownY, ImagePlane? Directions);
