using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Pixels;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>Whom a key image shows, as it is written on it.</summary>
/// <param name="Names">The name as clinicians write it, then its parts in other scripts alone: the first that the fonts can write is drawn.</param>
/// <param name="Facts">Patient ID, birth date and the like, a line each.</param>
public sealed record KeyImagePatient(IReadOnlyList<string> Names, IReadOnlyList<string> Facts);

/// <summary>What a key image shows.</summary>
public sealed record KeyImageContent
{
    /// <summary>The slice.</summary>
    public required GreyImage Slice { get; init; }

    /// <summary>How its intensities are shown.</summary>
    public required VoiWindow Window { get; init; }

    /// <summary>The model's region, or null.</summary>
    public RegionOfInterest? Roi { get; init; }

    /// <summary>Where the region came from; null where that is not known.</summary>
    public RoiSource? RoiSource { get; init; }

    /// <summary>False leaves the region's outline out.</summary>
    public bool ShowRoi { get; init; } = true;

    /// <summary>The model's grade, drawn as an outline; null when it gave none.</summary>
    public BilskyGrade? ModelGrade { get; init; }

    /// <summary>The grade that the study rule supports on the slice's level; said where it is milder than <see cref="ModelGrade"/>.</summary>
    public BilskyGrade? SupportedGrade { get; init; }

    /// <summary>A person's grade, drawn filled; null when nobody has graded. Beside a differing model's grade both are shown.</summary>
    public BilskyGrade? ReaderGrade { get; init; }

    /// <summary>What the pipeline could say; decides the chip when there is no grade.</summary>
    public SliceStatus Status { get; init; } = SliceStatus.Graded;

    /// <summary>Vertebral level, for example T7; null until a reader has fixed one.</summary>
    public string? Level { get; init; }

    /// <summary>Position along the series, in millimetres; null when not known.</summary>
    public double? PositionMm { get; init; }

    /// <summary>"part 2", where the study has parts whose positions cannot be compared; else null.</summary>
    public string? Part { get; init; }

    /// <summary>Number of the slice in its series, from 1.</summary>
    public required int SliceNumber { get; init; }

    /// <summary>Slices in the series.</summary>
    public required int SliceCount { get; init; }

    /// <summary>Letters at the edges; null leaves them out.</summary>
    public PatientDirections? Directions { get; init; }

    /// <summary>Whom it shows; null leaves that out, as blinded reading asks.</summary>
    public KeyImagePatient? Patient { get; init; }

    /// <summary>True where the slice was withheld since prototypes and measurements differ.</summary>
    public bool OpinionsDiffer { get; init; }

    /// <summary>What was measured on the slice, in a short line; null where nothing was.</summary>
    public string? Measured { get; init; }

    /// <summary>The pipeline's version, or null.</summary>
    public string? Pipeline { get; init; }
}
