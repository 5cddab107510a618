using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Phantom.Implants;

/// <summary>The cord where only the canal is masked: the dark piece in the middle of bright CSF.</summary>
internal static class DarkCore
{
    private const double LeastAreaMm2 = 20, MostAreaMm2 = 130;

    /// <summary>The share of the canal that the largest dark piece must take among all dark pixels away from the canal's edge.</summary>
    private const double LeastShare = 0.8;

    /// <summary>Finds it.</summary>
    /// <returns>A mask, or null where there is no one such piece.</returns>
    public static bool[]? Of(HostSlice slice)
    {
        var image = slice.Image;
        if ((slice.Sac ?? slice.Canal) is not { } mask || MaskOutline.Of(mask, image.Width, image.ColumnSpacingMm, image.RowSpacingMm) is not { } canal)
            return null;
        var inner = canal.Grown(-Math.Max(1, image.PixelMm));
        var values = new List<double>();
        var inside = new bool[mask.Length];
        for (var i = 0; i < mask.Length; i++)
        {
            inside[i] = inner.Distance(((i % image.Width) + 0.5) * image.ColumnSpacingMm, ((i / image.Width) + 0.5) * image.RowSpacingMm) < 0;
            if (inside[i])
                values.Add(image.Pixels[i]);
        }

        if (values.Count < 20)
            return null;
        values.Sort();
        double dark = values[values.Count / 10], bright = values[values.Count * 9 / 10];
        var middle = (dark + bright) / 2;
        var pieces = ConnectedPieces.Of(image.Width, image.Height, i => inside[i] && image.Pixels[i] < middle);
        if (pieces.Count == 0)
            return null;
        var largest = pieces.MaxBy(p => p.Count)!;
        var area = largest.Count * image.ColumnSpacingMm * image.RowSpacingMm;
        if (area is < LeastAreaMm2 or > MostAreaMm2 || largest.Count < LeastShare * pieces.Sum(p => p.Count))
            return null;
        var core = new bool[mask.Length];
        foreach (var i in largest)
        {
            core[i] = true;
        }

        return core;
    }
}
