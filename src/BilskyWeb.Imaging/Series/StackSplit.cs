using System.Globalization;

namespace BilskyWeb.Imaging.Series;

/// <summary>Splits the images of one series into stacks that show each place once: by plane, by kind (Dixon, phase, captures), by frame of reference, by echo.</summary>
internal static class StackSplit
{
    /// <summary>Echo times of one echo differ by less than this or by less than a quarter; scanners jitter them between slices.</summary>
    private const double EchoGapMs = 10;

    private const double EchoGapShare = 0.25;

    /// <summary>Echo times at one place that differ by less are one echo, acquired again.</summary>
    private const double SameEchoMs = 4;

    /// <summary>Images of one stack, and what tells it from the others of its series; empty when there are no others.</summary>
    public sealed record Part(IReadOnlyList<FrameReading> Frames, string Name);

    public static IReadOnlyList<Part> Of(IReadOnlyList<FrameReading> frames)
    {
        // A capture made from a slice carries that slice's geometry, so its plane says nothing.
        var references = FramesOfReference.Of(frames);
        var kinds = frames.GroupBy(f => (Plane: f.Kind == FrameKind.Capture ? SlicePlane.Unknown : f.Plane, f.Kind, Reference: references.NumberOf(f))).ToList();
        var planes = kinds.Where(k => k.Key.Kind != FrameKind.Capture).Select(k => k.Key.Plane).Distinct().Count();
        var severalKinds = kinds.Select(k => k.Key.Kind).Distinct().Count() > 1;
        var parts = new List<Part>();
        foreach (var kind in kinds)
        {
            var names = new List<string>();
            if (planes > 1 && kind.Key.Kind != FrameKind.Capture)
            {
                names.Add(kind.Key.Plane.ToString().ToLowerInvariant());
            }

            if (severalKinds && Name(kind.Key.Kind) is { } name)
            {
                names.Add(name);
            }

            if (kind.Key.Reference > 0)
            {
                names.Add(string.Create(CultureInfo.InvariantCulture, $"frame of reference {kind.Key.Reference}"));
            }

            var echoes = ByEcho([.. kind]);
            parts.AddRange(echoes.Select(echo => new Part(echo, string.Join(", ", echoes.Count > 1 && EchoTime(echo) is { } te ? names.Append(te) : names))));
        }

        return parts;
    }

    private static string? Name(FrameKind kind) => kind switch
    {
        FrameKind.InPhase => "in phase",
        FrameKind.Water => "water",
        FrameKind.Fat => "fat",
        FrameKind.OutOfPhase => "out of phase",
        FrameKind.Map => "map",
        FrameKind.Phase => "phase",
        FrameKind.Projection => "projection",
        FrameKind.Localizer => "scout",
        FrameKind.Capture => "capture",
        _ => null,
    };

    private static List<List<FrameReading>> ByEcho(List<FrameReading> frames)
    {
        var timed = frames.Where(f => f.EchoTimeMs is not null).OrderBy(f => f.EchoTimeMs).ToList();
        if (timed.Count == 0)
        {
            return [frames];
        }

        var groups = new List<List<FrameReading>> { new() { timed[0] } };
        foreach (var frame in timed.Skip(1))
        {
            var before = groups[^1][^1].EchoTimeMs!.Value;
            if (frame.EchoTimeMs!.Value - before > Math.Max(EchoGapMs, before * EchoGapShare))
            {
                groups.Add([]);
            }

            groups[^1].Add(frame);
        }

        // Images that state no echo time stay with the others where there is one echo; else nothing tells to which they belong.
        if (timed.Count < frames.Count)
        {
            var untimed = frames.Where(f => f.EchoTimeMs is null).ToList();
            if (groups.Count == 1)
            {
                groups[0].AddRange(untimed);
            }
            else
            {
                groups.Add(untimed);
            }
        }

        return [.. groups.SelectMany(ByEchoAtEachPlace)];
    }

    /// <summary>Echoes that follow closely have no gap between them all, but at each place they come in order.</summary>
    private static IEnumerable<List<FrameReading>> ByEchoAtEachPlace(List<FrameReading> frames)
    {
        if (frames.Exists(f => f.Geometry is null || f.EchoTimeMs is null))
        {
            return [frames];
        }

        var echoes = new List<List<FrameReading>>();
        foreach (var place in StackPlaces.Of(frames))
        {
            var order = -1;
            var before = double.NegativeInfinity;
            foreach (var frame in place.OrderBy(f => f.EchoTimeMs))
            {
                if (frame.EchoTimeMs!.Value - before > SameEchoMs)
                {
                    order++;
                }

                before = frame.EchoTimeMs.Value;
                while (echoes.Count <= order)
                {
                    echoes.Add([]);
                }

                echoes[order].Add(frame);
            }
        }

        return echoes;
    }

    private static string? EchoTime(List<FrameReading> echo) => StackPlaces.Median(echo.Select(f => f.EchoTimeMs).OfType<double>()) is { } ms
        ? $"TE {Math.Round(ms).ToString(CultureInfo.InvariantCulture)} ms"
        : null;
}
