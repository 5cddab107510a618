using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Jobs;
using BilskyWeb.Platform.Live;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Review.Regions;

/// <summary>Grades the drawn boxes of a study that wait for it. May be started any number of times: an answer is saved once, and never over another.</summary>
internal sealed class RegradeRegionJob(
    IDbContextFactory<BilskyDbContext> contexts, DicomWebArchive archive, PipelineSource pipelines, StudyRule rule, LiveUpdates live, AuditTrail trail, TimeProvider clock, ILogger<RegradeRegionJob> logger)
{
    /// <summary>Faults of ours are written beside the box; what is left to the job server is a database that does not answer.</summary>
    [AutomaticRetry(Attempts = 5, DelaysInSeconds = [2, 5, 10, 30, 60])]
    public async Task RunAsync(Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = await (
            from regrade in database.RegionRegrades.AsNoTracking()
            where regrade.StudyId == studyId && regrade.State == RegradeState.Submitted
            join slice in database.SliceResults on new { regrade.RunId, regrade.Ordinal } equals new { slice.RunId, slice.Ordinal }
            join study in database.Studies on regrade.StudyId equals study.Id
            join run in database.GradingRuns on regrade.RunId equals run.Id
            orderby regrade.DrawnAt
            select new { Box = regrade, Slice = slice, study.StudyInstanceUid, run.SeriesChoices }).ToListAsync(cancellationToken);
        foreach (var one in waiting)
        {
            var (answer, version, sha256) = await GradeAsync(one.StudyInstanceUid, ByHand(one.SeriesChoices), one.Slice, one.Box, cancellationToken);
            await SaveAsync(database, studyId, one.Box.Id, answer, version, sha256, cancellationToken);
            await live.PublishAsync(new LiveUpdate(LiveTopic.Review, studyId), cancellationToken);
        }
    }

    /// <summary>One slice is short work: it must not wait behind the studies that are being graded.</summary>
    internal static void Enqueue(IBackgroundJobClient jobs, Guid studyId) => jobs.Enqueue<RegradeRegionJob>(JobQueue.Default, job => job.RunAsync(studyId, CancellationToken.None));

    /// <summary>The series that the box's own grading took by hand: its intensities are those of the same stacks as at first.</summary>
    private static HashSet<string> ByHand(string? seriesChoices) => [.. GradingRecord.ReadSeries(seriesChoices).Where(s => s.ByHand).Select(s => s.SeriesInstanceUid)];

    private async Task<(Result<GradedSlice> Answer, string? Version, string? Sha256)> GradeAsync(
        string study, HashSet<string> byHand, SliceResult slice, RegionRegrade box, CancellationToken cancellationToken)
    {
        var pipeline = pipelines.Get();
        if (!pipeline.IsOk)
        {
            return (pipeline.Error!, null, null);
        }

        var (version, sha256) = (pipeline.Value.VersionUnder(rule), pipeline.Value.GraderCard.Sha256);
        try
        {
            var grader = new StudyGrader(archive, pipeline.Value, rule) { TakenByHand = byHand };
            return (await grader.GradeRegionAsync(study, new ImageRegion(slice.SeriesInstanceUid, slice.SopInstanceUid, slice.Frame, box.CentreX, box.CentreY, box.SideMm), cancellationToken), version, sha256);
        }
        catch (Exception fault) when (fault is not (NpgsqlException or DbUpdateException or OperationCanceledException))
        {
            logger.LogError(fault, "The box {RegradeId} could not be graded", box.Id);
            return (new BoxFault(), version, sha256);
        }
    }

    private async Task SaveAsync(BilskyDbContext database, Guid studyId, Guid id, Result<GradedSlice> answer, string? version, string? sha256, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (state, error, graded) = answer.IsOk ? (RegradeState.Complete, null, answer.Value) : (RegradeState.Failed, answer.Error!.Message, (GradedSlice?)null);
        var (status, grade, reason) = (graded?.Status, graded?.Grade, graded?.Reason);
        var (probabilities, distances, high) = (graded?.Probabilities ?? [], graded?.Distances ?? [], graded?.HighGradeProbability ?? 0);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var saved = await database.RegionRegrades.Where(r => r.Id == id && r.State == RegradeState.Submitted).ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.State, state)
                .SetProperty(r => r.Error, error)
                .SetProperty(r => r.Status, status)
                .SetProperty(r => r.Reason, reason)
                .SetProperty(r => r.Grade, grade)
                .SetProperty(r => r.Probabilities, probabilities)
                .SetProperty(r => r.Distances, distances)
                .SetProperty(r => r.HighGradeProbability, high)
                .SetProperty(r => r.PipelineVersion, version)
                .SetProperty(r => r.GraderModelSha256, sha256)
                .SetProperty(r => r.FinishedAt, now),
            cancellationToken);
        if (saved > 0)
        {
            await trail.WriteAsync(
                database,
                null,
                new LedgerEntry(AuditAction.GradedBox, studyId, $"box {id}")
                {
                    By = GradedEntry.Program,
                    Model = sha256,
                    Facts = LedgerFacts.Of(("box", id), ("state", state), ("status", status), ("grade", grade?.ToText()), ("probabilities", probabilities), ("pipelineVersion", version), ("graderModelSha256", sha256)),
                },
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record BoxFault() : UnavailableError("region.fault", "The box could not be graded for a fault of the program. Draw it again; if that fails too, tell the operator. The grades are not affected.");
}
