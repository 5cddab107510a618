using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Jobs;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Replays;

/// <summary>Hands replays to the job server, on the queue of gradings.</summary>
internal sealed class ReplayQueue(IDbContextFactory<BilskyDbContext> contexts, IBackgroundJobClient jobs)
{
    public async Task EnqueueAsync(Guid replayId, CancellationToken cancellationToken)
    {
        var jobId = jobs.Enqueue<ReplayJob>(JobQueue.Grading, job => job.RunAsync(replayId, CancellationToken.None));
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await database.Replays.Where(r => r.Id == replayId).ExecuteUpdateAsync(r => r.SetProperty(x => x.JobId, jobId), cancellationToken);
    }
}

/// <summary>Queues again what was saved and lost its job: the process died before it enqueued, or while it ran, or the replay waited.</summary>
internal sealed class ReplaySweeper(IDbContextFactory<BilskyDbContext> contexts, ReplayQueue queue, GradingQueue jobs, TimeProvider clock, ILogger<ReplaySweeper> logger)
    : Sweeper(contexts, "replays", TimeSpan.FromSeconds(2), clock, logger)
{
    /// <summary>One this young may be on its way to the job server.</summary>
    private static readonly TimeSpan JustSubmitted = TimeSpan.FromSeconds(5);

    protected override async Task SweepAloneAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        var settled = now - JustSubmitted;
        await using var database = await Contexts.CreateDbContextAsync(cancellationToken);
        var unfinished = await database.Replays.AsNoTracking()
            .Where(r => r.State == ReplayState.InProgress || (r.State == ReplayState.Submitted && r.SubmittedAt <= settled && (r.NextAttemptAt == null || r.NextAttemptAt <= now)))
            .OrderBy(r => r.SubmittedAt).Select(r => new { r.Id, r.JobId, r.State }).Take(100).ToListAsync(cancellationToken);
        foreach (var replay in unfinished.Where(r => !jobs.Has(r.JobId, counting: r.State == ReplayState.Submitted)))
        {
            await using var free = await AdvisoryLock.TryTakeAsync(Contexts, ReplayJob.LockOf(replay.Id), cancellationToken);
            if (free is not null)
            {
                await queue.EnqueueAsync(replay.Id, cancellationToken);
            }
        }
    }
}
