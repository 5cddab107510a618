using System.Globalization;
using System.Text.Json;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Fetch;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Inference;
using BilskyWeb.Platform.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Oversight.Replays;

/// <summary>What a replay found.</summary>
/// <param name="Outcome">Whether everything comes out as recorded.</param>
/// <param name="Words">The same in a sentence or two.</param>
/// <param name="Slices">Each slice beside its replay.</param>
internal sealed record ReplayedGrading(ReplayOutcome Outcome, string Words, IReadOnlyList<SliceReplay> Slices)
{
    public string? Provider { get; init; }
    public string? PipelineVersion { get; init; }
    public ReplayTolerance? Tolerance { get; init; }
}

internal sealed record ModelGone(string Message) : NotFoundError("replay.model_gone", Message);

/// <summary>
/// Grades a study again as a past run did: the models by their SHA-256, the line between low and high grade of then, the series that were taken by hand then, and where images have come since,
/// only those of then. What was recorded is taken from the ledger, where it has it: a row of a result can be altered, a record cannot.
/// </summary>
internal sealed class ReplayGrading(IDbContextFactory<BilskyDbContext> contexts, DicomWebArchive archive, StudyRule rule, IOptions<GradingOptions> options, ILogger<ReplayGrading> logger)
{
    /// <returns>What was found; an error when a model is gone, or the archive cannot be read just now.</returns>
    public async Task<Result<ReplayedGrading>> HandleAsync(Guid runId, IProgress<GradingProgress> progress, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await database.GradingRuns.AsNoTracking().Include(r => r.Slices.OrderBy(s => s.Ordinal)).SingleAsync(r => r.Id == runId, cancellationToken);
        var study = await database.Studies.AsNoTracking().SingleAsync(s => s.Id == run.StudyId, cancellationToken);
        var rows = run.Slices.Select(GradedEntry.Answer).ToList();
        var recorded = await RecordedAsync(database, run, cancellationToken);
        var then = recorded ?? rows;

        var opened = SlicePipeline.OpenExactly(options.Value.Models, new PipelineFiles(run.RoiModelSha256!, run.GraderModelSha256!, run.SegmentationSha256, run.HighGradeFrom), options.Value.Inference, logger);
        if (!opened.IsOk)
        {
            return new ModelGone(opened.Error!.Message);
        }

        using var pipeline = opened.Value;
        var notes = GradingRecord.ReadSeries(run);
        var grader = new StudyGrader(archive, pipeline, rule)
        {
            TakenByHand = notes.Where(n => n is { ByHand: true, Taken: true }).Select(n => n.SeriesInstanceUid).ToHashSet(StringComparer.Ordinal),
            Unread = await UnreadUploads.OfAsync(database, study, cancellationToken),
            Fetched = await StudyFetch.ToldOfAsync(database, study.StudyInstanceUid, cancellationToken),
            Among = came => came.Count == run.InstanceCount ? came : OfThen(came, notes, then),
        };
        var outcome = await grader.GradeAsync(study.StudyInstanceUid, progress, cancellationToken);
        if (!outcome.IsOk)
        {
            return outcome.Error is NotFoundError gone ? new ReplayedGrading(ReplayOutcome.Impossible, $"The images are gone. {gone.Message}", []) : outcome.Error!;
        }

        if (then.Count > 0 && outcome.Value.InstanceCount == 0)
        {
            return new ReplayedGrading(ReplayOutcome.Impossible, "The archive no longer holds the images.", []);
        }

        return Judge(run, outcome.Value, pipeline, then, recorded, rows);
    }

