using BilskyWeb.Core.Geometry;

namespace BilskyWeb.TinyModels;

/// <summary>Slices that the tiny models grade as asked.</summary>
internal static class TinySlice
{
    public const int CanalX = 100;
    public const int CanalY = 60;
    private const int Rows = 200;
    private const double Spacing = 0.5;
    private const int HalfRegion = 40;

    // The dot's share of the region's mean, taken off the ground so that the mean is what the grade asks.
    private static readonly double DotMean = RegionMean();

    /// <param name="grade">0 to 5; halves lie between two grades.</param>
    /// <param name="gain">Scanner units of full brightness; 0 leaves the slice empty.</param>
    /// <param name="decoy">Adds a larger bright disc far from the canal.</param>
    /// <param name="columns">Width in pixels, at least 240.</param>
    public static GreyImage Make(double grade, double gain = 1000, bool decoy = false, int columns = 240)
    {
        var ground = (0.2 + (0.06 * grade) - DotMean) / (1 - DotMean);
        var pixels = new float[columns * Rows];
        for (var y = 0; y < Rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var inRegion = Math.Abs(x + 0.5 - CanalX) <= HalfRegion && Math.Abs(y + 0.5 - CanalY) <= HalfRegion;
                var value = inRegion ? ground + ((1 - ground) * Dot(x, y, CanalX, CanalY, 250)) : 0;
                value = decoy ? Math.Max(value, Dot(x, y, 190, 150, 600)) : value;
                pixels[(y * columns) + x] = (float)Math.Round(gain * value);
            }
        }

        return new GreyImage(columns, Rows, pixels, Spacing, Spacing);
    }

    // Flat on top, over more than the half percent of pixels that the scaling saturates.
    private static double Dot(int x, int y, double cx, double cy, double width)
    {
        var squared = ((x + 0.5 - cx) * (x + 0.5 - cx)) + ((y + 0.5 - cy) * (y + 0.5 - cy));
        return Math.Min(1, 1.6 * Math.Exp(-squared / width));
    }

    private static double RegionMean()
    {
        var sum = 0.0;
        for (var y = CanalY - HalfRegion; y < CanalY + HalfRegion; y++)
        {
            for (var x = CanalX - HalfRegion; x < CanalX + HalfRegion; x++)
            {
                sum += Dot(x, y, CanalX, CanalY, 250);
            }
        }

        return sum / (4 * HalfRegion * HalfRegion);
    }
}
