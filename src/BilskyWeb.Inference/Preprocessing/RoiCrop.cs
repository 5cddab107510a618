using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Inference.Preprocessing;

/// <summary>Cuts the region around the canal as the grader sees it: a square of samples in [0, 1].</summary>
public static class RoiCrop
{
    /// <summary>Samples along each side of the grader's input.</summary>
    public const int GraderSide = 224;

    /// <summary>The square region of a given size in millimetres around a point, in pixels of the image (so not square where pixels are not).</summary>
    /// <param name="image">The slice.</param>
    /// <param name="centreX">Pixels from the image's left edge (the centre of column c is at c + 0.5).</param>
    /// <param name="centreY">Pixels from the image's top edge.</param>
    /// <param name="sizeMm">Side in millimetres.</param>
    /// <param name="score">The detector's confidence in [0, 1].</param>
    public static RegionOfInterest Around(GreyImage image, double centreX, double centreY, double sizeMm, double score)
    {
        ArgumentNullException.ThrowIfNull(image);
        var width = sizeMm / image.ColumnSpacingMm;
        var height = sizeMm / image.RowSpacingMm;
        return new RegionOfInterest(centreX - (width / 2), centreY - (height / 2), width, height, score);
    }

    /// <summary>Cuts and resamples a region: bilinear where it enlarges, averaging where it shrinks.</summary>
    /// <param name="image">The slice; pixels need not be square.</param>
    /// <param name="roi">The region, in pixels of the image; what of it lies beyond the border becomes 0, the series' darkest.</param>
    /// <param name="intensity">The range of the slice's series.</param>
    /// <param name="size">Samples along each side.</param>
    /// <returns>Row-major samples in [0, 1], length size × size.</returns>
    /// <exception cref="ArgumentException">The region has no area or is not finite, or the size is not positive.</exception>
    public static float[] Cut(GreyImage image, RegionOfInterest roi, SeriesIntensity intensity, int size = GraderSide)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (!(roi.Width > 0) || !(roi.Height > 0) || !double.IsFinite(roi.X + roi.Y + roi.Width + roi.Height))
        {
            throw new ArgumentException($"A region needs a finite place and a positive size, is {roi}.", nameof(roi));
        }

        var across = new AxisSampling(image.Width, roi.X, roi.Width / size, size);
        var down = new AxisSampling(image.Height, roi.Y, roi.Height / size, size);
        return Resampling.Sample(image, intensity, across, down);
    }
}
