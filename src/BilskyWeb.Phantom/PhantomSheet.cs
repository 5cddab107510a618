using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Phantom.Physics;

namespace BilskyWeb.Phantom;

/// <summary>A contact sheet to look at: six grades across, five scanners down.</summary>
public static class PhantomSheet
{
    /// <summary>Pixels of one picture's side.</summary>
    private const int Cell = 256;

    /// <summary>Draws the sheet.</summary>
    /// <param name="seed">Any number.</param>
    /// <returns>A grey PNG of 6 × 5 pictures of 256 pixels; columns are grades 0 to 3, rows the scanners in the order of <see cref="ScannerProfile.All"/>.</returns>
    public static byte[] Draw(long seed) => Draw(seed, ScannerProfile.All);

    /// <summary>The rows of some scanners alone.</summary>
    internal static byte[] Draw(long seed, IReadOnlyList<ScannerProfile> scanners)
    {
        int width = BilskyGrades.Count * Cell, height = scanners.Count * Cell;
        var sheet = new byte[width * height];
        for (var row = 0; row < scanners.Count; row++)
        {
            foreach (var grade in BilskyGrades.All)
            {
                var slice = PhantomSlice.Draw(seed + (row * 100) + (int)grade, grade, scanners[row]);
                Put(sheet, width, (int)grade * Cell, row * Cell, slice);
            }
        }

        return GreyPng.Encode(width, height, sheet);
    }

    private static void Put(byte[] sheet, int sheetWidth, int left, int top, PhantomSlice slice)
    {
        var image = slice.Render();
        var sorted = (float[])image.Pixels.Clone();
        Array.Sort(sorted);
        float low = sorted[(int)(sorted.Length * 0.01)], high = Math.Max(sorted[(int)(sorted.Length * 0.995)], low + 1);
        var step = (double)image.Width / Cell;
        for (var j = 1; j < Cell; j++)
        {
            for (var i = 1; i < Cell; i++)
            {
                var value = Between(image, ((i + 0.5) * step) - 0.5, ((j + 0.5) * step) - 0.5);
                sheet[((top + j) * sheetWidth) + left + i] = (byte)Math.Clamp((value - low) / (high - low) * 255, 0, 255);
            }
        }
    }

    private static double Between(GreyImage image, double x, double y)
    {
        int i = (int)Math.Floor(x), j = (int)Math.Floor(y);
        double s = x - i, t = y - j;
        return (((At(i, j) * (1 - s)) + (At(i + 1, j) * s)) * (1 - t)) + (((At(i, j + 1) * (1 - s)) + (At(i + 1, j + 1) * s)) * t);

        double At(int column, int row) => image.Pixels[(Math.Clamp(row, 0, image.Height - 1) * image.Width) + Math.Clamp(column, 0, image.Width - 1)];
    }
}
