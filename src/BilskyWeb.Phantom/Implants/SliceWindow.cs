namespace BilskyWeb.Phantom.Implants;

/// <summary>The part of an image that an implant may change, in whole pixels.</summary>
internal readonly record struct SliceWindow(int Left, int Top, int Width, int Height, double ColumnMm, double RowMm)
{
    /// <summary>From the cord's centre to where nothing changes any more.</summary>
    public const double ReachMm = 26;

    public int Count => Width * Height;

    public static SliceWindow Around(HostSlice slice, double xMm, double yMm)
    {
        var image = slice.Image;
        int left = Math.Max((int)((xMm - ReachMm) / image.ColumnSpacingMm), 0), top = Math.Max((int)((yMm - ReachMm) / image.RowSpacingMm), 0);
        int right = Math.Min((int)((xMm + ReachMm) / image.ColumnSpacingMm) + 1, image.Width), bottom = Math.Min((int)((yMm + ReachMm) / image.RowSpacingMm) + 1, image.Height);
        return new SliceWindow(left, top, right - left, bottom - top, image.ColumnSpacingMm, image.RowSpacingMm);
    }

    /// <summary>Centre of a pixel of the window, millimetres from the image's corner.</summary>
    public (double X, double Y) Place(int index) => ((Left + (index % Width) + 0.5) * ColumnMm, (Top + (index / Width) + 0.5) * RowMm);

    /// <summary>Cubic interpolation (Catmull–Rom, which keeps most of the noise) of values of the window.</summary>
    public double Sample(double[] values, double xMm, double yMm)
    {
        double x = Math.Clamp((xMm / ColumnMm) - 0.5 - Left, 0, Width - 1), y = Math.Clamp((yMm / RowMm) - 0.5 - Top, 0, Height - 1);
        int i = (int)x, j = (int)y;
        Span<double> across = stackalloc double[4], down = stackalloc double[4];
        Weights(x - i, across);
        Weights(y - j, down);
        var sum = 0.0;
        for (var b = 0; b < 4; b++)
        {
            var row = Math.Clamp(j + b - 1, 0, Height - 1) * Width;
            for (var a = 0; a < 4; a++)
            {
                sum += down[b] * across[a] * values[row + Math.Clamp(i + a - 1, 0, Width - 1)];
            }
        }

        return sum;
    }

    private static void Weights(double t, Span<double> w)
    {
        w[0] = ((((-0.5 * t) + 1) * t) - 0.5) * t;
        w[1] = (((1.5 * t) - 2.5) * t * t) + 1;
        w[2] = ((((-1.5 * t) + 2) * t) + 0.5) * t;
        w[3] = ((0.5 * t) - 0.5) * t * t;
    }
}
