using System.Globalization;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Screening;

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

    /// <summary>Scouts are faster.</summary>
    private const double T2EchoMs = 60;

    private const double T2RepetitionMs = 1500;

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
        new("region", Region),
        new("scout", s => Scout(s) is { } told
            ? (false, $"A scout for planning, not a diagnostic series ({told}).")
            : (true, "Not a scout.")),
        new("derived", s => Derived(s) is { } told
            ? (false, $"Computed from other images (projection, subtraction or map; {told}), so it shows no single slice.")
            : (true, "Slices as acquired or reformatted.")),
        new("orientation", Orientation),
        new("slices", s => (true, $"{s.Layout.Describe()}.")),
        new("weighting", s => T2Weighting.Judge(s) is var judged && judged.Rank is not null
            ? (true, $"{judged.Sentence}.")
            : (false, judged.Sentence)),
    ];

    /// <summary>What says that a stack is a scout; null when nothing does.</summary>
    public static string? Scout(SeriesFacts s)
    {
        if (s.Kind == FrameKind.Localizer || s.ImageType.Contains("LOCALIZER"))
        {
            return "image type LOCALIZER";
        }

        var names = new SeriesNames(s);
        return names.Scout is { } word ? $"\"{word}\" in its name"
            // LOC T6-T8 is where the slices lie. A scout is fast, in several planes, and names no level.
            : names.PerhapsScout is { } perhaps && names.Spine is null && !(s.EchoTimeMs >= T2EchoMs && s.RepetitionTimeMs >= T2RepetitionMs && !s.IsPart) ? $"\"{perhaps}\" in its name"
            : null;
    }

    private static string? Derived(SeriesFacts s) =>
        s.Kind == FrameKind.Projection ? s.KindTerm
        : s.ImageType.FirstOrDefault(type => type is "PROJECTION IMAGE" or "MIP" or "MNIP" or "MINIP" or "SUBTRACTION" or "ADC" or "FA" or "SCREEN SAVE" or "CSAPARALLEL") is { } type ? $"image type {type}"
        : new SeriesNames(s).Projection is { } word ? $"\"{word}\" in its name"
        : null;

    private static (bool Passed, string Sentence) Region(SeriesFacts s)
    {
        var names = new SeriesNames(s);
        return names.Spine is { } spine ? (true, $"\"{spine}\" in its name.")
            // A neuraxis study has a brain too.
            : s.BodyPart is "HEAD" or "BRAIN" or "SKULL" && names.Brain is null && new SeriesNames(s.StudyDescription) is { Spine: { } ofStudy, Brain: null } && !ofStudy.StartsWith("neuro", StringComparison.Ordinal) ? (true, $"\"{ofStudy}\" in the study's description.")
            : OtherBodyParts.Contains(s.BodyPart) ? (false, $"It shows the {s.BodyPart.ToLowerInvariant()}, not the spine (body part {s.BodyPart}, (0018,0015)).")
            : names.Brain is { } brain && !s.BodyPart.Contains("SPINE", StringComparison.Ordinal) ? (false, $"It shows the brain, not the spine (\"{brain}\" in its name).")
            : (true, s.BodyPart.Length == 0 ? "No body part stated." : $"Body part {s.BodyPart}.");
    }

    /// <summary>What speaks against the only slice of a study.</summary>
    public static RuleOutcome LoneSlice { get; } =
        new("slices", false, $"Only one slice; at least {FewestSlices} are needed to grade a level. Was the whole series sent?");

    private static (bool Passed, string Sentence) Image(SeriesFacts s) =>
        s.Slices.Count == 0 && StorageClass.IsMrImage(s.SopClassUid) ? (false, "None of its images says how many rows and columns it has ((0028,0010), (0028,0011)), so none can be read.")
        : s.Slices.Count == 0 ? (false, "It holds no images (a report, a plan or a measurement).")
        : s.Kind == FrameKind.Capture || !s.Grey || s.SopClassUid.StartsWith(DicomUid.SecondaryCaptureImageStorage, StringComparison.Ordinal) ? (false, "A capture of a screen or a colour image, not the scanner's own images.")
        : s.Slices[0].Rows > FramePixels.MaxSide || s.Slices[0].Columns > FramePixels.MaxSide ? (false, $"Its images are {s.Slices[0].Columns} × {s.Slices[0].Rows} pixels; up to {FramePixels.MaxSide} × {FramePixels.MaxSide} are read.")
        : s.Slices[0].Rows < SmallestSide || s.Slices[0].Columns < SmallestSide ? (false, $"Its images are {s.Slices[0].Columns} × {s.Slices[0].Rows} pixels, too few to show a spinal canal.")
        : s.PixelSpacing is null ? (false, "It does not say how many millimetres a pixel covers ((0028,0030) is missing, 0 or cannot be read), so the canal's size cannot be measured.")
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
