using System.Globalization;
using System.Text.Json;
using BilskyWeb.Core.Grading;
using BilskyWeb.Platform.Audit;

namespace BilskyWeb.Features.Grading;

/// <summary>What the ledger keeps of a run that has ended: what the model saw, what it said, and which version of what said it.</summary>
internal static class GradedEntry
{
    /// <summary>Who grades.</summary>
    public const string Program = "BilskyWeb";

    /// <param name="run">A run that has ended, however.</param>
    /// <param name="pixels">SHA-256 of each slice's pixels, by its ordinal; empty where there are none.</param>
    public static LedgerEntry Of(GradingRun run, IReadOnlyList<string?> pixels) => new(AuditAction.Graded, run.StudyId, Words(run))
    {
        By = Program,
        Model = run.GraderModelSha256,
        Facts = LedgerFacts.Of(
            ("run", run.Id),
            ("role", run.Role),
            ("state", run.State),
            ("requestedBy", run.RequestedById),
            ("pipelineVersion", run.PipelineVersion),
            ("roiModelSha256", run.RoiModelSha256),
            ("graderModelSha256", run.GraderModelSha256),
            ("evidenceSha256", run.EvidenceSha256),
            ("segmentationSha256", run.SegmentationSha256),
            ("highGradeFrom", run.HighGradeFrom),
            ("provider", run.Provider),
            ("researchOnly", run.ResearchOnly),
            ("milliseconds", run.FinishedAt - run.StartedAt is { } took ? Math.Round(took.TotalMilliseconds) : null),
            ("highestGrade", run.HighestGrade?.ToText()),
            ("highestSingleGrade", run.HighestSingleGrade?.ToText()),
            ("flagged", run.Flagged),
            ("needsReader", run.NeedsReader),
            ("slices", run.Slices.OrderBy(s => s.Ordinal).Select(s => new
            {
                Series = s.SeriesInstanceUid,
                Sop = s.SopInstanceUid,
                s.Frame,
                PixelSha256 = pixels.ElementAtOrDefault(s.Ordinal),
                Roi = s.RoiX is null ? null : new[] { s.RoiX, s.RoiY, s.RoiWidth, s.RoiHeight, s.RoiScore },
                s.Status,
                Grade = s.Grade?.ToText(),
                Probabilities = s.Probabilities.Length == 0 ? null : s.Probabilities,
                s.Agreement,
            }).ToList())),
    };

    /// <summary>What of a kept slice is compared when it is replayed.</summary>
    public static SliceAnswer Answer(SliceResult slice) => new(slice.SeriesInstanceUid, slice.SopInstanceUid, slice.Frame, slice.Status, slice.Grade)
    {
        Roi = slice.RoiX is { } x ? [x, slice.RoiY!.Value, slice.RoiWidth!.Value, slice.RoiHeight!.Value] : null,
        Probabilities = slice.Probabilities,
    };

    /// <summary>The same from a record's facts; null where they are of another run.</summary>
    public static IReadOnlyList<SliceAnswer>? Read(string facts, Guid runId)
    {
        using var json = JsonDocument.Parse(facts);
        return json.RootElement.TryGetProperty("run", out var run) && run.TryGetGuid(out var id) && id == runId && json.RootElement.TryGetProperty("slices", out var slices)
            ? [.. slices.EnumerateArray().Select(Read)]
            : null;
    }

    private static SliceAnswer Read(JsonElement slice) => new(
        slice.GetProperty("series").GetString()!,
        slice.GetProperty("sop").GetString()!,
        slice.GetProperty("frame").GetInt32(),
        Enum.Parse<SliceStatus>(slice.GetProperty("status").GetString()!, ignoreCase: true),
        slice.TryGetProperty("grade", out var text) && BilskyGrades.TryParse(text.GetString(), out var grade) ? grade : null)
    {
        PixelSha256 = slice.TryGetProperty("pixelSha256", out var pixels) ? pixels.GetString() : null,
        Roi = slice.TryGetProperty("roi", out var roi) ? [.. roi.EnumerateArray().Take(4).Select(Number)] : null,
        Probabilities = slice.TryGetProperty("probabilities", out var probabilities) ? [.. probabilities.EnumerateArray().Select(Number)] : [],
    };

    // NaN and infinity are written as words.
    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;

    private static string Words(GradingRun run) => run.State switch
    {
        GradingState.Complete => string.Create(CultureInfo.InvariantCulture, $"run {run.Id}: {(run.HighestGrade is { } grade ? $"highest grade {grade.ToText()}" : "no grade")}, {(run.Flagged ? "flagged" : "not flagged")}"),
        var state => string.Create(CultureInfo.InvariantCulture, $"run {run.Id}: {state.ToString().ToLowerInvariant()}"),
    };
}
