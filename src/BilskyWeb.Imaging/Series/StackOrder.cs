using System.Globalization;

namespace BilskyWeb.Imaging.Series;

/// <summary>
/// Finds out by what a stack can be put in order: by position, else, where an export lost the positions, by slice location (0020,1041), else by
/// number. A place in the patient is then not known, so such a stack is never compared with others.
/// </summary>
internal static class StackOrder
{
    private const double DifferentMm = 0.5;

    private const double FarthestMm = 10_000;

    /// <summary>Fewest images at one place that can only be a stack without its positions.</summary>
    private const int FewestLost = 3;

    /// <summary>The images with what they are put in order by.</summary>
    /// <param name="Frames">With a geometry each, or with none at all.</param>
    /// <param name="LocationSign">1 or −1 when slice locations put them in order, larger towards the head times this; 0 when they do not.</param>
    /// <param name="Caution">What a reader has to know, or null.</param>
    public sealed record Order(IReadOnlyList<FrameReading> Frames, int LocationSign, string? Caution);

    public static Order Of(IReadOnlyList<FrameReading> frames)
    {
        // Without a direction axial cannot be told, and another rule says so.
        if (frames.Any(f => f.Plane == SlicePlane.Unknown))
        {
            return new Order(frames, 0, null);
        }

        var missing = frames.Count(f => f.Geometry is null);
        if (missing == 0 && !AreLost(frames))
        {
            return new Order(frames, 0, null);
        }

        var what = missing == frames.Count ? "No image states where it lies (0020,0032)"
            : missing > 0 ? Text($"{missing} of {frames.Count} images do not state where they lie (0020,0032)")
            : StackPlaces.Of(frames).Count == 1 ? Text($"{frames.Count} images at one place (0020,0032)")
            : Text($"{frames.Count} images at {StackPlaces.Of(frames).Count} places (0020,0032)");
        var byLocation = HaveLocations(frames);
        return new Order(
            [.. frames.Select(f => f with { Geometry = null })],
            byLocation ? Sign(frames) : 0,
            byLocation
                ? $"{what}: put in order by slice location (0020,1041). Where they lie in the patient is not known."
                : $"{what}: put in order by image number. Where they lie in the patient, and which end is the head, is not known.");
    }

    /// <summary>True when images share a place though they are different slices.</summary>
    private static bool AreLost(IReadOnlyList<FrameReading> frames)
    {
        var places = StackPlaces.Of(frames);
        if (places.Count == frames.Count)
        {
            return false;
        }

        if (places.Exists(place => Spread(place) > DifferentMm))
        {
            return true;
        }

        // Nothing contradicts: repeats of one slice say so by their repetition or their time within the heart beat or the echo train. Else many images
        // at one place while the other places have few are slices whose positions an export lost, all of them or the half.
        var usual = places.Count == 1 ? 0 : places.Select(place => place.Count).Order().ElementAt(places.Count / 2);
        return places.Exists(place => place.Count >= FewestLost && place.Count > 2 * usual && AreDifferentSlices(place));
    }

    private static bool AreDifferentSlices(List<FrameReading> place) =>
        place.DistinctBy(f => (f.InstanceNumber, f.Frame)).Count() == place.Count
        && place.DistinctBy(f => f.Repetition).Count() == 1
        && place.DistinctBy(f => f.TriggerTimeMs).Count() == 1;

    private static double Spread(List<FrameReading> place)
    {
        var locations = place.Select(f => f.SliceLocationMm).OfType<double>().ToList();
        return locations.Count < 2 ? 0 : locations.Max() - locations.Min();
    }

    private static bool HaveLocations(IReadOnlyList<FrameReading> frames)
    {
        var locations = frames.Select(f => f.SliceLocationMm).OfType<double>().Where(mm => Math.Abs(mm) < FarthestMm).Order().ToList();
        return locations.Count == frames.Count && frames.Count > 1 && locations.Zip(locations.Skip(1), (a, b) => b - a).Count(step => step > DifferentMm / 10) >= (frames.Count - 1) * 0.9;
    }

    /// <summary>Slice locations count along the normal, which may point to the feet; images that still have a position tell.</summary>
    private static int Sign(IReadOnlyList<FrameReading> frames)
    {
        var placed = frames.Where(f => f.Geometry is not null).ToList();
        if (placed.Count < 2)
        {
            return 1;
        }

        var axis = StackPlaces.MeanNormal(placed);
        var (low, high) = (placed.MinBy(f => f.SliceLocationMm)!, placed.MaxBy(f => f.SliceLocationMm)!);
        return high.Geometry!.Centre.Dot(axis) < low.Geometry!.Centre.Dot(axis) - DifferentMm ? -1 : 1;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
