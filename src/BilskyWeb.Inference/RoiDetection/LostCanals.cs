using BilskyWeb.Core.Grading;

namespace BilskyWeb.Inference.RoiDetection;

/// <summary>A canal's centre on one slice.</summary>
/// <param name="X">Millimetres across the spine, comparable from slice to slice.</param>
/// <param name="Y">Millimetres across the spine.</param>
/// <param name="Score">The detector's confidence that it lies there, in [0, 1].</param>
/// <param name="Source">Where it came from.</param>
internal readonly record struct CanalCentre(double X, double Y, double Score, RoiSource Source);

/// <summary>
/// Follows the canal through slices on which the detector did not see it. Disease effaces the canal, so a slice without one between slices that have one is no
/// slice without a canal: first what shows faintly on the line of the neighbours is taken, then what the neighbours say.
/// </summary>
/// <param name="places">Where the slices lie.</param>
/// <param name="peakNear">The detector's best peak near an expected centre of a slice, both in millimetres; null where that lies beside the image.</param>
internal sealed class LostCanals(SlicePlaces places, Func<int, (double X, double Y), CanalCentre?> peakNear)
{
    /// <summary>On the line of the neighbours a peak from here on is the canal; chosen as docs/validation.md tells.</summary>
    public const double FaintFrom = 0.1;

    /// <summary>A canal is followed so far, in millimetres, from a slice on which it is seen to the other side's: two vertebrae.</summary>
    private const double BridgeMm = 45;

    /// <summary>Beyond the last slice on which the canal is seen it is followed so far, in millimetres, where it shows faintly: a spine may end there.</summary>
    private const double BeyondMm = 16;

    /// <summary>Centres on each side that have a say.</summary>
    private const int MostOnASide = 3;

    /// <summary>Fills in what can be told of the slices without a canal.</summary>
    /// <param name="centres">Per slice, in order along the spine, the canal as the detector saw it.</param>
    public void Follow(CanalCentre?[] centres)
    {
        var seen = centres.Select(c => c is not null).ToArray();
        while (Round(centres, seen))
        {
        }

        var filled = (CanalCentre?[])centres.Clone();
        for (var i = 0; i < centres.Length; i++)
        {
            if (centres[i] is null && Around(centres, i) is ({ Count: > 0 } above, { Count: > 0 } below))
            {
                var (x, y) = Expected(above, below);
                filled[i] = peakNear(i, (x, y)) is { } peak ? new CanalCentre(x, y, peak.Score, RoiSource.Neighbours) : null;
            }
        }

        filled.CopyTo(centres, 0);
    }

    /// <summary>Where the neighbours put the canal of a slice; null where they lie on one side of it only, or too far away.</summary>
    public (double X, double Y)? Between(CanalCentre?[] centres, int slice) =>
        Around(centres, slice) is ({ Count: > 0 } above, { Count: > 0 } below) ? Expected(above, below) : null;

    // A faint canal helps to find the next one, so as long as a round finds any there is another.
    private bool Round(CanalCentre?[] centres, bool[] seen)
    {
        var found = new Dictionary<int, CanalCentre>();
        for (var i = 0; i < centres.Length; i++)
        {
            if (centres[i] is not null)
            {
                continue;
            }

            var (above, below) = Around(centres, i);
            var known = above.Count > 0 && below.Count > 0;
            if ((known || (above.Count + below.Count > 0 && NearestSeenMm(centres, seen, i) <= BeyondMm))
                && peakNear(i, Expected(above, below)) is { Score: >= FaintFrom } peak)
            {
                found[i] = peak;
            }
        }

        foreach (var (i, centre) in found)
        {
            centres[i] = centre;
        }

        return found.Count > 0;
    }

    private double NearestSeenMm(CanalCentre?[] centres, bool[] seen, int slice) => Enumerable.Range(0, centres.Length)
        .Where(i => seen[i]).Select(i => Math.Abs(places.AwayMm((centres[i]!.Value.X, centres[i]!.Value.Y), i, slice))).DefaultIfEmpty(double.MaxValue).Min();

    private (List<SeenCentre> Above, List<SeenCentre> Below) Around(CanalCentre?[] centres, int slice)
    {
        var seen = Enumerable.Range(0, centres.Length)
            .Where(i => i != slice && centres[i] is not null)
            .Select(i => SeenCentre.From(places, (centres[i]!.Value.X, centres[i]!.Value.Y), i, slice))
            .Where(c => Math.Abs(c.AwayMm) <= BridgeMm)
            .OrderBy(c => Math.Abs(c.AwayMm))
            .ToList();
        return ([.. seen.Where(c => c.AwayMm >= 0).Take(MostOnASide)], [.. seen.Where(c => c.AwayMm < 0).Take(MostOnASide)]);
    }

    private static (double X, double Y) Expected(List<SeenCentre> above, List<SeenCentre> below)
    {
        if (above.Count + below.Count >= SpineLine.FewestNeighbours)
        {
            return SpineLine.Through([.. above, .. below]);
        }

        if (above.Count == 0 || below.Count == 0)
        {
            // So few on one side give no direction worth following.
            var nearest = above.Concat(below).First();
            return (nearest.X, nearest.Y);
        }

        var (one, other) = (above[0], below[0]);
        var share = one.AwayMm == other.AwayMm ? 0.5 : one.AwayMm / (one.AwayMm - other.AwayMm);
        return (one.X + (share * (other.X - one.X)), one.Y + (share * (other.Y - one.Y)));
    }
}
