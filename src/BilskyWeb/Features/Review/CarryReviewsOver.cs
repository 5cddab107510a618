using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Review;

/// <summary>Lays the reviews of studies that were graded anew over the new grading, so that the lists show both together.</summary>
internal sealed class CarryReviewsOver(IDbContextFactory<BilskyDbContext> contexts, StudyRule rule, LiveUpdates live, TimeProvider clock)
{
    /// <param name="endedSince">Looks at studies with a grading that ended since then; null looks at every study that anybody has reviewed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many studies were brought up to date.</returns>
    public async Task<int> HandleAsync(DateTimeOffset? endedSince, CancellationToken cancellationToken)
    {
        List<Guid> outdated;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var complete = database.ClinicalRuns().Where(r => r.State == GradingState.Complete);
            var standings = endedSince is null ? database.ReviewStandings
                : complete.Where(r => r.FinishedAt >= endedSince).Join(database.ReviewStandings, r => r.StudyId, s => s.StudyId, (_, s) => s);
            outdated = await standings
                .Where(s => complete.Where(r => r.StudyId == s.StudyId).OrderByDescending(r => r.SubmittedAt).Select(r => r.Id).First() != s.RunId)
                .Select(s => s.StudyId).Distinct().ToListAsync(cancellationToken);
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

/// <summary>
/// Runs <see cref="CarryReviewsOver"/> when a grading ends, and now and then in case that was not heard. Every study is looked at once, when the process
/// starts; from then on those that were graded since.
/// </summary>
internal sealed class RegradedStudies(CarryReviewsOver carry, LiveUpdates live, TimeProvider clock, ILogger<RegradedStudies> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);

    /// <summary>A grading's end is written down by its worker's clock, a while before others see it.</summary>
    private static readonly TimeSpan SeenLate = TimeSpan.FromMinutes(15);

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
        DateTimeOffset? endedSince = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await heard.WaitAsync(Beat, stoppingToken);
                var begun = clock.GetUtcNow();
                await carry.HandleAsync(endedSince, stoppingToken);
                endedSince = begun - SeenLate;

                // Gradings end in bursts when many studies are graded again.
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception trouble) when (trouble is Npgsql.NpgsqlException or DbUpdateException or InvalidOperationException or TimeoutException)
            {
                logger.LogWarning("Reviews were not laid over new gradings ({Reason}); tried again soon", trouble.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(5), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
