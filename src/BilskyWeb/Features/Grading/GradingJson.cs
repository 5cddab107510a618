using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Features.Grading;

/// <summary>The shape in which gradings are given to programs: <c>grade --json</c> and the grading route print the same.</summary>
public sealed record GradingJson
{
    /// <summary>Readable on a terminal; the characters left unescaped matter only inside HTML.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string? PipelineVersion { get; init; }
    public string? Provider { get; init; }
    public bool ResearchOnly { get; init; }
    public string? RoiModelSha256 { get; init; }
    public string? GraderModelSha256 { get; init; }

    /// <summary>The segmentation that gave the second opinion; null where there was none.</summary>
    public string? SegmentationModelSha256 { get; init; }
    public required IReadOnlyList<StudyJson> Studies { get; init; }
    public IReadOnlyList<SkippedJson> Skipped { get; init; } = [];

    /// <summary>Files that were taken although something about them was not as it should be, and what was put right.</summary>
    public IReadOnlyList<SkippedJson> Notes { get; init; } = [];

    /// <summary>High grade was called from this probability of it on; null where the nearest prototype decided.</summary>
    public double? HighGradeFrom { get; init; }

    /// <param name="runs">Pairs of a study's UID and its run, slices and levels included.</param>
    /// <param name="skipped">Files that were left out.</param>
    public static GradingJson From(IReadOnlyList<(string StudyInstanceUid, GradingRun Run)> runs, IReadOnlyList<SkippedJson>? skipped = null)
    {
        var told = runs.Select(r => r.Run).FirstOrDefault(r => r.PipelineVersion is not null);
        return new GradingJson
        {
            PipelineVersion = told?.PipelineVersion,
            Provider = told?.Provider,
            ResearchOnly = told?.ResearchOnly ?? true,
            RoiModelSha256 = told?.RoiModelSha256,
            GraderModelSha256 = told?.GraderModelSha256,
            SegmentationModelSha256 = told?.SegmentationSha256,
            HighGradeFrom = told?.HighGradeFrom,
            Studies = [.. runs.Select(r => StudyJson.From(r.StudyInstanceUid, r.Run))],
            Skipped = skipped ?? [],
        };
    }
}

/// <summary>A file that was left out, and why; or what was put right in it.</summary>
public sealed record SkippedJson(string File, string Reason);

/// <summary>One study's grading.</summary>
public sealed record StudyJson
{
    public required string StudyInstanceUid { get; init; }
    public string? SeriesInstanceUid { get; init; }
    public string? SeriesReason { get; init; }
    public string? HighestGrade { get; init; }

    /// <summary>The worst grade of any slice alone; <see cref="HighestGrade"/> is the worst that the study rule supports.</summary>
    public string? HighestSingleGrade { get; init; }

    /// <summary>True for a high grade, and where a reader is needed.</summary>
    public bool Flagged { get; init; }

    /// <summary>True where a part of the spine has no answer: the flag then asks for a person's look, whatever the grade.</summary>
    public bool NeedsReader { get; init; }
    public string? FlagReason { get; init; }

    /// <summary>Which part of the spine was looked at; null while nothing was.</summary>
    public CoverageJson? Coverage { get; init; }

    /// <summary>The earlier grade that stands beside this one until a reviewer signs, because it is more severe; null when there is none.</summary>
    public string? EarlierGrade { get; init; }

    /// <summary>Whether the study was flagged before; null when no earlier result stands beside this one.</summary>
    public bool? EarlierFlagged { get; init; }

    /// <summary>Whether this grading alone flags the study; null when no earlier result stands beside it, and <c>flagged</c> says it.</summary>
    public bool? FlaggedAlone { get; init; }

    /// <summary>submitted, in-progress, complete, failed, rejected or cancelled.</summary>
    public required string State { get; init; }

    /// <summary>Why a later grading refused the study; null when none has. A low grade of before then stands in <c>earlierGrade</c>, and <c>state</c> is rejected.</summary>
    public string? RefusedSince { get; init; }

    /// <summary>Why rejected or failed, or what it waits for.</summary>
    public string? Reason { get; init; }
    public int SlicesDone { get; init; }
    public int SlicesTotal { get; init; }

    /// <summary>Every series of the study, taken or left.</summary>
    public required IReadOnlyList<SeriesNote> Series { get; init; }
    public required IReadOnlyList<SliceJson> Slices { get; init; }
    public required IReadOnlyList<LevelJson> Levels { get; init; }

