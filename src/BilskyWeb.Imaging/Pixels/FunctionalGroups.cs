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

    /// <summary>Frames in the instance, at least 1: as many as it says, or as many as it describes where (0028,0008) cannot be read.</summary>
    public int FrameCount => _instance.GetInt(DicomTag.NumberOfFrames) is >= 1 and var frames ? frames : Math.Max(1, _perFrame.Count);

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

        // Some converters put a macro's sequence into the top level of a classic object.
        return Holder(frame, attribute) ?? In(_instance, macro, attribute);
    }

    /// <summary>
    /// The data set that holds an attribute which belongs to no functional group: the unassigned converted attributes of a legacy
    /// converted object (PS3.3 C.7.6.16.2.25.1 and .2), what Philips keeps of the classic frame, then the top level; or null.
    /// </summary>
    /// <param name="frame">Frame number, from 1.</param>
    /// <param name="attribute">The attribute looked for.</param>
    public DicomDataset? Holder(int frame, DicomTag attribute)
    {
        var own = frame >= 1 && frame <= _perFrame.Count ? _perFrame[frame - 1] : null;
        return (own is null ? null : In(own, DicomTag.UnassignedPerFrameConvertedAttributesSequence, attribute) ?? In(own, DicomTag.PhilipsFrameAttributesSequence, attribute))
            ?? (_shared is null ? null : In(_shared, DicomTag.UnassignedSharedConvertedAttributesSequence, attribute) ?? In(_shared, DicomTag.PhilipsFrameAttributesSequence, attribute))
            ?? (_instance.Contains(attribute) ? _instance : null);
    }

    public double? Number(int frame, DicomTag macro, DicomTag attribute) => Holder(frame, macro, attribute)?.GetDouble(attribute);

    public IReadOnlyList<double> Numbers(int frame, DicomTag macro, DicomTag attribute) => Holder(frame, macro, attribute)?.GetDoubles(attribute) ?? [];

    public IReadOnlyList<string> Texts(int frame, DicomTag macro, DicomTag attribute) => Holder(frame, macro, attribute)?.GetStrings(attribute) ?? [];

    public double? Number(int frame, DicomTag attribute) => Holder(frame, attribute)?.GetDouble(attribute);

    public string? Text(int frame, DicomTag attribute) => Holder(frame, attribute)?.GetString(attribute);

    public IReadOnlyList<string> Texts(int frame, DicomTag attribute) => Holder(frame, attribute)?.GetStrings(attribute) ?? [];

    private static DicomDataset? In(DicomDataset group, DicomTag macro, DicomTag attribute) =>
        group.GetSequence(macro) is [var item, ..] && item.Contains(attribute) ? item : null;
}
