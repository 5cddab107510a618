using System.Globalization;

namespace BilskyWeb.Imaging.Series;

/// <summary>
/// Chooses among images that show one place several times. A stack is acquired again because the first was not good enough (the patient
/// moved), so the later acquisition is taken; what is left is named.
/// </summary>
internal static class RepeatedImages
{
    /// <summary>A later acquisition that repeats less of the others than this was broken off, or shows another part.</summary>
    private const double MostOfTheStack = 0.6;

    /// <summary>Of the latest acquisitions only so many are tried: where each image counts as one, the number means something else.</summary>
    private const int MostTried = 8;

    /// <summary>So many earlier acquisitions are offered; a stack that is repeated more often is a time series.</summary>
    private const int MostEarlier = 3;

    /// <summary>Of an acquisition's own spacing: nearer slices show the same. Halfway between would be the other half of interleaved slices.</summary>
    private const double SameSliceShare = 0.35;

    /// <summary>What is kept of a stack, how many images are left, and which they are, for people.</summary>
    public sealed record Choice(IReadOnlyList<FrameReading> Kept, int Left, string LeftNote)
    {
        /// <summary>The stack with the earlier images in place of the later, itself with those before them; null where they do not show most of it.</summary>
        public Choice? Earlier { get; init; }

        /// <summary>The images that are left, as the stacks that they make: of each place the latest, then the latest of the rest.</summary>
        public IReadOnlyList<IReadOnlyList<FrameReading>> Layers { get; init; } = [];
    }

    public static Choice Of(IReadOnlyList<FrameReading> frames)
    {
        if (frames.Count < 2 || frames.Any(f => f.Geometry is null))
        {
            return new Choice(frames, 0, "");
        }

        var left = new List<FrameReading>();
        var kept = WithoutEarlierAcquisitions(frames, left);
        var places = StackPlaces.Of(kept);
        if (places.Count < kept.Count)
        {
            var latest = places.ConvertAll(place => FrameReading.ByAcquisition(place).Last());
            left.AddRange(kept.Except(latest, ReferenceEqualityComparer.Instance).Cast<FrameReading>());
            kept = latest;
        }

        return new Choice(kept, left.Count, Note(left, kept)) { Earlier = Earlier(left, kept), Layers = Layers(left) };
    }

    private static List<IReadOnlyList<FrameReading>> Layers(List<FrameReading> left)
    {
        List<IReadOnlyList<FrameReading>> layers = [];
        while (left.Count > 0 && layers.Count < MostTried)
        {
            var layer = StackPlaces.Of(left).ConvertAll(place => FrameReading.ByAcquisition(place).Last());
            layers.Add(layer);
            left = [.. left.Except(layer, ReferenceEqualityComparer.Instance).Cast<FrameReading>()];
        }

        return layers;
    }

    private static Choice? Earlier(List<FrameReading> left, IReadOnlyList<FrameReading> kept, int tried = 1)
    {
        if (left.Count == 0)
        {
            return null;
        }

        var axis = StackPlaces.MeanNormal(kept);
        var positions = kept.Select(f => f.Geometry!.Centre.Dot(axis)).Order().ToList();
        var reach = (StackPlaces.Median(positions.Zip(positions.Skip(1), (a, b) => b - a)) ?? 0) * SameSliceShare;
        var earlier = StackPlaces.Of(left).ConvertAll(place => FrameReading.ByAcquisition(place).Last());
        var replaced = kept.Where(k => earlier.Exists(e => StackPlaces.AreParallel(k, e) && Math.Abs(k.Geometry!.Centre.Minus(e.Geometry!.Centre).Dot(axis)) <= reach)).ToList();
        if (replaced.Count < MostOfTheStack * kept.Count)
        {
            return null;
        }

        List<FrameReading> all = [.. earlier, .. kept.Except(replaced, ReferenceEqualityComparer.Instance).Cast<FrameReading>()];
        List<FrameReading> before = [.. left.Except(earlier, ReferenceEqualityComparer.Instance).Cast<FrameReading>()];
        List<FrameReading> others = [.. before, .. replaced];
        return new Choice(all, others.Count, Note(others, all)) { Earlier = tried < MostEarlier ? Earlier(before, kept, tried + 1) : null };
    }

    private static IReadOnlyList<FrameReading> WithoutEarlierAcquisitions(IReadOnlyList<FrameReading> frames, List<FrameReading> left)
    {
        var acquisitions = frames.GroupBy(f => f.Repetition).Select(g => FrameReading.ByAcquisition(g).ToList()).ToList();
        if (acquisitions.Count < 2)
        {
            return frames;
        }

        var axis = StackPlaces.MeanNormal(frames);
        foreach (var acquisition in acquisitions.OrderByDescending(a => a[^1].AcquiredAt).ThenByDescending(a => a[^1].Repetition).ThenByDescending(a => a[^1].InstanceNumber).Take(MostTried))
        {
            var own = acquisition.Select(f => (Frame: f, Position: Position(f))).OrderBy(f => f.Position).ToList();
            if (own.Count < 2 || StackPlaces.Median(own.Zip(own.Skip(1), (a, b) => b.Position - a.Position)) is not (> 0 and var spacing))
            {
                continue;
            }

            var others = frames.Except(acquisition, ReferenceEqualityComparer.Instance).Cast<FrameReading>().ToList();
            var repeated = others.FindAll(other => own.Exists(o => Math.Abs(o.Position - Position(other)) <= spacing * SameSliceShare && StackPlaces.AreParallel(o.Frame, other)));
            if (repeated.Count > 0 && repeated.Count >= MostOfTheStack * others.Count)
            {
                left.AddRange(repeated);
                return [.. frames.Except(repeated, ReferenceEqualityComparer.Instance).Cast<FrameReading>()];
            }
        }

        return frames;

        double Position(FrameReading frame) => frame.Geometry!.Centre.Dot(axis);
    }

    private static string Note(List<FrameReading> left, IReadOnlyList<FrameReading> kept)
    {
        if (left.Count == 0)
        {
            return "";
        }

        var acquisitions = left.Select(f => f.Repetition.Acquisition).Distinct().Order().ToList();
        var numbers = left.Select(f => f.InstanceNumber).Where(n => n < int.MaxValue).ToList();
        return acquisitions.Exists(a => kept.Any(k => k.Repetition.Acquisition == a))
            ? numbers.Count == 0 ? "" : numbers.Min() == numbers.Max() ? Text($"image number {numbers[0]}") : Text($"image numbers {numbers.Min()} to {numbers.Max()}")
            : acquisitions is [var one] ? Text($"acquisition {one}")
            : acquisitions[^1] - acquisitions[0] < acquisitions.Count ? Text($"acquisitions {acquisitions[0]} to {acquisitions[^1]}")
            : $"acquisitions {string.Join(" and ", acquisitions)}";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