    internal static StudyJson From(string studyInstanceUid, GradingRun run) => new()
    {
        StudyInstanceUid = studyInstanceUid,
        SeriesInstanceUid = run.SeriesInstanceUid,
        SeriesReason = run.SeriesReason,
        HighestGrade = run.HighestGrade?.ToText(),
        HighestSingleGrade = run.HighestSingleGrade?.ToText(),
        Flagged = run.Flagged,
        NeedsReader = run.NeedsReader,
        FlagReason = run.FlagReason,
        Coverage = CoverageJson.From(run.Coverage),
        EarlierGrade = run.EarlierGrade?.ToText(),
        EarlierFlagged = run.EarlierFlagged,
        FlaggedAlone = run.FlaggedAlone,
        State = run.State == GradingState.InProgress ? "in-progress" : run.State.ToString().ToLowerInvariant(),
        Reason = run.Error,
        SlicesDone = run.SlicesDone,
        SlicesTotal = run.SlicesTotal,
        Series = GradingRecord.ReadSeries(run),
        Slices = [.. run.Slices.OrderBy(s => s.Ordinal).Select(SliceJson.From)],
        Levels = [.. run.Levels.OrderBy(l => l.Ordinal).Select(LevelJson.From)],
    };

    /// <summary>The same once a later grading has refused the study: a high grade stays beside the refusal, a low one is no answer any more, and its slices are not given.</summary>
    internal StudyJson RefusedBy(GradingRun refusal, CaseResult counts)
    {
        var told = this with { RefusedSince = refusal.Error, FlagReason = counts.Reason, NeedsReader = counts.NeedsReader, Series = refusal.SeriesChoices is null ? Series : GradingRecord.ReadSeries(refusal) };
        return counts.Grade is not null ? told : told with
        {
            State = "rejected",
            Reason = refusal.Error,
            HighestGrade = null,
            HighestSingleGrade = null,
            EarlierGrade = counts.EarlierGrade?.ToText(),
            EarlierFlagged = counts.Flagged,
            FlaggedAlone = false,
            Coverage = CoverageJson.From(refusal.Coverage),
            Slices = [],
            Levels = [],
        };
    }
}

/// <summary>One slice. Without a grade, <c>grade</c>, <c>probabilities</c> and <c>distances</c> are null.</summary>
public sealed record SliceJson
{
    public required string SopInstanceUid { get; init; }
    public int Frame { get; init; }
    public double PositionMm { get; init; }

    /// <summary>Positions are comparable within one axis only: a stack of another frame of reference has one of its own.</summary>
    public int Axis { get; init; }

    /// <summary>graded, abstained, excluded or no-canal.</summary>
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public RoiJson? Roi { get; init; }

    /// <summary>Where the region came from: seen, faint (below the detector's threshold, on the line of its neighbours) or neighbours (canal not seen); null without one.</summary>
    public string? RoiSource { get; init; }

    /// <summary>True for a slice within the spine of which nothing could be said: a person must look at it.</summary>
    public bool NotAssessable { get; init; }
    public string? Grade { get; init; }
    public IReadOnlyDictionary<string, double>? Probabilities { get; init; }
    public IReadOnlyDictionary<string, double>? Distances { get; init; }
    public double HighGradeProbability { get; init; }

    /// <summary>The second opinion, measured on the slice; null where nothing could be measured, and without a segmentation.</summary>
    public GeometryJson? Geometry { get; init; }

    /// <summary>agree, differ (one of the two opinions calls the slice high grade, the other does not) or no-geometry (nothing could be measured, the prototypes' answer stands alone); null without a segmentation.</summary>
    public string? Agreement { get; init; }

    /// <summary>True where a slice is withheld when the two opinions differ; false where that is only told.</summary>
    public bool RestsOnBoth { get; init; }

    /// <summary>The outlines that were measured by; null where no sac was seen, and without a segmentation.</summary>
    public ContoursJson? Contours { get; init; }

    /// <summary>T7, or T7-8 at the disc; null until a reader has pinned a level, and where the name would be a guess.</summary>
    public string? Level { get; init; }

    /// <summary>Probability that the name is not a level off.</summary>
    public double? LevelConfidence { get; init; }
    public required string SeriesInstanceUid { get; init; }

