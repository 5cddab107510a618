using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Inference.RoiDetection;

/// <summary>A canal's centre as it appears from another slice.</summary>
/// <param name="AwayMm">Signed distance, in millimetres, of its slice along the spine.</param>
/// <param name="X">Millimetres across the spine.</param>
/// <param name="Y">Millimetres across the spine.</param>
internal readonly record struct SeenCentre(double AwayMm, double X, double Y)
{
    public static SeenCentre From(SlicePlaces places, (double X, double Y) centre, int from, int on) => new(places.AwayMm(centre, from, on), centre.X, centre.Y);

    /// <summary>Distance across the spine, in millimetres.</summary>
    public double ToMm((double X, double Y) centre) => double.Hypot(X - centre.X, Y - centre.Y);
}

/// <summary>Where the canal should be on a slice, judging by its neighbours: a straight line through nearby centres that outliers do not bend.</summary>
/// <remarks>
/// Theil–Sen over a short window: the median of all pairwise slopes, then the median intercept. It bears 29% of outliers and follows
/// a kyphosis slice by slice. Part of the detector: a change here, in <see cref="CanalPath"/> or in <see cref="LostCanals"/> is a new <see cref="Revision"/>.
/// </remarks>
internal static class SpineLine
{
    /// <summary>Goes into the detector's version when it is not 0: what came with detector 1.1.0, its version speaks for.</summary>
    public const int Revision = 1;

    /// <summary>With fewer neighbours a line says nothing of an outlier.</summary>
    public const int FewestNeighbours = 4;

    /// <summary>Slices to each side that are looked at: about 2 cm, within which a spine is straight enough.</summary>
    private const int Reach = 5;

    /// <summary>Slices farther away than this, in millimetres, are no neighbours, however few lie between.</summary>
    private const double FarthestNeighbourMm = 45;

    /// <summary>Share of the neighbours that have a canal on the line too. At the end of the spine, or where one stack of slices ends, it is about half.</summary>
    private const double CompanyShare = 0.4;

    /// <summary>Centres nearer to each other along the spine than this, in millimetres, give no slope.</summary>
    private const double LeastApartMm = 0.5;

    /// <param name="centres">Centres in millimetres across the spine per slice, in order along the spine; null where there is none.</param>
    /// <param name="places">Where the slices lie.</param>
    /// <param name="slice">The slice asked about; its own centre has no say.</param>
    /// <returns>The expected centre, or null when too few neighbours have one.</returns>
    public static (double X, double Y)? Expect(IReadOnlyList<(double X, double Y)?> centres, SlicePlaces places, int slice)
    {
        List<SeenCentre> neighbours = [];
        foreach (var i in Neighbours(centres.Count, slice))
        {
            if (centres[i] is { } centre && SeenCentre.From(places, centre, i, slice) is var seen && Math.Abs(seen.AwayMm) <= FarthestNeighbourMm)
            {
                neighbours.Add(seen);
            }
        }

        return neighbours.Count < FewestNeighbours ? null : Through(neighbours);
    }

    /// <summary>Where the line through centres meets the slice from which they are seen.</summary>
    /// <param name="seen">The centres; not empty.</param>
    public static (double X, double Y) Through(IReadOnlyList<SeenCentre> seen) => (Intercept(seen, n => n.X), Intercept(seen, n => n.Y));

    /// <summary>
    /// A canal runs through its neighbours: a centre with nothing near it on most of them is some other oval, such as a vessel or the airway where the spine is out of view.
    /// </summary>
    /// <param name="slices">How many slices there are.</param>
    /// <param name="slice">The slice asked about.</param>
    /// <param name="near">Whether another slice has something near this one's centre.</param>
    /// <returns>False for a lone find; true as well where there are too few neighbours to say.</returns>
    public static bool HasCompany(int slices, int slice, Func<int, bool> near)
    {
        var neighbours = Neighbours(slices, slice).ToList();
        return neighbours.Count < FewestNeighbours || neighbours.Count(near) >= CompanyShare * neighbours.Count;
    }

    private static IEnumerable<int> Neighbours(int slices, int slice) =>
        Enumerable.Range(0, slices).Skip(slice - Reach).Take(slice + Reach + 1 - Math.Max(0, slice - Reach)).Where(i => i != slice);

    private static double Intercept(IReadOnlyList<SeenCentre> points, Func<SeenCentre, double> value)
    {
        List<double> slopes = [];
        for (var i = 0; i < points.Count; i++)
        {
            for (var j = i + 1; j < points.Count; j++)
            {
                var apart = points[j].AwayMm - points[i].AwayMm;
                if (Math.Abs(apart) >= LeastApartMm)
                {
                    slopes.Add((value(points[j]) - value(points[i])) / apart);
                }
            }
        }

        var slope = Quantile.Median(slopes) ?? 0;
        return Quantile.Median(points.Select(p => value(p) - (slope * p.AwayMm)))!.Value;
    }
}
