namespace BilskyWeb.Core.Grading;

/// <summary>Which slices within the spine have no answer, so that a person must look at them.</summary>
/// <remarks>
/// A mass that fills the canal hides it: "no canal" is where the disease is. A slice between two that have a canal lies within the spine, whatever the detector
/// says. Beyond the last canal of a stack the spine may just end (sacrum, foramen magnum, airway in view). There a slice counts where disease reaches that end, that
/// is where the nearest canal is high grade or withheld; and a run of slices counts unless something says that the spine ends there: a slice or two at the edge of a stack are
/// lost for many reasons, three in a row are more than a centimetre of spine that nobody has seen.
/// </remarks>
internal static class Assessability
{
    /// <summary>Two images nearer to each other than this, in millimetres, show one place: what one of them does not show, the other does.</summary>
    private const double SamePlaceMm = 1;

    /// <summary>So many slices at an end of the stack without an answer are a stretch of spine, unless the spine is said to end there.</summary>
    private const int FewestOfStretch = 3;

    /// <summary>So many are one next to disease.</summary>
    private const int FewestBesideDisease = 2;

    /// <returns>Per slice, whether it lies within the spine and has no answer.</returns>
    /// <param name="slices">All slices.</param>
    /// <param name="gapMm">Slices farther apart than this, in millimetres, are not next to each other.</param>
    public static bool[] NotAssessable(IReadOnlyList<PlacedSlice> slices, double gapMm)
    {
        var not = new bool[slices.Count];
        foreach (var axis in Enumerable.Range(0, slices.Count).GroupBy(i => slices[i].Axis))
        {
            var canals = axis.Where(i => HasCanal(slices[i].Slice)).OrderBy(i => slices[i].PositionMm).ToList();
            var open = axis.Where(i => IsUnanswered(slices[i].Slice) && !canals.Exists(c => Math.Abs(slices[c].PositionMm - slices[i].PositionMm) <= SamePlaceMm)).ToList();
            if (canals.Count == 0)
            {
                // Nothing says that the spine is in view; an image that cannot be read may show it all the same.
                Mark(open.Where(i => IsUnreadable(slices[i])));
                continue;
            }

            Mark(open.Where(i => slices[canals[0]].PositionMm < slices[i].PositionMm && slices[i].PositionMm < slices[canals[^1]].PositionMm));
            Mark(AtEnd(slices, canals[0], [.. open.Where(i => slices[i].PositionMm < slices[canals[0]].PositionMm)], SpineEnds.Below, gapMm));
            Mark(AtEnd(slices, canals[^1], [.. open.Where(i => slices[i].PositionMm > slices[canals[^1]].PositionMm)], SpineEnds.Above, gapMm));
        }

        return not;

        void Mark(IEnumerable<int> lost)
        {
            foreach (var i in lost)
            {
                not[i] = true;
            }
        }
    }

    private static bool HasCanal(GradedSlice slice) => slice.Status is SliceStatus.Graded or SliceStatus.Abstained;

    private static bool IsUnanswered(GradedSlice slice) => !slice.ByPerson && slice.Status is SliceStatus.NoCanal or SliceStatus.Excluded;

    private static bool IsUnreadable(PlacedSlice slice) => slice.Slice.Status == SliceStatus.Excluded;

    /// <summary>Of the slices beyond the last canal of an axis, those that count.</summary>
    private static IEnumerable<int> AtEnd(IReadOnlyList<PlacedSlice> slices, int last, List<int> beyond, SpineEnds end, double gapMm)
    {
        var diseased = ReachesEnd(slices[last].Slice) && beyond.Exists(i => IsNext(slices[last], slices[i], gapMm));
        var ends = beyond.Append(last).Any(i => slices[i].MayEnd.HasFlag(end));
        return (diseased && beyond.Count >= FewestBesideDisease) || (!ends && beyond.Count >= FewestOfStretch)
            ? beyond
            : beyond.Where(i => IsUnreadable(slices[i]) || (diseased && IsNext(slices[last], slices[i], gapMm)));
    }

    private static bool IsNext(PlacedSlice one, PlacedSlice other, double gapMm) => Math.Abs(one.PositionMm - other.PositionMm) <= gapMm;

    private static bool ReachesEnd(GradedSlice last) => last.Status == SliceStatus.Abstained || last.Grade?.IsHighGrade() == true;
}
