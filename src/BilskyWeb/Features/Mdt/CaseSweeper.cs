using BilskyWeb.Data;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt;

/// <summary>Places the studies that are due (<see cref="CaseDue"/>): soon after something of a study was told, and every few seconds whatever was not.</summary>
internal sealed class CaseSweeper(IDbContextFactory<BilskyDbContext> contexts, PlaceStudy place, LiveUpdates live, TimeProvider clock, ILogger<CaseSweeper> logger) : BackgroundService
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);
    private static readonly string[] Topics = [LiveTopic.Study, LiveTopic.Grading, LiveTopic.Review];

    /// <summary>
    /// One sweep: the oldest first, until none is left. A study that cannot be placed does not keep the others from it. One process sweeps at a time: more would only wait for each
    /// other at <see cref="PlaceStudy.LockAsync"/>.
    /// </summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await database.CasesDue.AnyAsync(cancellationToken))
            {
                return;
            }
        }

        await using var alone = await AdvisoryLock.TryTakeAsync(contexts, "case sweep", cancellationToken);
        if (alone is null)
        {
            return;
        }

        var failed = new HashSet<Guid>();
        while (true)
        {
            List<Guid> due;
            await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
            {
                due = await database.CasesDue.Where(d => !failed.Contains(d.StudyId)).OrderBy(d => d.Since).Select(d => d.StudyId).Take(AtOnce).ToListAsync(cancellationToken);
            }

            foreach (var study in due)
            {
                try
                {
                    await place.HandleAsync(study, cancellationToken);
                }
                catch (Exception trouble) when (trouble is DbUpdateException or Npgsql.PostgresException or InvalidOperationException)
                {
                    failed.Add(study);
                    logger.LogWarning("A study was not given its case ({Reason}); tried again soon", trouble.GetType().Name);
                }
            }

            if (due.Count < AtOnce)
            {
                return;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var heard = new SemaphoreSlim(1);
        var subscriptions = Topics.Select(topic => live.Subscribe(topic, _ =>
        {
            if (heard.CurrentCount == 0)
            {
                heard.Release();
            }

            return Task.CompletedTask;
        })).ToList();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await heard.WaitAsync(Beat, stoppingToken);
                    await SweepAsync(stoppingToken);
                    await Task.Delay(TimeSpan.FromSeconds(0.5), clock, stoppingToken);
                }
                catch (Exception trouble) when (trouble is Npgsql.NpgsqlException or DbUpdateException or InvalidOperationException or TimeoutException)
                {
                    logger.LogWarning("Cases were not opened ({Reason}); tried again soon", trouble.GetType().Name);
                    await Task.Delay(TimeSpan.FromSeconds(5), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops.
        }
        finally
        {
            subscriptions.ForEach(s => s.Dispose());
        }
    }
}
