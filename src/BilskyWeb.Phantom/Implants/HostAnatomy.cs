using System.Globalization;
using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Phantom.Implants;

/// <summary>Finds the outlines of cord, sac and canal on a real slice from the masks that are published and the image, or says why it cannot.</summary>
/// <remarks>
/// The cord is its mask. Without one it is what is dark inside the canal, taken only where it is seen: one round piece of a cord's size, darker than the CSF around it. The sac ends on each ray from the cord where the
/// CSF has fallen half way back to the cord's intensity, at its mask or the canal's at the latest; so "canal" may mean cord and CSF, or the bony canal with its fat. The bony wall is the canal's mask where that is wider than the
/// sac, else it lies behind a layer of fat of usual thickness.
/// </remarks>
internal sealed class HostAnatomy
{
    /// <summary>Coarser pixels show no layer of CSF.</summary>
    public const double CoarsestMm = 2.01;

    private const double StepMm = 0.1, FarthestCsfMm = 10;

    /// <summary>Fat behind the sac's wall where no mask tells: in front, at the sides, at the back.</summary>
    private const double FatInFrontMm = 1.2, FatBesideMm = 1.6, FatBehindMm = 2.2;

    private const double LeastContrast = 1.25;

    /// <summary>A cord may touch the wall of its canal over this share of its rays.</summary>
    private const double MostRaysOut = 0.15;

    /// <summary>What is left of a layer of CSF where cord and wall touch.</summary>
    private const double ThinnestMm = 0.3;

    private HostAnatomy(CanalOutlines outlines, double cord, double csf) => (Outlines, CordLevel, CsfLevel) = (outlines, cord, csf);

    public CanalOutlines Outlines { get; }

    /// <summary>Intensity of the cord.</summary>
    public double CordLevel { get; }

    /// <summary>Intensity of the CSF at its brightest on most rays.</summary>
    public double CsfLevel { get; }

    /// <summary>Finds the outlines.</summary>
    /// <returns>The anatomy, or in words why there is none.</returns>
    public static (HostAnatomy? Found, string? Reason) Of(HostSlice slice)
    {
        var image = slice.Image;
        if (image.PixelMm > CoarsestMm)
            return (null, string.Create(CultureInfo.InvariantCulture, $"pixels of {image.PixelMm:0.##} mm show no layer of CSF (2 mm at most)"));
        var (cord, reason) = CordOf(slice);
        if (cord is null)
            return (null, reason);
        if (cord.AreaMm2 is < 20 or > 150)
            return (null, string.Create(CultureInfo.InvariantCulture, $"the cord's mask covers {cord.AreaMm2:0} mm², which no cord does (20 to 150)"));
        var (left, top, right, bottom) = (cord.CentreX, cord.CentreY, (image.Width * image.ColumnSpacingMm) - cord.CentreX, (image.Height * image.RowSpacingMm) - cord.CentreY);
        if (Math.Min(Math.Min(left, right), Math.Min(top, bottom)) < 16)
            return (null, "the cord lies at the edge of the image");
        var cordLevel = Quantile.Median(Inside(slice, cord.Grown(-0.8 * image.PixelMm))) ?? double.NaN;
        return Around(slice, cord, cordLevel);
    }

    private static (HostAnatomy? Found, string? Reason) Around(HostSlice slice, Outline cord, double cordLevel)
    {
        var canal = (slice.Sac ?? slice.Canal) is { } mask ? OutlineOf(slice, mask)?.About(cord.CentreX, cord.CentreY) : null;
        if (canal is null && (slice.Sac ?? slice.Canal) is not null)
            return (null, "the mask of the canal is not one round piece");
        var limits = canal is null ? Array.ConvertAll(cord.RadiusMm, r => r + FarthestCsfMm) : Array.ConvertAll(canal.RadiusMm, r => r + (0.5 * slice.Image.PixelMm));
        if (limits.Where((limit, i) => limit <= cord.RadiusMm[i]).Count() > MostRaysOut * Outline.Rays)
            return (null, "the cord's mask sticks out of the canal's");
        limits = [.. limits.Select((limit, i) => Math.Max(limit, cord.RadiusMm[i] + ThinnestMm))];

        var peaks = new double[Outline.Rays];
        for (var i = 0; i < peaks.Length; i++)
        {
            peaks[i] = Peak(slice, cord, i, limits[i]);
        }

        var csfLevel = Quantile.Median(peaks) ?? double.NaN;
        if (csfLevel < LeastContrast * Math.Max(cordLevel, 1))
            return (null, "the CSF around the cord is not brighter than the cord, so this is no T2 image");

        var (sac, seen) = SacOf(slice, cord, limits, canal is not null, cordLevel, csfLevel);
        if (seen < 0.7)
            return (null, "the CSF has no edge towards the fat on more than three rays in ten, and no mask of sac or canal tells where it ends");
        if (sac.AreaMm2 is var area && (area > 600 || area < cord.AreaMm2 * 1.25))
            return (null, string.Create(CultureInfo.InvariantCulture, $"the sac seems to cover {area:0} mm² around a cord of {cord.AreaMm2:0} mm²"));
        return (new HostAnatomy(new CanalOutlines(cord, sac, WallOf(slice, sac, canal), slice.Back.X, slice.Back.Y, slice.Left.X, slice.Left.Y), cordLevel, csfLevel), null);
    }

