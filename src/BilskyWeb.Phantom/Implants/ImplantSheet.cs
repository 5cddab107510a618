using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Implants;

/// <summary>Pairs to look at: each slice before and after its implant, side by side, one row for each two grades.</summary>
public static class ImplantSheet
{
    private const int Cell = 176, Columns = 4;
    private const double SideMm = 44;

    /// <summary>Draws pairs, the grades 0 to 3 in turn, the hosts in turn: before on the left, after on the right.</summary>
    /// <param name="hosts">Folders of real axial series with masks.</param>
    /// <param name="pairs">How many.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="cancellation">Stops between pairs.</param>
    /// <returns>A grey PNG, or why a host cannot take implants.</returns>
    public static Result<byte[]> Draw(IReadOnlyList<HostFolder> hosts, int pairs, long seed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        var canals = new List<HostCanals>();
        foreach (var host in hosts)
        {
            var found = HostCanals.Of(host, cancellation);
            if (!found.IsOk)
                return found.Error!;
            canals.Add(found.Value);
        }

        var rows = ((pairs * 2) + Columns - 1) / Columns;
        var sheet = new byte[Columns * Cell * rows * Cell];
        for (var i = 0; i < pairs; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var study = ImplantStudy.Draw(canals[i % canals.Count], BilskyGrades.All[i / canals.Count % BilskyGrades.Count], (long)SeededRandom.Derive(seed, "implant pair", i));
            if (study is null)
                continue;
            var middle = Enumerable.Range(0, study.Files.Count).MinBy(k => Math.Abs(study.Files[k].AlongMm - study.Lesion!.MiddleMm));
            var slice = study.Make(middle);
            var before = Array.ConvertAll(HostSlice.Load(slice.File).Image.Pixels, v => (int)v);
            Put(sheet, 2 * i, slice, before, before);
            Put(sheet, (2 * i) + 1, slice, slice.Pixels, before);
        }

        return GreyPng.Encode(Columns * Cell, rows * Cell, sheet);
    }

    // Both pictures of a pair under the window of the first.
    private static void Put(byte[] sheet, int place, ImplantSlice slice, int[] pixels, int[] window)
    {
        var (file, wall) = (slice.File, slice.Before.Wall);
        int left = place % Columns * Cell, top = place / Columns * Cell;
        var values = new double[Cell * Cell];
        var shown = new List<double>();
        for (var i = 0; i < values.Length; i++)
        {
            double x = wall.CentreX + (((i % Cell) + 0.5 - (Cell / 2.0)) * SideMm / Cell), y = wall.CentreY + (((i / Cell) + 0.5 - (Cell / 2.0)) * SideMm / Cell);
            values[i] = At(file, pixels, x, y);
            shown.Add(At(file, window, x, y));
        }

        shown.Sort();
        double low = shown[shown.Count / 100], high = Math.Max(shown[shown.Count * 99 / 100], low + 1);
        for (var i = 0; i < values.Length; i++)
        {
            if (i % Cell > 1 && i / Cell > 1)
                sheet[((top + (i / Cell)) * Columns * Cell) + left + (i % Cell)] = (byte)Math.Clamp((values[i] - low) / (high - low) * 255, 0, 255);
        }
    }

    private static double At(HostFile file, int[] pixels, double xMm, double yMm)
    {
        double x = (xMm / file.ColumnSpacingMm) - 0.5, y = (yMm / file.RowSpacingMm) - 0.5;
        int i = (int)Math.Floor(x), j = (int)Math.Floor(y);
        double s = x - i, t = y - j;
        return (((Pixel(i, j) * (1 - s)) + (Pixel(i + 1, j) * s)) * (1 - t)) + (((Pixel(i, j + 1) * (1 - s)) + (Pixel(i + 1, j + 1) * s)) * t);

        double Pixel(int column, int row) => column < 0 || row < 0 || column >= file.Columns || row >= file.Rows ? 0 : pixels[(row * file.Columns) + column];
    }
}
