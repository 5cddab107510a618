namespace BilskyWeb.Inference.RoiDetection;

/// <summary>The centres that one canal can run through: of all ways head to feet without a leap, the one that the detector is surest of.</summary>
/// <remarks>
/// Where a mass effaces the canal on many slices in a row, the detector sees another oval there (the airway, a vessel), and most of a slice's neighbours are wrong: a
/// line through them is wrong too. The way through the whole stack is not, as long as the canal is seen on most of it. The surest way of a directed graph without
/// circles, by dynamic programming.
/// </remarks>
internal static class CanalPath
{
    /// <summary>From one slice to the next, in millimetres, whatever the distance: what two finds of one canal differ by.</summary>
    private const double SmallestLeapMm = 4;

    /// <summary>A canal runs at up to about 30° to the normal of its slices.</summary>
    private const double SteepestSlope = 0.6;

    /// <summary>Over a longer way than this, in millimetres, a spine bends back.</summary>
    private const double SteepFurthestMm = 20;

    /// <summary>A gap longer than this, in millimetres, is not bridged: what lies beyond is another part of the spine.</summary>
    private const double LongestGapMm = 80;

    /// <param name="finds">Per slice, in order along the spine, a centre in millimetres and how sure the detector is of it, in [0, 1].</param>
    /// <param name="places">Where the slices lie.</param>
    /// <returns>The slices of the surest way, in order; empty when there is no find.</returns>
    public static IReadOnlyList<int> Surest(IReadOnlyList<(double X, double Y, double Score)?> finds, SlicePlaces places)
    {
        var (sure, before) = (new double[finds.Count], new int[finds.Count]);
        for (var i = 0; i < finds.Count; i++)
        {
            before[i] = -1;
            if (finds[i] is not { } find)
            {
                continue;
            }

            for (var j = 0; j < i; j++)
            {
                if (sure[j] > sure[i] && finds[j] is { } earlier && Follows(SeenCentre.From(places, (earlier.X, earlier.Y), j, i), (find.X, find.Y)))
                {
                    (sure[i], before[i]) = (sure[j], j);
                }
            }

            sure[i] += find.Score;
        }

        List<int> path = [];
        for (var i = sure.Length == 0 ? -1 : Array.IndexOf(sure, sure.Max()); i >= 0 && finds[i] is not null; i = before[i])
        {
            path.Insert(0, i);
        }

        return path;
    }

    private static bool Follows(SeenCentre earlier, (double X, double Y) centre)
    {
        var away = Math.Abs(earlier.AwayMm);
        return away <= LongestGapMm && earlier.ToMm(centre) <= SmallestLeapMm + (SteepestSlope * Math.Min(away, SteepFurthestMm));
    }
}