    private static Outline? OutlineOf(HostSlice slice, bool[] mask) => MaskOutline.Of(mask, slice.Image.Width, slice.Image.ColumnSpacingMm, slice.Image.RowSpacingMm);

    private static (Outline? Cord, string? Reason) CordOf(HostSlice slice)
    {
        if (slice.Cord is { } mask)
            return OutlineOf(slice, mask) is { } cord ? (cord, null) : (null, "the mask of the cord is not one round piece");
        if (DarkCore.Of(slice) is { } core && OutlineOf(slice, core) is { } seen)
            return (seen, null);
        return (null, "there is no mask of the cord, and no single round dark core in the canal that could be it");
    }

    private static double Peak(HostSlice slice, Outline cord, int ray, double limit)
    {
        var (x, y) = Outline.Direction(ray);
        var peak = 0.0;
        for (var r = cord.RadiusMm[ray]; r <= Math.Min(limit, cord.RadiusMm[ray] + 5); r += StepMm)
        {
            peak = Math.Max(peak, slice.At(cord.CentreX + (r * x), cord.CentreY + (r * y)));
        }

        return peak;
    }

    // Where the CSF ends on each ray; a share of the rays may not tell, and takes its neighbours' word.
    private static (Outline Sac, double SeenShare) SacOf(HostSlice slice, Outline cord, double[] limits, bool masked, double cordLevel, double csfLevel)
    {
        var thickness = new double[Outline.Rays];
        for (var i = 0; i < thickness.Length; i++)
        {
            var (x, y) = Outline.Direction(i);
            double peak = 0, end = double.NaN;
            for (var r = cord.RadiusMm[i]; r <= limits[i]; r += StepMm)
            {
                var value = slice.At(cord.CentreX + (r * x), cord.CentreY + (r * y));
                peak = Math.Max(peak, value);
                if (peak > cordLevel + (0.4 * (csfLevel - cordLevel)) && value < cordLevel + (0.5 * (Math.Min(peak, csfLevel) - cordLevel)))
                {
                    end = r;
                    break;
                }
            }

            // Within a mask a thin layer may never get bright, or a root may cross it; the mask then tells.
            thickness[i] = !double.IsNaN(end) ? end - cord.RadiusMm[i] : masked ? limits[i] - cord.RadiusMm[i] : double.NaN;
        }

        var seen = thickness.Count(t => !double.IsNaN(t)) / (double)Outline.Rays;
        var filled = new double[Outline.Rays];
        for (var i = 0; i < filled.Length; i++)
        {
            // Thirteen rays are fifty degrees: a root or a vessel is narrower.
            filled[i] = Quantile.Median(Enumerable.Range(i - 6, 13).Select(k => thickness[(k + Outline.Rays) % Outline.Rays]).Where(t => !double.IsNaN(t))) ?? double.NaN;
        }

        filled = Outline.Smooth(filled, 2);
        return (new Outline(cord.CentreX, cord.CentreY, [.. filled.Select((t, i) => cord.RadiusMm[i] + Math.Max(double.IsNaN(t) ? ThinnestMm : t, ThinnestMm))]), seen);
    }

    private static Outline WallOf(HostSlice slice, Outline sac, Outline? canal)
    {
        var own = Outline.Through([.. Enumerable.Range(0, Outline.Rays).Select(sac.Point)]);
        var bony = slice.Sac is null && canal is not null && canal.AreaMm2 > 1.1 * sac.AreaMm2 ? canal.About(own.CentreX, own.CentreY) : null;
        var radii = new double[Outline.Rays];
        for (var i = 0; i < radii.Length; i++)
        {
            var (x, y) = Outline.Direction(i);
            var back = (x * slice.Back.X) + (y * slice.Back.Y);
            var fat = FatBesideMm + (back > 0 ? back * back * (FatBehindMm - FatBesideMm) : back * back * (FatInFrontMm - FatBesideMm));
            radii[i] = bony is null ? own.RadiusMm[i] + fat : Math.Max(bony.RadiusMm[i], own.RadiusMm[i] + 0.3);
        }

        return new Outline(own.CentreX, own.CentreY, radii);
    }

    private static IEnumerable<double> Inside(HostSlice slice, Outline outline)
    {
        var image = slice.Image;
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            if (outline.Distance(((i % image.Width) + 0.5) * image.ColumnSpacingMm, ((i / image.Width) + 0.5) * image.RowSpacingMm) < 0)
                yield return image.Pixels[i];
        }
    }
}
