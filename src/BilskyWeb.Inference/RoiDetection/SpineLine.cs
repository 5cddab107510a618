namespace BilskyWeb.Inference.RoiDetection;

/// <summary>Where the canal should be on a slice, judging by its neighbours: a straight line through nearby centres that outliers do not bend.</summary>
/// <remarks>
/// Theil–Sen over a short window: the median of all pairwise slopes, then the median intercept. It bears 29% of outliers, follows
/// a kyphosis slice by slice, and needs no positions, only the order. Part of the detector: a change here is a new <see cref="Revision"/>.
/// </remarks>
internal static class SpineLine
{
    /// <summary>Goes into the detector's version when it is not 0: what came with detector 1.1.0, its version speaks for.</summary>
    public const int Revision = 0;

    /// <summary>Slices to each side that are looked at: about 2 cm, within which a spine is straight enough.</summary>
    private const int Reach = 5;

    /// <summary>With fewer neighbours a line says nothing.</summary>
    private const int FewestNeighbours = 4;

    /// <summary>Share of the neighbours that have a canal on the line too. At the end of the spine, or where one stack of slices ends, it is about half.</summary>
    private const double CompanyShare = 0.4;

    /// <param name="centres">Centres in millimetres per slice, in order along the spine; null where there is none.</param>
    /// <param name="slice">The slice asked about; its own centre has no say.</param>
    /// <returns>The expected centre, or null when too few neighbours have one.</returns>
    public static (double X, double Y)? Expect(IReadOnlyList<(double X, double Y)?> centres, int slice)
    {
        List<(int At, double X, double Y)> neighbours = [];
        for (var i = Math.Max(0, slice - Reach); i <= Math.Min(centres.Count - 1, slice + Reach); i++)
        {
            if (i != slice && centres[i] is { } centre)
            {
                neighbours.Add((i - slice, centre.X, centre.Y));
            }
        }

        return neighbours.Count < FewestNeighbours
            ? null
            : (Intercept(neighbours, n => n.X), Intercept(neighbours, n => n.Y));
    }

    /// <summary>
    /// A canal runs through its neighbours: a centre with nothing near it on most of them is some other oval, such as a vessel or the airway where the spine is out of view.
    /// </summary>
    /// <param name="centres">Centres in millimetres per slice, in order along the spine; null where there is none.</param>
    /// <param name="slice">The slice asked about.</param>
    /// <param name="farthestMm">How far, in millimetres, a neighbour's centre may lie from this one.</param>
    /// <returns>False for a lone find; true as well where there are too few neighbours to say.</returns>
    public static bool HasCompany(IReadOnlyList<(double X, double Y)?> centres, int slice, double farthestMm)
    {
        if (centres[slice] is not { } centre)
        {
            return false;
        }

        var (first, last) = (Math.Max(0, slice - Reach), Math.Min(centres.Count - 1, slice + Reach));
        var near = Enumerable.Range(first, last - first + 1).Count(i => i != slice && centres[i] is { } other && double.Hypot(other.X - centre.X, other.Y - centre.Y) <= farthestMm);
        return last - first < FewestNeighbours || near >= CompanyShare * (last - first);
    }

    private static double Intercept(List<(int At, double X, double Y)> points, Func<(int At, double X, double Y), double> value)
    {
        List<double> slopes = [];
        for (var i = 0; i < points.Count; i++)
        {
            for (var j = i + 1; j < points.Count; j++)
            {
                slopes.Add((value(points[j]) - value(points[i])) / (points[j].At - points[i].At));
            }
        }

        var slope = Median(slopes);
        return Median([.. points.Select(p => value(p) - (slope * p.At))]);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
