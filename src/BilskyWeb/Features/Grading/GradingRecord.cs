using System.Text.Json;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference;

namespace BilskyWeb.Features.Grading;

/// <summary>Writes an outcome into a run. The only way in which results enter our tables, and what the <c>grade</c> command prints from.</summary>
internal static class GradingRecord
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <summary>Every series of the study with its reason; empty while the run has not read them.</summary>
    public static IReadOnlyList<SeriesNote> ReadSeries(GradingRun run) => ReadSeries(run.SeriesChoices);

    /// <summary>The same from what was stored.</summary>
    public static IReadOnlyList<SeriesNote> ReadSeries(string? stored) => JsonSerializer.Deserialize<SeriesNote[]>(stored ?? "[]", Json) ?? [];

    /// <summary>Which part of the spine was looked at; null where the run has not told.</summary>
    public static StudyCoverage? ReadCoverage(string? stored) => stored is null ? null : JsonSerializer.Deserialize<StudyCoverage>(stored, Json);

    /// <summary>Names the ends of what was looked at as the slices are named.</summary>
    public static void NameCoverage(GradingRun run)
    {
        if (ReadCoverage(run.Coverage) is { } coverage)
        {
            var names = run.Slices.ToDictionary(s => s.Ordinal, s => s.LevelName);
            run.Coverage = JsonSerializer.Serialize(coverage.Named(i => names.GetValueOrDefault(i)), Json);
        }
    }

    public static void Fill(GradingRun run, StudyOutcome outcome, SlicePipeline pipeline, StudyRule rule)
    {
        run.State = outcome.Rejection is null ? GradingState.Complete : GradingState.Rejected;
        run.Error = outcome.Rejection;
        run.InstanceCount = outcome.InstanceCount;
        run.SlicesTotal = outcome.Images.Count;
        run.SlicesDone = outcome.Images.Count;
        run.PipelineVersion = pipeline.VersionUnder(rule);
        run.RoiModelSha256 = pipeline.RoiCard.Sha256;
        run.GraderModelSha256 = pipeline.GraderCard.Sha256;
        run.EvidenceSha256 = pipeline.EvidenceSha256;
        run.SegmentationSha256 = pipeline.SegmentationSha256;
        run.HighGradeFrom = pipeline.GraderCard.Decision?.HighGradeFrom;
        run.Provider = pipeline.Provider;
        run.ResearchOnly = pipeline.ResearchOnly;
        run.SeriesInstanceUid = outcome.SeriesInstanceUid;
        run.SeriesReason = outcome.SeriesReason;
        run.SeriesChoices = JsonSerializer.Serialize(outcome.Series, Json);
        run.HighestGrade = outcome.Verdict?.HighestGrade;
        run.Flagged = outcome.Verdict?.Flagged ?? false;
        run.FlagReason = outcome.Verdict?.Reason;
        run.Coverage = outcome.Coverage is { } coverage ? JsonSerializer.Serialize(coverage, Json) : null;
        run.HighestSingleGrade = outcome.Verdict?.HighestSingleGrade;
        run.NeedsReader = outcome.Verdict?.NeedsReader ?? false;
        run.Slices.AddRange(outcome.Images.Select(Slice));
        foreach (var slice in run.Slices)
        {
            slice.NotAssessable = outcome.Verdict?.NotAssessable.ElementAtOrDefault(slice.Ordinal) ?? false;
        }

        run.Levels.AddRange(outcome.Levels.Select((level, i) => new LevelResult
        {
            Ordinal = i,
            FromMm = level.FromMm,
            ToMm = level.ToMm,
            Grade = level.Grade,
            HighestSingleGrade = level.HighestSingleGrade,
            KeySliceOrdinal = level.KeySlice,
            KeySopInstanceUid = outcome.Images[level.KeySlice].SopInstanceUid,
            KeyFrame = outcome.Images[level.KeySlice].Frame,
        }));
    }

    private static SliceResult Slice(ImageGrade image, int ordinal)
    {
        var slice = image.Placed.Slice;
        return new SliceResult
        {
            Ordinal = ordinal,
            SeriesInstanceUid = image.SeriesInstanceUid,
            SopInstanceUid = image.SopInstanceUid,
            Frame = image.Frame,
            PositionMm = image.Placed.PositionMm,
            Axis = image.Placed.Axis,
            Status = slice.Status,
            MayEnd = image.Placed.MayEnd,
            Reason = slice.Reason,
            RoiX = slice.Roi?.X,
            RoiY = slice.Roi?.Y,
            RoiWidth = slice.Roi?.Width,
            RoiHeight = slice.Roi?.Height,
            RoiScore = slice.Roi?.Score,
            RoiSource = slice.RoiSource,
            Grade = slice.Grade,
            Probabilities = slice.Probabilities,
            Distances = slice.Distances,
            HighGradeProbability = slice.HighGradeProbability,
            Evidence = slice.Evidence,
            Geometry = slice.Geometry,
            Contours = slice.Contours,
            Agreement = slice.Agreement,
            RestsOnBoth = slice.RestsOnBoth,
        };
    }
}
