namespace BilskyWeb.Phantom.Implants;

/// <summary>How a receiving coil shades the tissue around a canal: the logarithm of the intensity of what is neither air nor CSF as a plane, within bounds.</summary>
internal sealed class Shading
{
    private const double MostPerMm = 0.02, FurthestRatio = 1.3, ReachMm = 30;

    private readonly double _perMmX;
    private readonly double _perMmY;

    private Shading(double perMmX, double perMmY) => (_perMmX, _perMmY) = (perMmX, perMmY);

    public static Shading Of(HostSlice slice, HostAnatomy anatomy)
    {
        var (image, wall) = (slice.Image, anatomy.Outlines.Wall);
        var points = new List<(double X, double Y, double Log)>();
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            double x = (((i % image.Width) + 0.5) * image.ColumnSpacingMm) - wall.CentreX, y = (((i / image.Width) + 0.5) * image.RowSpacingMm) - wall.CentreY;
            var value = image.Pixels[i];
            if (Math.Abs(x) < ReachMm && Math.Abs(y) < ReachMm && value > 0.1 * anatomy.CsfLevel && value < 0.7 * anatomy.CsfLevel && wall.Distance(x + wall.CentreX, y + wall.CentreY) > 2)
                points.Add((x, y, Math.Log(value)));
        }

        if (points.Count < 50)
            return new Shading(0, 0);
        double meanX = points.Average(p => p.X), meanY = points.Average(p => p.Y), mean = points.Average(p => p.Log);
        double xx = 0, xy = 0, yy = 0, xl = 0, yl = 0;
        foreach (var (px, py, log) in points)
        {
            double x = px - meanX, y = py - meanY, l = log - mean;
            (xx, xy, yy, xl, yl) = (xx + (x * x), xy + (x * y), yy + (y * y), xl + (x * l), yl + (y * l));
        }

        var determinant = (xx * yy) - (xy * xy);
        return determinant <= 0
            ? new Shading(0, 0)
            : new Shading(Math.Clamp(((xl * yy) - (yl * xy)) / determinant, -MostPerMm, MostPerMm), Math.Clamp(((yl * xx) - (xl * xy)) / determinant, -MostPerMm, MostPerMm));
    }

    /// <summary>Brightness at one place relative to another.</summary>
    public double Ratio(double x, double y, double fromX, double fromY) =>
        Math.Clamp(Math.Exp((_perMmX * (x - fromX)) + (_perMmY * (y - fromY))), 1 / FurthestRatio, FurthestRatio);
}
