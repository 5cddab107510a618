using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Live;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Oversight.Replays;

/// <summary>
/// Does one replay. May be started any number of times, by any process: one that is finished, or that another process works on, is left alone, and its result and
/// its record in the ledger are saved in one transaction or not at all.
/// </summary>
internal sealed class ReplayJob(IDbContextFactory<BilskyDbContext> contexts, ReplayGrading grading, LiveUpdates live, AuditTrail trail, TimeProvider clock, ILogger<ReplayJob> logger)
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan StepsAside = TimeSpan.FromSeconds(5);

    /// <summary>Held while a process works on the replay.</summary>
    internal static string LockOf(Guid replayId) => $"replay {replayId:N}";

    [AutomaticRetry(Attempts = 10, DelaysInSeconds = [2, 5, 10, 30, 60])]
    public async Task RunAsync(Guid replayId, CancellationToken cancellationToken)
    {
        await using var alone = await AdvisoryLock.TryTakeAsync(contexts, LockOf(replayId), cancellationToken);
        if (alone is null || await StartAsync(replayId, cancellationToken) is not { } runId)
        {
            return;
        }

        await using var pulse = new RunPulse(
            async (progress, ct) =>
            {
                await using var database = await contexts.CreateDbContextAsync(ct);
                await Underway(database, replayId).ExecuteUpdateAsync(r => r.SetProperty(x => x.SlicesDone, progress.Done).SetProperty(x => x.SlicesTotal, progress.Total), ct);
                await live.PublishAsync(new LiveUpdate(LiveTopic.Replay, runId), ct);
            },
            async ct =>
            {
                await using var database = await contexts.CreateDbContextAsync(ct);
                return await Underway(database, replayId).AnyAsync(r => r.CancelRequested, ct);
            },
            runId,
            logger,
            cancellationToken);
        try
        {
            var done = await grading.HandleAsync(runId, pulse, pulse.Cancelled);
            await ChangeAsync(replayId, replay => Fill(replay, done), cancellationToken);
        }
        catch (OperationCanceledException) when (pulse.CancelRequested)
        {
            await ChangeAsync(replayId, replay => replay.State = ReplayState.Cancelled, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The process is told to stop. The job server gives the job to another.
            await ChangeAsync(replayId, replay => (replay.State, replay.Attempts) = (ReplayState.Submitted, replay.Attempts - 1), CancellationToken.None);
            throw;
        }
        catch (Exception fault) when (fault is not (NpgsqlException or DbUpdateException))
        {
            logger.LogError(fault, "Replay {ReplayId} failed", replayId);
            await ChangeAsync(
                replayId,
                replay => (replay.State, replay.Words, replay.NextAttemptAt) = replay.Attempts >= MostAttempts
                    ? (ReplayState.Failed, "The replay failed through a fault of this program, several times. The grading itself is untouched. Ask an operator to look at the log.", (DateTimeOffset?)null)
                    : (ReplayState.Submitted, "The replay was interrupted by a fault and is tried again in a moment.", clock.GetUtcNow().AddSeconds(2 << replay.Attempts)),
                cancellationToken);
        }
    }

    private static IQueryable<Replay> Underway(BilskyDbContext database, Guid replayId) => database.Replays.Where(r => r.Id == replayId && r.State == ReplayState.InProgress);

    /// <returns>The run to replay; null when there is nothing to do now.</returns>
    private async Task<Guid?> StartAsync(Guid replayId, CancellationToken cancellationToken)
    {
        Guid? run = null;
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();

        // A patient's images before an auditor's question.
        var isWanted = await database.ClinicalRuns().AnyAsync(r => r.State == GradingState.Submitted && (r.NextAttemptAt == null || r.NextAttemptAt <= now), cancellationToken);
        await ChangeAsync(
            replayId,
            replay =>
            {
                if (replay.NextAttemptAt > now)
                {
                    return;
                }

                if (replay.CancelRequested)
                {
                    replay.State = ReplayState.Cancelled;
                }
                else if (isWanted)
                {
                    (replay.State, replay.NextAttemptAt, replay.Words) = (ReplayState.Submitted, now + StepsAside, "Studies wait to be graded; they go first.");
                }
                else if (replay.Attempts >= MostAttempts)
                {
                    (replay.State, replay.Words) = (ReplayState.Failed, $"The replay was begun {replay.Attempts} times and never ended. The grading itself is untouched. Ask an operator to look at the log.");
                }
                else
                {
                    (replay.State, replay.Attempts, replay.NextAttemptAt, replay.Words) = (ReplayState.InProgress, replay.Attempts + 1, null, null);
                    run = replay.RunId;
                }
            },
            cancellationToken);
        return run;
    }

    private void Fill(Replay replay, Result<ReplayedGrading> done)
    {
        switch (done.Error)
        {
            case null:
                var said = done.Value;
                (replay.State, replay.Outcome, replay.Words, replay.Slices) = (ReplayState.Complete, said.Outcome, KeepableText.Cut(said.Words, 1000), said.Slices);
                (replay.Provider, replay.PipelineVersion, replay.ProbabilityTolerance, replay.RoiTolerancePixels) = (said.Provider, said.PipelineVersion, said.Tolerance?.Probability, said.Tolerance?.RoiPixels);
                replay.LargestDifference = said.Slices.Where(s => s.ProbabilityDifference is not null).Select(s => s.ProbabilityDifference).DefaultIfEmpty(null).Max();
                replay.SlicesDone = replay.SlicesTotal = said.Slices.Count;
                break;
            case UnavailableError unavailable:
                var waited = clock.GetUtcNow() - replay.SubmittedAt;
                (replay.State, replay.Words) = (ReplayState.Submitted, KeepableText.Cut(unavailable.Message, 1000));
                (replay.Attempts, replay.NextAttemptAt) = (replay.Attempts - 1, clock.GetUtcNow().AddSeconds(Math.Clamp(waited.TotalSeconds / 4, 2, 60)));
                break;
            case var error:
                (replay.State, replay.Outcome, replay.Words) = (ReplayState.Complete, ReplayOutcome.Impossible, KeepableText.Cut(error.Message, 1000));
                break;
        }
    }

    // One step of a replay's life; does nothing when it has ended meanwhile.
    private async Task ChangeAsync(Guid replayId, Action<Replay> change, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var replay = await database.Replays.FromSql($"""select * from "Replays" where "Id" = {replayId} for update""").SingleOrDefaultAsync(cancellationToken);
        if (replay is not { State: ReplayState.Submitted or ReplayState.InProgress })
        {
            return;
        }

        change(replay);
        if (replay.State is ReplayState.Complete or ReplayState.Failed or ReplayState.Cancelled)
        {
            replay.FinishedAt = clock.GetUtcNow();
        }

        if (replay.State is ReplayState.Complete or ReplayState.Failed)
        {
            trail.Add(database, null, await EntryAsync(database, replay, cancellationToken));
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Replay, replay.RunId), cancellationToken);
    }

    private static async Task<LedgerEntry> EntryAsync(BilskyDbContext database, Replay replay, CancellationToken cancellationToken) =>
        new(AuditAction.Replayed, replay.StudyId, $"run {replay.RunId}: {(replay.Outcome?.ToString() ?? "failed").ToLowerInvariant()}. {replay.Words}")
        {
            By = GradedEntry.Program,
            Model = await database.GradingRuns.Where(r => r.Id == replay.RunId).Select(r => r.GraderModelSha256).SingleOrDefaultAsync(cancellationToken),
            Facts = LedgerFacts.Of(
                ("replay", replay.Id),
                ("run", replay.RunId),
                ("requestedBy", replay.RequestedById),
                ("outcome", replay.Outcome),
                ("words", replay.Words),
                ("provider", replay.Provider),
                ("pipelineVersion", replay.PipelineVersion),
                ("probabilityTolerance", replay.ProbabilityTolerance),
                ("roiTolerancePixels", replay.RoiTolerancePixels),
                ("largestDifference", replay.LargestDifference),
                ("slices", replay.Slices.Count),
                ("differing", replay.Slices.Where(s => s.Outcome != ReplayedSlice.Match).Select(s => new { Sop = s.SopInstanceUid, s.Frame, s.Outcome, s.Line }).ToList())),
        };
}
