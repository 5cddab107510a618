using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Phantom.Implants;

/// <summary>A person's slices as they are, from head to sacrum: nobody who takes implants has a tumour of their own, so each of them is a true grade 0.</summary>
public static class TumourFreeSlices
{
    /// <summary>The slices with the canal's centre in pixels from the image's top-left corner, by the widest mask; above and below the masks where the nearest one has it.</summary>
    /// <param name="host">The person's series. Slices that its <c>labels.csv</c> excludes or grades above 0 are left out.</param>
    /// <param name="cancellation">Stops between two slices.</param>
    /// <exception cref="InvalidDataException">A file cannot be read; the message names it.</exception>
    public static IEnumerable<(GreyImage Image, (double X, double Y) Canal)> Of(HostFolder host, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        var centres = new List<(double AlongMm, double X, double Y)>();
        foreach (var file in host.Slices)
        {
            var slice = HostSlice.Load(file);
            var (x, y, area) = MaskOutline.Measure((slice.Canal ?? slice.Sac ?? slice.Cord)!, file.Columns, file.ColumnSpacingMm, file.RowSpacingMm);
            if (area > 0)
                centres.Add((file.AlongMm, x, y));
        }

        if (centres.Count == 0)
            yield break;
        foreach (var file in host.All.Where(f => f.Refusal is null))
        {
            cancellation.ThrowIfCancellationRequested();
            var (_, x, y) = centres.MinBy(c => Math.Abs(c.AlongMm - file.AlongMm));
            yield return (HostSlice.Load(file).Image, (x / file.ColumnSpacingMm, y / file.RowSpacingMm));
        }
    }
}
