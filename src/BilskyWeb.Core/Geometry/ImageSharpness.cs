namespace BilskyWeb.Core.Geometry;

/// <summary>Compares two images of one place: which is sharper, and whether they show it with the same contrast.</summary>
public static class ImageSharpness
{
    /// <summary>Side of the blocks whose means are compared: coarser than what motion smears over or moves by.</summary>
    private const double BlockMm = 16;

    /// <summary>Edge strength: the mean gradient in the middle of the image over the mean intensity there above the image's dark parts (5th percentile).</summary>
    /// <param name="image">Intensities in any unit; the result does not depend on their scale.</param>
    /// <returns>Per millimetre, 0 or more; smoothed over 3 × 3 pixels first, so that noise counts little. Two images compare only with the same spacing and contrast. 0 for an image without contrast or of fewer than 8 pixels a side.</returns>
    public static double Of(GreyImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (left, top, right, bottom) = Middle(image);
        if (image.Width < 8 || image.Height < 8)
        {
            return 0;
        }

        var dark = image.Pixels.Order().ElementAt(image.Pixels.Length / 20);
        double gradients = 0, intensities = 0;
        var count = 0;
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var across = (Smooth(image, x + 1, y) - Smooth(image, x - 1, y)) / (2 * image.ColumnSpacingMm);
                var down = (Smooth(image, x, y + 1) - Smooth(image, x, y - 1)) / (2 * image.RowSpacingMm);
                gradients += Math.Sqrt((across * across) + (down * down));
                intensities += Smooth(image, x, y) - dark;
                count++;
            }
        }

        return count == 0 || intensities <= 0 ? 0 : gradients / intensities;
    }

    /// <summary>Correlation of the two images' coarse intensities: near 1 for one contrast, however blurred, low for another, as water and fat.</summary>
    /// <param name="a">An image.</param>
    /// <param name="b">An image of the same place and size.</param>
    /// <returns>Pearson's r over blocks of 16 mm, −1 to 1; 0 where the sizes differ or an image has no contrast.</returns>
    public static double Likeness(GreyImage a, GreyImage b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Width != b.Width || a.Height != b.Height)
        {
            return 0;
        }

        var (first, second) = (Blocks(a), Blocks(b));
        if (first.Count < 3)
        {
            return 0;
        }

        var (meanA, meanB) = (first.Average(), second.Average());
        double ab = 0, aa = 0, bb = 0;
        for (var i = 0; i < first.Count; i++)
        {
            ab += (first[i] - meanA) * (second[i] - meanB);
            aa += (first[i] - meanA) * (first[i] - meanA);
            bb += (second[i] - meanB) * (second[i] - meanB);
        }

        return aa <= 0 || bb <= 0 ? 0 : ab / Math.Sqrt(aa * bb);
    }

    private static List<double> Blocks(GreyImage image)
    {
        var (width, height) = (Math.Max(1, (int)Math.Round(BlockMm / image.ColumnSpacingMm)), Math.Max(1, (int)Math.Round(BlockMm / image.RowSpacingMm)));
        var means = new List<double>();
        for (var top = 0; top + height <= image.Height; top += height)
        {
            for (var left = 0; left + width <= image.Width; left += width)
            {
                double sum = 0;
                for (var y = top; y < top + height; y++)
                {
                    for (var x = left; x < left + width; x++)
                    {
                        sum += image.Pixels[(y * image.Width) + x];
                    }
                }

                means.Add(sum / (width * height));
            }
        }

        return means;
    }

    private static (int Left, int Top, int Right, int Bottom) Middle(GreyImage image) => (image.Width / 4, image.Height / 4, image.Width * 3 / 4, image.Height * 3 / 4);

    private static double Smooth(GreyImage image, int x, int y)
    {
        double sum = 0;
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                sum += image.Pixels[((y + dy) * image.Width) + x + dx];
            }
        }

        return sum / 9;
    }
}
