using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Imaging.Series;

/// <summary>Which images of a stack lie at one place.</summary>
internal static class StackPlaces
{
    private const double SamePlaceMm = 0.1;

    /// <summary>The images grouped by place, head first. All must have a geometry.</summary>
    public static List<List<FrameReading>> Of(IReadOnlyList<FrameReading> frames)
    {
        var axis = MeanNormal(frames);
        var places = new List<List<FrameReading>>();
        var at = double.NaN;
        foreach (var (frame, position) in frames.Select(f => (f, f.Geometry!.Centre.Dot(axis))).OrderByDescending(f => f.Item2).ThenBy(f => f.f.InstanceNumber).ThenBy(f => f.f.Frame))
        {
            if (places.Count == 0 || Math.Abs(at - position) >= SamePlaceMm || !IsSamePlace(places[^1][0], frame))
            {
                places.Add([]);
                at = position;
            }

            places[^1].Add(frame);
        }

        return places;
    }

    /// <summary>The direction along which a stack is put in order; towards the head for axial stacks, to the left and to the back for the others.</summary>
    public static PatientVector MeanNormal(IReadOnlyList<FrameReading> frames) => StackBlocks.MeanNormal(frames.Select(f => f.Geometry!));

    /// <summary>True when the planes of two images are parallel.</summary>
    public static bool AreParallel(FrameReading a, FrameReading b) => Math.Abs(a.Geometry!.Normal.Dot(b.Geometry!.Normal)) > 0.999;

    /// <summary>The middle of some numbers; null when there are none.</summary>
    public static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : sorted[sorted.Count / 2];
    }

    private static bool IsSamePlace(FrameReading a, FrameReading b) => AreParallel(a, b) && a.Geometry!.Centre.Minus(b.Geometry!.Centre).Length < 1;
}
