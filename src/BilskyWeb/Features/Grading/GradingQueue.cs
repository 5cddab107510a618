using BilskyWeb.Data;
using BilskyWeb.Platform.Jobs;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading;

/// <summary>Hands runs to the job server and knows whether it still has them.</summary>
internal sealed class GradingQueue(IDbContextFactory<BilskyDbContext> contexts, IBackgroundJobClient jobs, JobStorage storage)
{
    public async Task EnqueueAsync(Guid runId, CancellationToken cancellationToken)
    {
        var jobId = jobs.Enqueue<GradeStudyJob>(JobQueue.Grading, job => job.RunAsync(runId, CancellationToken.None));
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await database.GradingRuns.Where(r => r.Id == runId).ExecuteUpdateAsync(r => r.SetProperty(x => x.JobId, jobId), cancellationToken);
    }

    /// <summary>True while the job waits for a worker or a worker has it. A worker that was killed counts until the job server takes its job back.</summary>
    public bool Has(string? jobId, bool counting = true)
    {
        if (jobId is null)
        {
            return false;
        }

        using var connection = storage.GetConnection();
        return connection.GetStateData(jobId)?.Name is { } state
            && (state is "Enqueued" or "Scheduled" or "Awaiting" || (counting && state == "Processing"));
    }
}
