using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Oversight.Replays;

/// <summary>Asks for a past grading to be run again and compared.</summary>
internal sealed class RequestReplay(IDbContextFactory<BilskyDbContext> contexts, ReplayQueue queue, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    /// <returns>The replay's id.</returns>
    public async Task<Result<Guid>> HandleAsync(Actor actor, Guid runId, CancellationToken cancellationToken)
    {
        if (!actor.IsAuditor)
        {
            return new NotForReplay();
        }

        Replay replay;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (await database.GradingRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, cancellationToken) is not { } run)
            {
                return new GradingUnknown();
            }

            if (run is not { State: GradingState.Complete or GradingState.Rejected, GraderModelSha256: not null, RoiModelSha256: not null })
            {
                return new NothingToReplay();
            }

            replay = new Replay
            {
                Id = Guid.CreateVersion7(),
                RunId = runId,
                StudyId = run.StudyId,
                State = ReplayState.Submitted,
                SubmittedAt = clock.GetUtcNow(),
                RequestedById = actor.UserId,
                RequestedBy = KeepableText.Cut(actor.DisplayName, 200),
            };
            database.Replays.Add(replay);
            trail.Add(database, actor, new LedgerEntry(AuditAction.RequestedReplay, run.StudyId, $"run {runId}") { Model = run.GraderModelSha256, Facts = LedgerFacts.Of(("run", runId), ("replay", replay.Id)) });
            try
            {
                await database.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException failed) when (failed.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                return new AlreadyReplaying();
            }
        }

        // A process that dies before this line leaves it without a job; the sweeper finds it.
        await queue.EnqueueAsync(replay.Id, cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Replay, runId), cancellationToken);
        return replay.Id;
    }
}

/// <summary>Stops the unfinished replay of a grading: at once when it waits, within a moment when it runs.</summary>
internal sealed class CancelReplay(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid runId, CancellationToken cancellationToken)
    {
        if (!actor.IsAuditor)
        {
            return new NotForReplay();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var replay = await database.Replays.FromSql($"""select * from "Replays" where "RunId" = {runId} and "State" in ('Submitted', 'InProgress') for update""").SingleOrDefaultAsync(cancellationToken);
        if (replay is null)
        {
            return new NoReplayToCancel();
        }

        replay.CancelRequested = true;
        if (replay.State == ReplayState.Submitted)
        {
            (replay.State, replay.FinishedAt, replay.Words) = (ReplayState.Cancelled, clock.GetUtcNow(), null);
        }

        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.CancelledReplay, replay.StudyId, $"run {runId}") { Facts = LedgerFacts.Of(("run", runId), ("replay", replay.Id)) }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Replay, runId), cancellationToken);
        return new Done();
    }
}
