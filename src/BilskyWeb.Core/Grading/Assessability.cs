namespace BilskyWeb.Core.Grading;

/// <summary>Which slices within the spine have no answer, so that a person must look at them.</summary>
/// <remarks>
/// A mass that fills the canal hides it: "no canal" is where the disease is. A slice between two that have a canal lies within the spine, whatever the detector
/// says. Beyond the last canal of a stack the spine may just end (sacrum, foramen magnum, airway in view); there a slice counts only where disease reaches that end:
/// where the nearest canal is high grade or withheld.
/// </remarks>
internal static class Assessability
{
    /// <summary>Two images nearer to each other than this, in millimetres, show one place: what one of them does not show, the other does.</summary>
    private const double SamePlaceMm = 1;

    /// <returns>Per slice, whether it lies within the spine and has no answer.</returns>
    /// <param name="slices">All slices.</param>
    /// <param name="gapMm">Slices farther apart than this, in millimetres, are not next to each other.</param>
    public static bool[] NotAssessable(IReadOnlyList<PlacedSlice> slices, double gapMm)
    {
        var not = new bool[slices.Count];
        foreach (var axis in Enumerable.Range(0, slices.Count).GroupBy(i => slices[i].Axis))
        {
            var canals = axis.Where(i => HasCanal(slices[i].Slice)).OrderBy(i => slices[i].PositionMm).ToList();
            foreach (var i in axis.Where(i => IsUnanswered(slices[i].Slice)))
            {
                not[i] = IsWithinSpine(slices, canals, i, gapMm);
            }
        }

        return not;
    }

    private static bool HasCanal(GradedSlice slice) => slice.Status is SliceStatus.Graded or SliceStatus.Abstained;

    private static bool IsUnanswered(GradedSlice slice) => !slice.ByPerson && slice.Status is SliceStatus.NoCanal or SliceStatus.Excluded;

    private static bool IsWithinSpine(IReadOnlyList<PlacedSlice> slices, List<int> canals, int slice, double gapMm)
    {
        var at = slices[slice].PositionMm;
        var nearest = canals.Count == 0 ? -1 : canals.MinBy(c => Math.Abs(slices[c].PositionMm - at));
        if (nearest < 0 || Math.Abs(slices[nearest].PositionMm - at) <= SamePlaceMm)
        {
            return false;
        }

        return (slices[canals[0]].PositionMm < at && at < slices[canals[^1]].PositionMm)
            || (Math.Abs(slices[nearest].PositionMm - at) <= gapMm && (slices[slice].Slice.Status == SliceStatus.Excluded || ReachesEnd(slices[nearest].Slice)));
    }

    private static bool ReachesEnd(GradedSlice last) => last.Status == SliceStatus.Abstained || last.Grade?.IsHighGrade() == true;
}
