using BilskyWeb.Data;
using BilskyWeb.Platform.Jobs;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Review.Regions;

/// <summary>Queues drawn boxes again whose job was lost: the process died before it enqueued, or the database was away longer than the job was tried.</summary>
internal sealed class RegradeSweeper(IDbContextFactory<BilskyDbContext> contexts, IBackgroundJobClient jobs, TimeProvider clock, ILogger<RegradeSweeper> logger) : BackgroundService
{
    /// <summary>Longer than all tries of a job take. Where one is only late, the second finds the box answered and does nothing.</summary>
    internal static readonly TimeSpan JobLostAfter = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception trouble) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("A sweep for drawn boxes failed ({Reason}); the next one follows", trouble.Message);
            }

            await Task.Delay(JobLostAfter, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        var lostSince = clock.GetUtcNow() - JobLostAfter;
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var studies = await database.RegionRegrades.Where(r => r.State == RegradeState.Submitted && r.DrawnAt < lostSince).Select(r => r.StudyId).Distinct().ToListAsync(cancellationToken);
        foreach (var study in studies)
        {
            logger.LogInformation("Boxes of study {StudyId} lost their job and are queued again", study);
            RegradeRegionJob.Enqueue(jobs, study);
        }
    }
}