    internal static SliceJson From(SliceResult slice) => new()
    {
        SopInstanceUid = slice.SopInstanceUid,
        Frame = slice.Frame,
        PositionMm = slice.PositionMm,
        Axis = slice.Axis,
        Status = slice.Status == SliceStatus.NoCanal ? "no-canal" : slice.Status.ToString().ToLowerInvariant(),
        Reason = slice.Reason,
        Roi = slice.RoiX is { } x ? new RoiJson(x, slice.RoiY!.Value, slice.RoiWidth!.Value, slice.RoiHeight!.Value, slice.RoiScore!.Value) : null,
        RoiSource = slice.RoiSource?.ToString().ToLowerInvariant(),
        NotAssessable = slice.NotAssessable,
        Grade = slice.Grade?.ToText(),
        Probabilities = ByGrade(slice.Probabilities),
        Distances = ByGrade(slice.Distances),
        HighGradeProbability = slice.HighGradeProbability,
        Geometry = slice.Geometry is { } geometry ? GeometryJson.From(geometry) : null,
        Agreement = slice.Agreement switch { OpinionAgreement.Agree => "agree", OpinionAgreement.Differ => "differ", OpinionAgreement.NoGeometry => "no-geometry", _ => null },
        RestsOnBoth = slice.RestsOnBoth,
        Contours = slice.Contours is { } contours ? ContoursJson.From(contours) : null,
        Level = slice.LevelName,
        LevelConfidence = slice.LevelConfidence,
        SeriesInstanceUid = slice.SeriesInstanceUid,
    };

    private static Dictionary<string, double>? ByGrade(double[] values) =>
        values.Length == BilskyGrades.Count ? BilskyGrades.All.ToDictionary(g => g.ToText(), g => values[(int)g]) : null;
}

/// <summary>The region in pixels of the original image, from its top-left corner.</summary>
public sealed record RoiJson(double X, double Y, double Width, double Height, double Score);

/// <summary>What was measured on a slice. What needs a cord is null without one.</summary>
/// <param name="MassMm2">Area of tumour inside the bony canal.</param>
/// <param name="SacIndentationMm">How far mass reaches inside where the sac would end without it.</param>
/// <param name="CordGapMm">Thinnest CSF between cord and the sac's wall where mass lies behind it; null where none does.</param>
/// <param name="CordFlatteningMm">Largest loss of the cord's width in any direction.</param>
/// <param name="CsfAroundDegrees">Arc of the cord's circumference, 0 to 360, with a layer of CSF that can be seen.</param>
/// <param name="CordMm2">Area of the cord.</param>
/// <param name="CordAreaRatio">That area over the mean of the nearest slices without mass above and below; null where there is none near.</param>
/// <param name="CanalCompromise">Share of the canal, 0 to 1, that mass takes.</param>
/// <param name="Grade">The grade that follows from the scale's definitions.</param>
public sealed record GeometryJson(
    double MassMm2, double SacIndentationMm, double? CordGapMm, double? CordFlatteningMm, double? CsfAroundDegrees, double? CordMm2, double? CordAreaRatio, double CanalCompromise, string? Grade)
{
    internal static GeometryJson From(CompressionGeometry measured) => new(
        measured.MassMm2, measured.SacIndentationMm, measured.CordGapMm, measured.CordFlatteningMm, measured.CsfAroundDegrees, measured.CordMm2, measured.CordAreaRatio, measured.CanalCompromise, measured.Grade?.ToText());

    internal CompressionGeometry Measured() => new(MassMm2, SacIndentationMm, CordGapMm, CordFlatteningMm, CsfAroundDegrees, CordMm2, CordAreaRatio, CanalCompromise)
    {
        Grade = BilskyGrades.TryParse(Grade, out var grade) ? grade : null,
    };
}

/// <summary>Outlines in pixels of the original image, each the points of a closed polygon as SVG writes them: "131.5,157.2 132,158.1".</summary>
/// <param name="Cord">The cord; null without one.</param>
/// <param name="Sac">The sac with the cord in it.</param>
/// <param name="Mass">Around each place that is more mass than anything else; holes have outlines of their own.</param>
public sealed record ContoursJson(string? Cord, string Sac, IReadOnlyList<string> Mass)
{
    internal static ContoursJson From(CanalContours contours) =>
        new(contours.Cord.Count == 0 ? null : CanalContours.Points(contours.Cord), CanalContours.Points(contours.Sac), [.. contours.Mass.Select(CanalContours.Points)]);
}

/// <summary>One level with its key image.</summary>
public sealed record LevelJson(
    string? Name,
    double FromMm,
    double ToMm,
    string Grade,
    string KeySopInstanceUid,
    int KeyFrame,
    [property: JsonPropertyName("keySlice")] int KeySliceOrdinal,
    double? NameConfidence,
    string? HighestSingleGrade)
{
    internal static LevelJson From(LevelResult level) => new(
        level.Name, level.FromMm, level.ToMm, level.Grade.ToText(), level.KeySopInstanceUid, level.KeyFrame, level.KeySliceOrdinal, level.NameConfidence, level.HighestSingleGrade?.ToText());
}
