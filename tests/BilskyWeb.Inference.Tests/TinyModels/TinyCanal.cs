using BilskyWeb.Core.Geometry;

namespace BilskyWeb.TinyModels;

/// <summary>Slices that the tiny models grade as asked and whose tissues the tiny segmentation tells: cord of 5 mm radius white, the sac of 8 mm bright, mass black, the rest as dark as the grade asks.</summary>
internal static class TinyCanal
{
    public const int CanalX = 100, CanalY = 60;
    public const double CordMm = 5, SacMm = 8;

    private const int Columns = 240, Rows = 200, HalfRegion = 40;
    private const double SpacingMm = 0.5, Csf = 0.8;

    /// <param name="grade">The prototypes' grade, 0 to 5.</param>
    /// <param name="massFromMm">How far in front of the cord's middle a mass 10 mm wide ends; null without one. 7 leaves 2 mm of CSF, 5 none.</param>
    public static GreyImage Make(int grade, double? massFromMm = null)
    {
        var pixels = new float[Columns * Rows];
        var (sum, free) = (0.0, 0);
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = ((((i % Columns) + 0.5 - CanalX) * SpacingMm), (((i / Columns) + 0.5 - CanalY) * SpacingMm));
            pixels[i] = massFromMm is { } from && Math.Abs(x) < 5 && y < -from && y > -13 ? 0
                : double.Hypot(x, y) < CordMm ? 1
                : double.Hypot(x, y) < SacMm ? (float)Csf
                : y > 45 ? 0
                : -1;
            if (Math.Abs(x) < HalfRegion * SpacingMm && Math.Abs(y) < HalfRegion * SpacingMm)
            {
                sum += Math.Max(0, pixels[i]);
                free += pixels[i] < 0 ? 1 : 0;
            }
        }

        // What is left decides the region's mean, and by it the grade.
        var ground = (float)(((TinyModelFolder.Brightness(grade) * 4 * HalfRegion * HalfRegion) - sum) / free);
        return new GreyImage(Columns, Rows, Array.ConvertAll(pixels, p => 1000 * (p < 0 ? ground : p)), SpacingMm, SpacingMm);
    }
}
