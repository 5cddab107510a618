using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Imaging.Series;

/// <summary>
/// What part of the body stacks show, as slabs in the patient. Stacks are compared only where the comparison is known to hold: in one
/// stated frame of reference (PS3.3 C.7.4.1), with a position on every image.
/// </summary>
internal static class StackGround
{
    /// <summary>Places of one slice that must be shown by others before it counts as shown: the middle and this far before and behind it, where canals lie.</summary>
    private const double ProbeMm = 40;

    /// <summary>Beyond this a distance between slices is a gap that nobody has looked at, however thin the slices are.</summary>
    private const double WidestSlabMm = 6;

    private const double UsualThicknessMm = 4;

    /// <summary>Within 5°, places 5 cm before the canal lie as high as it to a slice.</summary>
    private static readonly double SameTiltCosine = Math.Cos(5 * Math.PI / 180);

    /// <summary>Positions are rounded, and a repeat is planned by hand.</summary>
    private const double SlackMm = 0.5;

    /// <summary>True when positions of the two stacks mean the same place.</summary>
    public static bool AreComparable(SeriesFacts a, SeriesFacts b) =>
        a.FrameOfReferenceUid.Length > 0 && a.FrameOfReferenceUid == b.FrameOfReferenceUid && IsPlaced(a) && IsPlaced(b);

    /// <summary>Slices of a stack that none of the others shows.</summary>
    /// <param name="stack">The stack in question.</param>
    /// <param name="others">Stacks that are comparable with it.</param>
    public static int FreshSlices(SeriesFacts stack, IReadOnlyCollection<SeriesFacts> others)
    {
        var slabs = others.SelectMany(o => o.Slices.Select(s => (Geometry: s.Geometry!, Reach: ReachMm(o)))).ToList();

        // A block angled to its disc shows at the canal what its neighbours show elsewhere in the image only: it repeats none of another tilt.
        return stack.Slices.Count(slice => !Probes(slice.Geometry!).All(place => slabs.Exists(slab =>
            Math.Abs(slab.Geometry.Normal.Dot(slice.Geometry!.Normal)) >= SameTiltCosine && Shows(slab.Geometry, slab.Reach, place))));
    }

    /// <summary>True when a slice of another stack lies near enough to support or refute a grade.</summary>
    /// <param name="slice">The slice in question.</param>
    /// <param name="others">Stacks that are comparable with its own.</param>
    /// <param name="withinMm">How near.</param>
    public static bool HasNeighbour(SliceFacts slice, IEnumerable<SeriesFacts> others, double withinMm) =>
        others.SelectMany(o => o.Slices).Any(s => s.Geometry!.Centre.Minus(slice.Geometry!.Centre).Length <= withinMm);

    private static bool IsPlaced(SeriesFacts stack) => stack.Slices.Count > 0 && stack.Slices.All(s => s.Geometry is not null);

    /// <summary>Half of what one slice stands for along its normal.</summary>
    private static double ReachMm(SeriesFacts stack)
    {
        var thickness = stack.SliceThicknessMm is > 0 and var mm ? mm : UsualThicknessMm;
        return (Math.Max(thickness, Math.Min(stack.Layout.SpacingMm ?? thickness, WidestSlabMm)) / 2) + SlackMm;
    }

    private static IEnumerable<PatientVector> Probes(SliceGeometry slice)
    {
        yield return slice.Centre;
        if (slice.ImagePlane is { } plane)
        {
            // Towards the patient's back within the image, whichever way it is stored.
            var back = Math.Abs(plane.Column.Y) >= Math.Abs(plane.Row.Y) ? (plane.Column, plane.Rows * plane.RowSpacingMm) : (plane.Row, plane.Columns * plane.ColumnSpacingMm);
            var reach = Math.Min(ProbeMm, back.Item2 / 2 * 0.8);
            yield return slice.Centre.Plus(back.Item1.Times(reach));
            yield return slice.Centre.Minus(back.Item1.Times(reach));
        }
    }

    private static bool Shows(SliceGeometry slice, double reachMm, PatientVector place) =>
        Math.Abs(place.Minus(slice.Centre).Dot(slice.Normal)) <= reachMm
        && (slice.ImagePlane is not { } plane || plane.Contains(plane.Project(place)));
}
