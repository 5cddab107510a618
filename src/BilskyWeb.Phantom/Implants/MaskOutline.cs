namespace BilskyWeb.Phantom.Implants;

/// <summary>Makes a smooth outline of a mask of whole pixels, with the mask's area.</summary>
internal static class MaskOutline
{
    private const double StepMm = 0.1;

    /// <summary>Pixels over which the mask's stairs are smoothed.</summary>
    private const double SmoothingPixels = 0.7;

    /// <summary>Centre of a mask and its area; the centre in millimetres from the image's top-left corner.</summary>
    public static (double X, double Y, double AreaMm2) Measure(bool[] mask, int width, double columnMm, double rowMm)
    {
        double x = 0, y = 0;
        var count = 0;
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i])
            {
                x += (i % width) + 0.5;
                y += (i / width) + 0.5;
                count++;
            }
        }

        return count == 0 ? (0, 0, 0) : (x / count * columnMm, y / count * rowMm, count * columnMm * rowMm);
    }

    /// <summary>The outline about a mask's own centre; null where it is empty or not one round piece.</summary>
    public static Outline? Of(bool[] mask, int width, double columnMm, double rowMm)
    {
        var (x, y, area) = Measure(mask, width, columnMm, rowMm);
        if (area == 0 || Soft(mask, width, (x / columnMm) - 0.5, (y / rowMm) - 0.5) < 0.5)
        {
            return null;
        }

        var radii = new double[Outline.Rays];
        for (var i = 0; i < radii.Length; i++)
        {
            var (cos, sin) = Outline.Direction(i);
            var r = 0.0;
            while (r < 60 && Soft(mask, width, ((x + (r * cos)) / columnMm) - 0.5, ((y + (r * sin)) / rowMm) - 0.5) >= 0.5)
            {
                r += StepMm;
            }

            radii[i] = Math.Max(r - (StepMm / 2), StepMm);
        }

        radii = Outline.Smooth(radii, 2);

        // Smoothing makes what bulges outward smaller; much more is a mask in pieces, with holes or with arms.
        var scale = Math.Sqrt(area / new Outline(x, y, radii).AreaMm2);
        return scale is < 0.8 or > 1.25 ? null : new Outline(x, y, Array.ConvertAll(radii, r => r * scale));
    }

    // The mask under a small Gaussian, at a place in pixels.
    private static double Soft(bool[] mask, int width, double x, double y)
    {
        var height = mask.Length / width;
        double sum = 0, weights = 0;
        for (var j = (int)Math.Floor(y) - 1; j <= (int)Math.Floor(y) + 2; j++)
        {
            for (var i = (int)Math.Floor(x) - 1; i <= (int)Math.Floor(x) + 2; i++)
            {
                double dx = i - x, dy = j - y;
                var weight = Math.Exp(-((dx * dx) + (dy * dy)) / (2 * SmoothingPixels * SmoothingPixels));
                weights += weight;
                sum += i >= 0 && i < width && j >= 0 && j < height && mask[(j * width) + i] ? weight : 0;
            }
        }

        return sum / weights;
    }
}
