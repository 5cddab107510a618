using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Review;

/// <summary>Lays the reviews of studies that were graded anew over the new grading, so that the lists show both together.</summary>
internal sealed class CarryReviewsOver(IDbContextFactory<BilskyDbContext> contexts, StudyRule rule, LiveUpdates live, TimeProvider clock)
{
    /// <returns>How many studies were brought up to date.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        List<Guid> outdated;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            outdated = await database.ReviewStandings
                .Where(s => database.ClinicalRuns().Where(r => r.StudyId == s.StudyId && r.State == GradingState.Complete)
                    .OrderByDescending(r => r.SubmittedAt).Select(r => r.Id).First() != s.RunId)
                .Select(s => s.StudyId).ToListAsync(cancellationToken);
        }

        foreach (var study in outdated)
        {
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            if (await StandingWriter.LockAsync(database, study, cancellationToken)
                && await ReadReview.LoadAsync(database, study, rule, signedOnly: false, cancellationToken) is { } review)
            {
                await StandingWriter.WriteAsync(database, study, review, clock.GetUtcNow(), cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                await live.PublishAsync(new LiveUpdate(LiveTopic.Review, study), cancellationToken);
            }
        }

        return outdated.Count;
    }
}

/// <summary>Runs <see cref="CarryReviewsOver"/> when a grading ends, and now and then in case that was not heard.</summary>
internal sealed class RegradedStudies(CarryReviewsOver carry, LiveUpdates live, ILogger<RegradedStudies> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var heard = new SemaphoreSlim(1);
        using var subscription = live.Subscribe(LiveTopic.Grading, _ =>
        {
            if (heard.CurrentCount == 0)
            {
                heard.Release();
            }

            return Task.CompletedTask;
        });
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await heard.WaitAsync(Beat, stoppingToken);
                await carry.HandleAsync(stoppingToken);

                // A grading under way tells its progress twice a second.
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception trouble) when (trouble is Npgsql.NpgsqlException or DbUpdateException or InvalidOperationException or TimeoutException)
            {
                logger.LogWarning("Reviews were not laid over new gradings ({Reason}); tried again soon", trouble.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(5), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
