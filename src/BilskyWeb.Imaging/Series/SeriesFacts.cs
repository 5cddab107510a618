using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;

namespace BilskyWeb.Imaging.Series;

/// <summary>
/// What decides whether a stack of images is the axial T2-weighted one: names, timing, geometry. A series whose images lie in
/// several planes, or that holds several echoes or several kinds of image at each position, is split; each part is one <see cref="SeriesFacts"/>.
/// </summary>
public sealed record SeriesFacts
{
    /// <summary>(0020,000D).</summary>
    public required string StudyInstanceUid { get; init; }

    /// <summary>(0020,000E).</summary>
    public required string SeriesInstanceUid { get; init; }

    /// <summary>(0020,0011), or null.</summary>
    public int? Number { get; init; }

    /// <summary>(0008,103E), or empty. Untrusted text.</summary>
    public string Description { get; init; } = "";

    /// <summary>(0018,1030), or empty.</summary>
    public string ProtocolName { get; init; } = "";

    /// <summary>(0018,0024) or (0018,9005): the manufacturer's name of the pulse sequence, or empty.</summary>
    public string SequenceName { get; init; } = "";

    /// <summary>(0008,0060), or empty.</summary>
    public string Modality { get; init; } = "";

    /// <summary>(0018,0015), or empty.</summary>
    public string BodyPart { get; init; } = "";

    /// <summary>(0008,0016), or empty.</summary>
    public string SopClassUid { get; init; } = "";

    /// <summary>(0020,0052), or empty.</summary>
    public string FrameOfReferenceUid { get; init; } = "";

    /// <summary>(0008,0008) or (0008,9007), upper case.</summary>
    public IReadOnlyList<string> ImageType { get; init; } = [];

    /// <summary>(0018,0020); for enhanced objects SE, GR, IR and EP are derived from their own attributes. Upper case.</summary>
    public IReadOnlyList<string> ScanningSequence { get; init; } = [];

    /// <summary>(0018,0021), upper case.</summary>
    public IReadOnlyList<string> SequenceVariant { get; init; } = [];

    /// <summary>(0018,0022), upper case; FS when an enhanced object states a fat suppression.</summary>
    public IReadOnlyList<string> ScanOptions { get; init; } = [];

    /// <summary>(0008,9209) of enhanced objects, upper case, or empty.</summary>
    public string AcquisitionContrast { get; init; } = "";

    /// <summary>Echo time in milliseconds, or null.</summary>
    public double? EchoTimeMs { get; init; }

    /// <summary>Repetition time in milliseconds, or null.</summary>
    public double? RepetitionTimeMs { get; init; }

    /// <summary>Inversion time in milliseconds, or null.</summary>
    public double? InversionTimeMs { get; init; }

    /// <summary>Largest diffusion b-value of the series in s/mm², from the standard's tag or the manufacturer's; null when none is above 0.</summary>
    public double? DiffusionBValue { get; init; }

    /// <summary>True when a contrast agent is named (0018,0010).</summary>
    public bool ContrastAgent { get; init; }

    /// <summary>True when the images are grey (one sample per pixel).</summary>
    public bool Grey { get; init; } = true;

    /// <summary>Millimetres between rows and between columns, or null.</summary>
    public (double RowMm, double ColumnMm)? PixelSpacing { get; init; }

    /// <summary>(0018,0050) in millimetres, or null.</summary>
    public double? SliceThicknessMm { get; init; }

    /// <summary>The plane that the images lie in.</summary>
    public SlicePlane Plane { get; init; }

    /// <summary>True when only a part of the series is meant: it was split by plane, kind or echo.</summary>
    public bool IsPart { get; init; }

    /// <summary>Which part, for people: <c>water</c>, <c>TE 20 ms</c>; empty when the series is one stack.</summary>
    public string PartName { get; init; } = "";

    /// <summary>What the headers say that a reader of its grades has to know, a sentence each.</summary>
    public IReadOnlyList<string> Cautions { get; init; } = [];

    /// <summary>The images, head first; by instance number where positions are not known.</summary>
    public IReadOnlyList<SliceFacts> Slices { get; init; } = [];

    /// <summary>Images left out because a later one shows the same place (repeats, time points), or is the same instance.</summary>
    public int Repeats { get; init; }

