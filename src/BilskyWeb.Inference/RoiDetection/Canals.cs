using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Preprocessing;

namespace BilskyWeb.Inference.RoiDetection;

/// <summary>What the slices of a series make of their heat maps together.</summary>
/// <param name="series">The slices, in order along the spine.</param>
/// <param name="seen">What the detector made of each.</param>
/// <param name="places">Where they lie.</param>
/// <param name="threshold">From which score on a peak is a canal by itself.</param>
internal sealed class Canals(IReadOnlyList<GreyImage> series, (DetectorInput Input, HeatMap Map)[] seen, SlicePlaces places, double threshold)
{
    /// <summary>
    /// A centre farther than this, in millimetres, from where its neighbours put it is another bright oval (aorta, a facet's fluid, the ureter). The
    /// canal itself is 15 to 25 mm wide.
    /// </summary>
    private const double FarthestFromLineMm = 12;

    /// <summary>What shows faintly is looked for so near, in millimetres, to the neighbours' line first: the brighter oval farther off may be another.</summary>
    private const double NearLineMm = 8;

    /// <summary>A way through so many slices, and through more than half of the finds, is the canal's.</summary>
    private const int FewestOnPath = 3;

    /// <summary>
    /// With a canal seen on a smaller share of the slices it is followed nowhere: where the spine is out of view a few other ovals are found, and would grow into a canal.
    /// </summary>
    private const double LeastSeenShare = 1.0 / 3;

    private readonly int[] _slices = [.. Enumerable.Range(0, series.Count)];

    /// <returns>Per slice the canal, or null where none was found.</returns>
    public CanalFind?[] Find(double roiSizeMm)
    {
        var agreed = AgreeWithNeighbours(Array.ConvertAll(_slices, i => Firm(seen[i].Map.Peak(), i)));
        var path = CanalPath.Surest(Array.ConvertAll(agreed, c => c is { } find ? (find.X, find.Y, find.Score) : ((double, double, double)?)null), places).ToHashSet();
        var trusted = path.Count >= FewestOnPath && path.Count * 2 > agreed.Count(c => c is not null);
        var lost = new LostCanals(places, FaintNear);
        var onPath = Array.ConvertAll(_slices, i => path.Contains(i) ? agreed[i] : null);
        var centres = Array.ConvertAll(_slices, i =>
            agreed[i] is not { } centre || (trusted && !path.Contains(i) && lost.Between(onPath, i) is { } expected && !Near((centre.X, centre.Y), expected)) ? null
            : HasCompany(agreed, i, orFaint: trusted && path.Contains(i)) ? agreed[i]
            : null);

        // Beyond the canal's path lies what is not known to be a canal: it stays as it was seen, and nothing is followed from there.
        var canal = Array.ConvertAll(_slices, i => !trusted || path.Contains(i) ? centres[i] : null);
        if (canal.Count(c => c is not null) >= LeastSeenShare * canal.Length)
        {
            lost.Follow(canal);
        }

        return Array.ConvertAll(_slices, i => (centres[i] ?? canal[i]) is { } centre ? Region(i, centre, roiSizeMm) : (CanalFind?)null);
    }

    private static bool Near((double X, double Y) centre, (double X, double Y) other) => double.Hypot(centre.X - other.X, centre.Y - other.Y) <= FarthestFromLineMm;

    /// <summary>The second look, at the place where the neighbours say that the canal is: a peak there must pass the threshold like any other.</summary>
    private CanalCentre?[] AgreeWithNeighbours(CanalCentre?[] found)
    {
        var centres = Array.ConvertAll(found, c => c is { } centre ? (centre.X, centre.Y) : ((double X, double Y)?)null);
        return Array.ConvertAll(_slices, i => SpineLine.Expect(centres, places, i) is { } expected && !(centres[i] is { } centre && Near(centre, expected))
            ? PeakNear(i, expected, FarthestFromLineMm) is { } peak && peak.Score >= threshold ? peak with { Source = RoiSource.Seen } : null
            : found[i]);
    }

    private bool HasCompany(CanalCentre?[] found, int slice, bool orFaint) => found[slice] is { } centre && SpineLine.HasCompany(found.Length, slice, i =>
    {
        return (found[i] is { } other && Near((centre.X, centre.Y), (other.X, other.Y)))
            || (orFaint && PeakNear(i, (centre.X, centre.Y), FarthestFromLineMm) is { Score: >= LostCanals.FaintFrom });
    });

    private CanalCentre? Firm(HeatMapPeak? peak, int slice) => peak is { } p && p.Score >= threshold ? Centre(p, slice, RoiSource.Seen) : null;

    private CanalCentre? FaintNear(int slice, (double X, double Y) expected) =>
        PeakNear(slice, expected, NearLineMm) is { Score: >= LostCanals.FaintFrom } near ? near : PeakNear(slice, expected, FarthestFromLineMm);

    private CanalCentre? PeakNear(int slice, (double X, double Y) expected, double withinMm)
    {
        var (image, (input, map), point) = (series[slice], seen[slice], places.OnSlice(slice, expected));
        if (!(point.X >= 0 && point.X <= image.Width && point.Y >= 0 && point.Y <= image.Height))
        {
            return null;
        }

        var (x, y) = input.ToHeatMap(point.X, point.Y);
        return map.PeakNear(x, y, withinMm / (DetectorInput.SampleMm * DetectorInput.HeatMapStride)) is { } peak ? Centre(peak, slice, RoiSource.Faint) : null;
    }

    private CanalCentre Centre(HeatMapPeak peak, int slice, RoiSource source)
    {
        var (x, y) = places.Across(slice, seen[slice].Input.FromHeatMap(peak.X, peak.Y));
        return new CanalCentre(x, y, peak.Score, source);
    }

    private CanalFind Region(int slice, CanalCentre centre, double roiSizeMm)
    {
        var (x, y) = places.OnSlice(slice, (centre.X, centre.Y));
        return new CanalFind(RoiCrop.Around(series[slice], x, y, roiSizeMm, centre.Score), centre.Source);
    }
}
