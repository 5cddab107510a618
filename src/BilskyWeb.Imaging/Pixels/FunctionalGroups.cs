using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Pixels;

/// <summary>
/// Looks an attribute up for one frame: in the frame's own functional group, then in the shared one, then at the top level
/// (PS3.3 C.7.6.16), so that classic and enhanced multi-frame objects read alike.
/// </summary>
internal sealed class FunctionalGroups
{
    private readonly DicomDataset _instance;
    private readonly IReadOnlyList<DicomDataset> _perFrame;
    private readonly DicomDataset? _shared;

    public FunctionalGroups(DicomDataset instance)
    {
        _instance = instance;
        _perFrame = instance.GetSequence(DicomTag.PerFrameFunctionalGroupsSequence);
        _shared = instance.GetSequence(DicomTag.SharedFunctionalGroupsSequence) is [var first, ..] ? first : null;
    }

    /// <summary>Frames in the instance, at least 1.</summary>
    public int FrameCount => Math.Max(1, _instance.GetInt(DicomTag.NumberOfFrames) ?? 1);

    /// <summary>True when the instance has functional groups at all.</summary>
    public bool AreThere => _shared is not null || _perFrame.Count > 0;

    /// <summary>The data set that holds <paramref name="attribute"/> for a frame, or null.</summary>
    /// <param name="frame">Frame number, from 1.</param>
    /// <param name="macro">The functional group's sequence, for example (0028,9110).</param>
    /// <param name="attribute">The attribute looked for within it.</param>
    public DicomDataset? Holder(int frame, DicomTag macro, DicomTag attribute)
    {
        if (frame >= 1 && frame <= _perFrame.Count && In(_perFrame[frame - 1], macro, attribute) is { } own)
        {
            return own;
        }

        if (_shared is not null && In(_shared, macro, attribute) is { } common)
        {
            return common;
        }

        return _instance.Contains(attribute) ? _instance : null;
    }

    public double? Number(int frame, DicomTag macro, DicomTag attribute) => Holder(frame, macro, attribute)?.GetDouble(attribute);

    public IReadOnlyList<double> Numbers(int frame, DicomTag macro, DicomTag attribute) => Holder(frame, macro, attribute)?.GetDoubles(attribute) ?? [];

    public IReadOnlyList<string> Texts(int frame, DicomTag macro, DicomTag attribute) => Holder(frame, macro, attribute)?.GetStrings(attribute) ?? [];

    private static DicomDataset? In(DicomDataset group, DicomTag macro, DicomTag attribute) =>
        group.GetSequence(macro) is [var item, ..] && item.Contains(attribute) ? item : null;
}