    /// <summary>Which images those are, for people: <c>acquisition 1</c>; empty when it cannot be told.</summary>
    public string RepeatNote { get; init; } = "";

    /// <summary>The stack with the images that were left out as repeats in place of the later ones, where they show most of it, itself with those before them; else null.</summary>
    public SeriesFacts? Earlier { get; init; }

    /// <summary>The stacks of those of the images left out that lie at a place of a later one. Whether they show the same only their pixels tell.</summary>
    public IReadOnlyList<SeriesFacts> LeftAsRepeats { get; init; } = [];

    /// <summary>Spacing, coverage and gaps of the stack.</summary>
    public StackLayout Layout { get; init; } = StackLayout.Empty;

    /// <summary>The stack with an axis of its own: its positions are not to be compared with those of any other.</summary>
    public SeriesFacts Apart() => this with
    {
        FrameOfReferenceUid = "",
        Slices = [.. Slices.Select(s => s with { Geometry = s.Geometry?.Apart() })],
    };

    /// <summary>Groups instances of one or more studies into series and describes each.</summary>
    /// <param name="instances">Attributes of each instance without pixel data (WADO-RS metadata, or a screened header's
    /// <see cref="ScreenedHeader.Attributes"/>). Instances without a series UID are passed over.</param>
    /// <returns>One entry per series, more where a series was split; by series number.</returns>
    public static IReadOnlyList<SeriesFacts> FromInstances(IEnumerable<DicomDataset> instances)
    {
        ArgumentNullException.ThrowIfNull(instances);
        var series = instances
            .Where(instance => instance.GetString(DicomTag.SeriesInstanceUid) is not null)
            .GroupBy(instance => (instance.GetString(DicomTag.StudyInstanceUid), instance.GetString(DicomTag.SeriesInstanceUid)))
            .SelectMany(group => SeriesReader.Read([.. group]));
        return [.. DixonNames.Tell(series).OrderBy(s => s.Number ?? int.MaxValue).ThenBy(s => s.SeriesInstanceUid, StringComparer.Ordinal)];
    }

    /// <summary>The same from what screening read, for pre-flight before anything is in the archive.</summary>
    /// <param name="headers">Headers of accepted files.</param>
    public static IReadOnlyList<SeriesFacts> FromHeaders(IEnumerable<ScreenedHeader> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return FromInstances(headers.Select(header => header.Attributes));
    }

    /// <summary>How the series is called on a page: its description, else its protocol, else its number.</summary>
    public string Title => Name + (PartName.Length > 0 ? $" ({PartName})" : "");

    /// <summary>True when its names or its body part say that it shows the spine.</summary>
    public bool IsNamedSpine => BodyPart.Contains("SPINE", StringComparison.Ordinal) || new SeriesNames(this).Spine is not null;

    /// <summary>Ends of the spine that it reaches by its own names, else by its body part, else by the study's name.</summary>
    public SpineEnds SpineEnds => SpineRegion.Of(Description, ProtocolName) ?? SpineRegion.OfBodyPart(BodyPart) ?? SpineRegion.Of(StudyDescription) ?? SpineEnds.None;

    /// <summary>(0008,1030), or empty. Untrusted text.</summary>
    internal string StudyDescription { get; init; } = "";

    /// <summary>What its images are, of several kinds of the same slices.</summary>
    internal FrameKind Kind { get; init; }

    /// <summary>The word or term that tells the kind; empty when nothing does.</summary>
    internal string KindTerm { get; init; } = "";

    /// <summary>The tag that holds the diffusion weighting, or empty.</summary>
    internal string DiffusionSource { get; init; } = "";

    /// <summary>(0018,9075), upper case, or empty.</summary>
    internal string DiffusionDirectionality { get; init; } = "";

    /// <summary>True when an image states the direction of a diffusion gradient, (0018,9089), other than none.</summary>
    internal bool HasDiffusionGradient { get; init; }

    /// <summary>When its last image was acquired, as far as it says.</summary>
    internal DateTime AcquiredAt { get; init; }

    private string Name => Description.Length > 0 ? Description
        : ProtocolName.Length > 0 ? ProtocolName
        : Number is { } number ? $"series {number}" : "unnamed series";
}
