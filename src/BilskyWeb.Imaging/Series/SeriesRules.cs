using System.Globalization;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;

namespace BilskyWeb.Imaging.Series;

/// <summary>One named condition.</summary>
internal sealed record SeriesRule(string Name, Func<SeriesFacts, (bool Passed, string Sentence)> Judge)
{
    public RuleOutcome Apply(SeriesFacts series)
    {
        var (passed, sentence) = Judge(series);
        return new RuleOutcome(Name, passed, sentence);
    }
}

/// <summary>The rules that a stack must pass to be graded, in the order in which their reasons are told.</summary>
internal static class SeriesRules
{
    /// <summary>Fewest slices of a whole study. Two slices at a disc are a level, as many sites plan them; each may even be a series of its own.</summary>
    public const int FewestSlices = 2;

    private const int SmallestSide = 32;

    private static readonly HashSet<string> OtherBodyParts =
    [
        "BRAIN", "HEAD", "SKULL", "FACE", "ORBIT", "KNEE", "HAND", "WRIST", "FINGER", "FOOT", "ANKLE", "ELBOW", "SHOULDER", "HIP",
        "FEMUR", "BREAST", "PROSTATE", "HEART", "CARDIAC", "LEG", "ARM",
    ];

    public static IReadOnlyList<SeriesRule> All { get; } =
    [
        new("modality", s => s.Modality == "MR"
            ? (true, "MR.")
            : (false, s.Modality.Length == 0 ? "It does not say which modality made it; MR is needed." : $"Modality {s.Modality}, not MR.")),
        new("image", Image),
        new("region", s => OtherBodyParts.Contains(s.BodyPart) && !new SeriesNames(s).Spine
            ? (false, $"It shows the {s.BodyPart.ToLowerInvariant()}, not the spine.")
            : (true, s.BodyPart.Length == 0 ? "No body part stated." : $"Body part {s.BodyPart}.")),
        new("scout", s => s.ImageType.Contains("LOCALIZER") || new SeriesNames(s).Scout
            ? (false, "A scout for planning, not a diagnostic series.")
            : (true, "Not a scout.")),
        new("derived", s => s.ImageType.Any(type => type is "PROJECTION IMAGE" or "MIP" or "MNIP" or "MINIP" or "SUBTRACTION" or "ADC" or "FA" or "SCREEN SAVE" or "CSAPARALLEL")
            || new SeriesNames(s).Projection
            ? (false, "Computed from other images (projection, subtraction or map), so it shows no single slice.")
            : (true, "Slices as acquired or reformatted.")),
        new("orientation", Orientation),
        new("slices", s => (true, $"{s.Layout.Describe()}.")),
        new("weighting", s => T2Weighting.Judge(s) is var judged && judged.Rank is not null
            ? (true, $"{judged.Sentence}.")
            : (false, judged.Sentence)),
    ];

    /// <summary>What speaks against the only slice of a study.</summary>
    public static RuleOutcome LoneSlice { get; } =
        new("slices", false, $"Only one slice; at least {FewestSlices} are needed to grade a level. Was the whole series sent?");

    private static (bool Passed, string Sentence) Image(SeriesFacts s) =>
        s.Slices.Count == 0 ? (false, "It holds no images (a report, a plan or a measurement).")
        : !s.Grey || s.SopClassUid.StartsWith(DicomUid.SecondaryCaptureImageStorage, StringComparison.Ordinal) ? (false, "A capture of a screen or a colour image, not the scanner's own images.")
        : s.Slices[0].Rows > FramePixels.MaxSide || s.Slices[0].Columns > FramePixels.MaxSide ? (false, $"Its images are {s.Slices[0].Columns} × {s.Slices[0].Rows} pixels; up to {FramePixels.MaxSide} × {FramePixels.MaxSide} are read.")
        : s.Slices[0].Rows < SmallestSide || s.Slices[0].Columns < SmallestSide ? (false, $"Its images are {s.Slices[0].Columns} × {s.Slices[0].Rows} pixels, too few to show a spinal canal.")
        : s.PixelSpacing is null ? (false, "It does not say how many millimetres a pixel covers, so the canal's size cannot be measured.")
        : (true, $"{s.Slices[0].Columns} × {s.Slices[0].Rows} pixels.");

    private static (bool Passed, string Sentence) Orientation(SeriesFacts s) => s.Plane switch
    {
        SlicePlane.Axial when s.Layout.TiltDegrees is { } tilt and >= StackLayout.ObliqueDegrees =>
            (true, $"Axial, oblique by {Math.Round(tilt).ToString(CultureInfo.InvariantCulture)}°."),
        SlicePlane.Axial => (true, "Axial."),
        SlicePlane.Sagittal => (false, "Sagittal; the Bilsky scale is read on axial slices."),
        SlicePlane.Coronal => (false, "Coronal; the Bilsky scale is read on axial slices."),
        _ => (false, "It does not say how its slices lie in the patient (no image orientation), so axial cannot be told."),
    };
}
