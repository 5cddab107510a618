using System.Diagnostics;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading.Levels;
using BilskyWeb.Features.Intake.Fetch;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Inference;
using BilskyWeb.Platform.Live;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BilskyWeb.Features.Grading;

/// <summary>
/// Does one run. May be started any number of times, by any process: a run that is finished, or that another process works on, is left
/// alone, and a result is saved in one transaction or not at all.
/// </summary>
internal sealed class GradeStudyJob(
    GradingRuns runs,
    IDbContextFactory<BilskyDbContext> contexts,
    DicomWebArchive archive,
    OrthancArchive orthanc,
    PipelineSource pipelines,
    StudyRule rule,
    ILogger<GradeStudyJob> logger)
{
    /// <summary>Held while a process works on the run.</summary>
    internal static string LockOf(Guid runId) => $"grading {runId:N}";

    /// <summary>Faults of ours are written into the run; what is left to the job server is a database that does not answer.</summary>
    [AutomaticRetry(Attempts = 10, DelaysInSeconds = [2, 5, 10, 30, 60])]
    public async Task RunAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var alone = await AdvisoryLock.TryTakeAsync(contexts, LockOf(runId), cancellationToken);
        if (alone is null || await runs.StartAsync(runId, cancellationToken) is not { } study)
        {
            return;
        }

        var watch = Stopwatch.StartNew();
        await using var pulse = runs.Pulse(runId, study.Id, cancellationToken);
        try
        {
            var pipeline = pipelines.Get();
            if (!pipeline.IsOk)
            {
                await runs.WaitAsync(runId, pipeline.Error!, cancellationToken);
                return;
            }

            var grader = await GraderAsync(study, pipeline.Value, cancellationToken);
            var outcome = await grader.GradeAsync(study.StudyInstanceUid, pulse, pulse.Cancelled);
            await EndAsync(runId, outcome, pipeline.Value, cancellationToken);
            logger.LogInformation("Run {RunId} ended after {ElapsedMs} ms", runId, watch.ElapsedMilliseconds);
        }
        catch (OperationCanceledException) when (pulse.CancelRequested)
        {
            await runs.CancelledAsync(runId, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The process is told to stop: that is no failed attempt. The job server gives the job to another.
            await runs.ForgiveAttemptAsync(runId);
            throw;
        }
        catch (Exception fault) when (fault is not (NpgsqlException or DbUpdateException))
        {
            logger.LogError(fault, "Run {RunId} failed", runId);
            await runs.FailedAttemptAsync(runId, cancellationToken);
        }
    }

    private async Task<StudyGrader> GraderAsync(Study study, SlicePipeline pipeline, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var again = await orthanc.SentOtherwiseAsync(study.StudyInstanceUid, cancellationToken);
        if (again.Error is { } silent)
        {
            // Where the archive does not answer the grader itself says so and the run waits.
            logger.LogWarning("What came again cannot be asked ({Code})", silent.Code);
        }

        return new StudyGrader(archive, pipeline, rule)
        {
            SentOtherwise = again.IsOk ? again.Value.Count : 0,
            TakenByHand = await database.SeriesByHand.Where(s => s.StudyId == study.Id && s.TakenBackAt == null).Select(s => s.SeriesInstanceUid).ToHashSetAsync(cancellationToken),
            Unread = await UnreadUploads.OfAsync(database, study, cancellationToken),
            Fetched = await StudyFetch.ToldOfAsync(database, study.StudyInstanceUid, cancellationToken),
        };
    }

    private Task EndAsync(Guid runId, Result<StudyOutcome> outcome, SlicePipeline pipeline, CancellationToken cancellationToken) => outcome.Error switch
    {
        null => runs.SaveAsync(
            runId,
            async (database, run) =>
            {
                GradingRecord.Fill(run, outcome.Value, pipeline, rule);
                await KeepEarlierResult.ApplyAsync(database, run, cancellationToken);

                // Levels that a reader has pinned keep their names when the study is graded anew.
                await LevelNames.WriteAsync(database, run, slice => outcome.Value.Images[slice.Ordinal].Plane, cancellationToken);
            },
            [.. outcome.Value.Images.Select(i => i.PixelSha256)],
            cancellationToken),
        UnavailableError unavailable => runs.WaitAsync(runId, unavailable, cancellationToken),
        var error => runs.SaveAsync(
            runId,
            (_, run) =>
            {
                run.State = GradingState.Rejected;
                run.Error = error.Message;
                return Task.CompletedTask;
            },
            [],
            cancellationToken),
    };
}
