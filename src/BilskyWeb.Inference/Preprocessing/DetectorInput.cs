using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Inference.Preprocessing;

/// <summary>A whole slice as the canal detector sees it: 1 mm square samples in [0, 1], sides multiples of 16, zeros beyond the image.</summary>
public sealed class DetectorInput
{
    /// <summary>Millimetres from one sample to the next, along both axes.</summary>
    public const double SampleMm = 1.0;

    /// <summary>Both sides are multiples of this, so that four halvings and the way back fit.</summary>
    public const int SideMultiple = 16;

    /// <summary>
    /// Longest side in samples. No scanner's axial spine field is wider; of a wider image (or of one whose spacing is wrong) the middle
    /// is looked at, so that memory stays bounded.
    /// </summary>
    public const int MaxSide = 512;

    /// <summary>Samples from one heat map cell to the next.</summary>
    public const int HeatMapStride = 4;

    private readonly double _startXMm;
    private readonly double _startYMm;
    private readonly double _columnSpacingMm;
    private readonly double _rowSpacingMm;

    private DetectorInput(GreyImage image, int width, int height, double startXMm, double startYMm, float[] pixels)
    {
        Width = width;
        Height = height;
        Pixels = pixels;
        _startXMm = startXMm;
        _startYMm = startYMm;
        _columnSpacingMm = image.ColumnSpacingMm;
        _rowSpacingMm = image.RowSpacingMm;
    }

    private DetectorInput(DetectorInput other)
    {
        Width = other.Width;
        Height = other.Height;
        Pixels = [];
        (_startXMm, _startYMm, _columnSpacingMm, _rowSpacingMm) = (other._startXMm, other._startYMm, other._columnSpacingMm, other._rowSpacingMm);
    }

    /// <summary>Samples along x, a multiple of 16, at most <see cref="MaxSide"/>.</summary>
    public int Width { get; }

    /// <summary>Samples along y, a multiple of 16, at most <see cref="MaxSide"/>.</summary>
    public int Height { get; }

    /// <summary>Row-major samples in [0, 1], length width × height: one [1, H, W] slice of the network's input. Empty in a <see cref="Geometry"/>.</summary>
    public float[] Pixels { get; }

    /// <summary>Cells of the heat map along x.</summary>
    public int HeatMapWidth => Width / HeatMapStride;

    /// <summary>Cells of the heat map along y.</summary>
    public int HeatMapHeight => Height / HeatMapStride;

    /// <summary>Width and height in samples that an image of this size and spacing gets, without making them.</summary>
    /// <param name="image">The slice.</param>
    public static (int Width, int Height) SidesFor(GreyImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return (Axis(image.Width * image.ColumnSpacingMm).Samples, Axis(image.Height * image.RowSpacingMm).Samples);
    }

    /// <summary>Resamples a slice.</summary>
    /// <param name="image">The slice; pixels need not be square.</param>
    /// <param name="intensity">The range of its series.</param>
    public static DetectorInput Make(GreyImage image, SeriesIntensity intensity)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (width, startXMm) = Axis(image.Width * image.ColumnSpacingMm);
        var (height, startYMm) = Axis(image.Height * image.RowSpacingMm);
        var across = new AxisSampling(image.Width, startXMm / image.ColumnSpacingMm, SampleMm / image.ColumnSpacingMm, width);
        var down = new AxisSampling(image.Height, startYMm / image.RowSpacingMm, SampleMm / image.RowSpacingMm, height);
        return new DetectorInput(image, width, height, startXMm, startYMm, Resampling.Sample(image, intensity, across, down));
    }

    /// <summary>Where a point of the original image lies on the heat map, in cells; the centre of cell i is at i.</summary>
    /// <param name="imageX">Pixels from the image's left edge (the centre of column c is at c + 0.5).</param>
    /// <param name="imageY">Pixels from the image's top edge.</param>
    public (double X, double Y) ToHeatMap(double imageX, double imageY) => (
        (((imageX * _columnSpacingMm) - _startXMm) / (SampleMm * HeatMapStride)) - 0.5,
        (((imageY * _rowSpacingMm) - _startYMm) / (SampleMm * HeatMapStride)) - 0.5);

    /// <summary>Where a point of the heat map lies in the original image, in pixels from its top-left corner; undoes <see cref="ToHeatMap"/>.</summary>
    /// <param name="cellX">Cells along x; the centre of cell i is at i.</param>
    /// <param name="cellY">Cells along y.</param>
    public (double X, double Y) FromHeatMap(double cellX, double cellY) => (
        (((cellX + 0.5) * SampleMm * HeatMapStride) + _startXMm) / _columnSpacingMm,
        (((cellY + 0.5) * SampleMm * HeatMapStride) + _startYMm) / _rowSpacingMm);

    /// <summary>The same without its samples, for what is kept of a whole series.</summary>
    public DetectorInput Geometry() => new(this);

    private static (int Samples, double StartMm) Axis(double extentMm)
    {
        if (extentMm > MaxSide * SampleMm)
        {
            return (MaxSide, (extentMm - (MaxSide * SampleMm)) / 2);
        }

        var samples = (int)Math.Ceiling((extentMm / SampleMm) - 1e-6);
        return (Math.Max(SideMultiple, (samples + SideMultiple - 1) / SideMultiple * SideMultiple), 0);
    }
}
