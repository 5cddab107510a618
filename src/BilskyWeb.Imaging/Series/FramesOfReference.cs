using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Series;

/// <summary>
/// The frames of reference of one series. Positions of two of them cannot be compared (PS3.3 C.7.4.1), so their images are stacks of their own, as they would be in two series.
/// </summary>
internal sealed class FramesOfReference
{
    /// <summary>What a reader has to know where they are ignored.</summary>
    public const string Caution = "Most images name a frame of reference of their own (0020,0052), as after de-identification: they are taken as one stack, by their positions. Check that the levels follow each other.";

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    private FramesOfReference()
    {
    }

    /// <summary>True when the images name several and are kept together all the same.</summary>
    public bool AreIgnored { get; private init; }

    public static FramesOfReference Of(IReadOnlyList<FrameReading> frames)
    {
        var placed = frames.Where(IsPlaced).OrderBy(f => f.InstanceNumber).ThenBy(f => f.Frame).GroupBy(Uid).ToList();

        // Where most images name one of their own, an export has given each a new number: apart, no slice would have a neighbour to support it.
        var ignored = placed.Count > 1 && placed.Count * 2 > placed.Sum(reference => reference.Count());
        var references = new FramesOfReference { AreIgnored = ignored };
        if (placed.Count > 1 && !ignored)
        {
            foreach (var reference in placed)
            {
                references._numbers.Add(reference.Key, references._numbers.Count + 1);
            }
        }

        return references;
    }

    /// <summary>From 1 in the order of the images; 0 where the series has one, or the image says no place.</summary>
    public int NumberOf(FrameReading frame) => IsPlaced(frame) ? _numbers.GetValueOrDefault(Uid(frame)) : 0;

    private static bool IsPlaced(FrameReading frame) => frame is { Geometry: not null, Kind: not FrameKind.Capture };

    private static string Uid(FrameReading frame) => frame.Instance.GetString(DicomTag.FrameOfReferenceUid) ?? "";
}