    private ReplayedGrading Judge(GradingRun run, StudyOutcome outcome, SlicePipeline pipeline, IReadOnlyList<SliceAnswer> then, IReadOnlyList<SliceAnswer>? recorded, IReadOnlyList<SliceAnswer> rows)
    {
        var now = new GradingRun();
        GradingRecord.Fill(now, outcome, pipeline, rule);
        var tolerance = ReplayTolerance.Between(run.Provider, pipeline.Provider, pipeline.GraderCard.Int8Of is not null);
        var slices = SliceReplay.Compare(then, [.. now.Slices.Select(s => GradedEntry.Answer(s) with { PixelSha256 = outcome.Images[s.Ordinal].PixelSha256 })], tolerance);
        var matching = slices.Count(s => s.Outcome == ReplayedSlice.Match);
        var troubles = new List<string>();
        var notes = new List<string>();
        if (slices.Count > matching)
        {
            troubles.Add(string.Join(", ", slices.Where(s => s.Outcome != ReplayedSlice.Match).GroupBy(s => s.Outcome).Select(g => $"{g.Count()} {Words(g.Key)}")));
        }

        if (recorded is not null && SliceReplay.Compare([.. recorded.Select(r => r with { PixelSha256 = null })], rows, new ReplayTolerance(0, 0)).Count(s => s.Outcome != ReplayedSlice.Match) is > 0 and var altered)
        {
            troubles.Add($"{altered} of the kept results differ from what the ledger says was graded");
        }

        if (pipeline.VersionUnder(rule) is var version && version != run.PipelineVersion)
        {
            notes.Add($"The program has changed since: {run.PipelineVersion} then, {version} now.");
        }
        else if (Unread(run) != Unread(now))
        {
            notes.Add("Other files of the study than then cannot be read, so that what was said of the study was not compared.");
        }
        else if (StudyTrouble(run, now) is { } study)
        {
            troubles.Add(study);
        }

        if (recorded is null)
        {
            notes.Add("The ledger has no record of this grading, so that the kept results were compared.");
        }

        if (then.Any(s => s.PixelSha256 is null && s.Status != SliceStatus.Excluded))
        {
            notes.Add("Whether the pixels are those of then cannot be told: no SHA-256 of them was recorded.");
        }

        var said = string.Create(CultureInfo.InvariantCulture, $"{matching} of {slices.Count} slices match on {pipeline.Provider}.");
        return new ReplayedGrading(
            troubles.Count == 0 ? ReplayOutcome.Match : ReplayOutcome.Mismatch,
            string.Join(' ', [said, .. troubles.Select(t => $"{char.ToUpperInvariant(t[0])}{t[1..]}."), .. notes]),
            slices)
        { Provider = pipeline.Provider, PipelineVersion = version, Tolerance = tolerance };
    }

    // Of the study: what its run alone said, before an earlier result was laid beside it.
    private static string? StudyTrouble(GradingRun then, GradingRun now) =>
        then.State != now.State ? $"the study was {then.State.ToString().ToLowerInvariant()}, now it is {now.State.ToString().ToLowerInvariant()}"
        : then.HighestGrade != now.HighestGrade ? $"the study's highest grade was {then.HighestGrade?.ToText() ?? "none"}, now it is {now.HighestGrade?.ToText() ?? "none"}"
        : (then.FlaggedAlone ?? then.Flagged) != now.Flagged ? $"the study was {((then.FlaggedAlone ?? then.Flagged) ? "flagged" : "not flagged")}, now it is {(now.Flagged ? "flagged" : "not flagged")}"
        : null;

    private static string? Unread(GradingRun run) => GradingRecord.ReadCoverage(run.Coverage)?.Unread is { } unread ? JsonSerializer.Serialize(unread) : null;

    private static string Words(ReplayedSlice outcome) => outcome switch
    {
        ReplayedSlice.OtherPixels => "with other pixels than the model saw",
        ReplayedSlice.Gone => "gone from the archive",
        ReplayedSlice.Added => "not graded then",
        _ => "with another answer",
    };

    // Series that came later take no part; of a series that was graded, the images that were.
    private static List<DicomDataset> OfThen(List<DicomDataset> came, IReadOnlyList<SeriesNote> notes, IReadOnlyList<SliceAnswer> then)
    {
        var series = notes.Select(n => n.SeriesInstanceUid).Concat(then.Select(s => s.SeriesInstanceUid)).ToHashSet(StringComparer.Ordinal);
        var graded = then.Select(s => s.SeriesInstanceUid).ToHashSet(StringComparer.Ordinal);
        var images = then.Select(s => s.SopInstanceUid).ToHashSet(StringComparer.Ordinal);
        return came.FindAll(i => i.GetString(DicomTag.SeriesInstanceUid) is { } uid && series.Contains(uid) && (!graded.Contains(uid) || images.Contains(i.GetString(DicomTag.SopInstanceUid) ?? "")));
    }

    private static async Task<IReadOnlyList<SliceAnswer>?> RecordedAsync(BilskyDbContext database, GradingRun run, CancellationToken cancellationToken)
    {
        var id = run.Id.ToString();
        var facts = await database.AuditEvents.Where(e => e.StudyId == run.StudyId && e.Action == AuditAction.Graded && e.Facts != null && e.Facts.Contains(id)).OrderBy(e => e.Id).Select(e => e.Facts!).ToListAsync(cancellationToken);
        return facts.Select(f => GradedEntry.Read(f, run.Id)).FirstOrDefault(r => r is not null);
    }
}
