using System.Globalization;
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

    private static string Words(GradingRun run) => run.State switch
    {
        GradingState.Complete => string.Create(CultureInfo.InvariantCulture, $"run {run.Id}: {(run.HighestGrade is { } grade ? $"highest grade {grade.ToText()}" : "no grade")}, {(run.Flagged ? "flagged" : "not flagged")}"),
        var state => string.Create(CultureInfo.InvariantCulture, $"run {run.Id}: {state.ToString().ToLowerInvariant()}"),
    };
}
