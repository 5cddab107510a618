using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Training.Datasets;

/// <summary>
/// The four parts of a slice beside its canal (to the patient's right and left, in front and behind): real anatomy in which the spine is out of view, so that
/// "no canal" is the only right answer. Public sets label canals, never their absence; what lies beside a labelled one is known to hold none.
/// </summary>
internal static class BesideSpine
{
    /// <summary>Millimetres between the canal's centre and a part's edge where nothing else is asked for. A canal is 15 to 25 mm wide, so none of it is in view.</summary>
    internal const double MarginMm = 20;

    // Narrower, hardly anything is in view.
    private const double NarrowestMm = 32;

    /// <summary>A series for each side: that part of every slice that has a canal, in the slices' order.</summary>
    internal static IEnumerable<IReadOnlyList<GreyImage>> SeriesOf(LabelledSeries series) =>
        from slice in series.Slices
        where slice.Canal is not null
        let image = slice.Image
        from part in Parts(image.Width, image.Height, slice.Canal!.Value, image.ColumnSpacingMm, image.RowSpacingMm)
        group image.Crop(part.Left, part.Top, part.Width, part.Height) by part.Side into side
        select side.ToList();

    /// <summary>The parts of one slice, those too narrow left out.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="canal">The canal's centre in pixels from the top-left corner.</param>
    /// <param name="columnMm">Millimetres from column to column.</param>
    /// <param name="rowMm">Millimetres from row to row.</param>
    /// <param name="marginMm">Millimetres between the canal's centre and a part's edge.</param>
    /// <returns>Which side (0 to 3), and the part in whole pixels.</returns>
    internal static IEnumerable<(int Side, int Left, int Top, int Width, int Height)> Parts(
        int width, int height, (double X, double Y) canal, double columnMm, double rowMm, double marginMm = MarginMm)
    {
        var (marginX, marginY) = (marginMm / columnMm, marginMm / rowMm);
        var (left, right) = ((int)Math.Floor(canal.X - marginX), (int)Math.Ceiling(canal.X + marginX));
        var (front, back) = ((int)Math.Floor(canal.Y - marginY), (int)Math.Ceiling(canal.Y + marginY));
        (int Side, int Left, int Top, int Width, int Height)[] parts =
        [
            (0, 0, 0, left, height), (1, right, 0, width - right, height), (2, 0, 0, width, front), (3, 0, back, width, height - back),
        ];
        return parts.Where(p => p.Width * columnMm >= NarrowestMm && p.Height * rowMm >= NarrowestMm);
    }
}
