namespace BilskyWeb.Core.Geometry;

/// <summary>One grey frame in the scanner's own intensity units after modality rescale, bright meaning more signal.</summary>
public sealed class GreyImage
{
    /// <summary>Makes an image from row-major pixels.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">Row-major, length width × height.</param>
    /// <param name="columnSpacingMm">Distance between the centres of neighbouring columns (along x), in millimetres.</param>
    /// <param name="rowSpacingMm">Distance between the centres of neighbouring rows (along y), in millimetres.</param>
    /// <exception cref="ArgumentException">The length does not fit, or a size or spacing is not positive.</exception>
    public GreyImage(int width, int height, float[] pixels, double columnSpacingMm, double rowSpacingMm)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (width <= 0 || height <= 0 || pixels.LongLength != (long)width * height)
        {
            throw new ArgumentException($"{pixels.LongLength} pixels do not make a {width} × {height} image.", nameof(pixels));
        }

        if (!(columnSpacingMm > 0) || !(rowSpacingMm > 0) || !double.IsFinite(columnSpacingMm) || !double.IsFinite(rowSpacingMm))
        {
            throw new ArgumentException($"Pixel spacing must be positive, is {columnSpacingMm} × {rowSpacingMm} mm.", nameof(columnSpacingMm));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
        ColumnSpacingMm = columnSpacingMm;
        RowSpacingMm = rowSpacingMm;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The larger of both spacings, in millimetres: how coarse the image is.</summary>
    public double PixelMm => Math.Max(ColumnSpacingMm, RowSpacingMm);

    /// <summary>Row-major intensities.</summary>
    public float[] Pixels { get; }

    /// <summary>Millimetres from one column to the next.</summary>
    public double ColumnSpacingMm { get; }

    /// <summary>Millimetres from one row to the next.</summary>
    public double RowSpacingMm { get; }

    /// <summary>A part of the image, with pixels of its own.</summary>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentException">The part is empty or does not lie inside the image.</exception>
    public GreyImage Crop(int left, int top, int width, int height)
    {
        if (left < 0 || top < 0 || width <= 0 || height <= 0 || left > Width - width || top > Height - height)
        {
            throw new ArgumentException($"{width} × {height} pixels from {left}, {top} do not lie in a {Width} × {Height} image.", nameof(width));
        }

        var pixels = new float[width * height];
        for (var row = 0; row < height; row++)
        {
            Array.Copy(Pixels, ((row + top) * Width) + left, pixels, row * width, width);
        }

        return new GreyImage(width, height, pixels, ColumnSpacingMm, RowSpacingMm);
    }
}
