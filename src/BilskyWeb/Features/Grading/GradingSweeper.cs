using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Grading;

/// <summary>
/// Asks for the grading of studies that have become quiet, and queues again what was saved but lost its job: the process died before it
/// enqueued, or while it graded, or the run waited for the archive.
/// </summary>
internal sealed class GradingSweeper(
    IDbContextFactory<BilskyDbContext> contexts,
    GradingQueue queue,
    RequestGrading request,
    IOptions<GradingOptions> options,
    TimeProvider clock,
    ILogger<GradingSweeper> logger) : BackgroundService
{
    /// <summary>A run this young may be on its way to the job server.</summary>
    private static readonly TimeSpan JustSubmitted = TimeSpan.FromSeconds(5);

    /// <summary>One sweep. Does nothing while another process sweeps.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var alone = await AdvisoryLock.TryTakeAsync(contexts, "grading sweep", cancellationToken);
        if (alone is null)
        {
            return;
        }

        await RequestDueAsync(cancellationToken);
        await RequeueLostAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                logger.LogWarning("A sweep for gradings failed ({Reason}); the next one follows", trouble.Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(options.Value.SweepSeconds), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RequestDueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await database.Studies
            .Where(s => s.HoldReason == null && s.GradingRequestedFor != s.InstanceCount && s.InstanceCount > 0 && s.GradingDueAt <= now)
            .Where(s => !database.ClinicalRuns().Any(r => r.StudyId == s.Id && (r.State == GradingState.Submitted || r.State == GradingState.InProgress)))
            .OrderBy(s => s.GradingDueAt)
            .Select(s => s.Id)
            .Take(100)
            .ToListAsync(cancellationToken);
        foreach (var study in due)
        {
            await request.HandleAsync(null, study, cancellationToken);
        }
    }

    private async Task RequeueLostAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var settled = now - JustSubmitted;
        List<GradingRun> unfinished;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            unfinished = await database.GradingRuns.AsNoTracking()
                .Where(r => r.State == GradingState.InProgress || (r.State == GradingState.Submitted && r.SubmittedAt <= settled && (r.NextAttemptAt == null || r.NextAttemptAt <= now)))
                .OrderBy(r => r.SubmittedAt)
                .ToListAsync(cancellationToken);
        }

        foreach (var run in unfinished)
        {
            if (await IsLostAsync(run, cancellationToken))
            {
                logger.LogInformation("Run {RunId} lost its job and is queued again", run.Id);
                await queue.EnqueueAsync(run.Id, cancellationToken);
            }
        }
    }

    /// <summary>
    /// In progress and nobody holds its lock: its process is gone, whatever the job server still believes. Submitted: the job server must
    /// have forgotten it or be done with it.
    /// </summary>
    private async Task<bool> IsLostAsync(GradingRun run, CancellationToken cancellationToken)
    {
        if (queue.Has(run.JobId, counting: run.State == GradingState.Submitted))
        {
            return false;
        }

        await using var free = await AdvisoryLock.TryTakeAsync(contexts, GradeStudyJob.LockOf(run.Id), cancellationToken);
        return free is not null;
    }
}
