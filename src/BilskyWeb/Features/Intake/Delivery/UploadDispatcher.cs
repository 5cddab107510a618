using System.Threading.Channels;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Jobs;
using BilskyWeb.Platform.Live;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Delivery;

/// <summary>Queues a job for every submitted upload: at once when told of it, and again when a job has vanished.
/// Every process runs one; the row decides which of them queues.</summary>
internal sealed class UploadDispatcher(
    IDbContextFactory<BilskyDbContext> contexts, IBackgroundJobClient jobs, LiveUpdates live, TimeProvider clock, ILogger<UploadDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    /// <summary>A queued job that has not moved for so long is taken for lost; were it alive after all, the second would find its claim and go away.</summary>
    internal static readonly TimeSpan JobLostAfter = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = live.Subscribe(LiveTopic.Upload, _ => told.Writer.WriteAsync(true, stoppingToken).AsTask());
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DispatchAsync(stoppingToken);
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                patience.CancelAfter(Every);
                await told.Reader.ReadAsync(patience.Token).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is Npgsql.NpgsqlException or DbUpdateException or InvalidOperationException or BackgroundJobClientException)
            {
                logger.LogWarning(fault, "Queuing uploads failed; trying again");
                await Task.Delay(TimeSpan.FromSeconds(2), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    internal async Task DispatchAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var lostSince = now - JobLostAfter;
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var due = database.Uploads.Where(u => u.State == UploadState.Sending
            && (u.QueuedAt == null || u.QueuedAt < lostSince && u.LastActivityAt < lostSince && (u.NextAttemptAt == null || u.NextAttemptAt < lostSince)));
        foreach (var id in await due.Select(u => u.Id).ToListAsync(cancellationToken))
        {
            if (await due.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.QueuedAt, now), cancellationToken) == 1)
            {
                jobs.Enqueue<SendUploadJob>(JobQueue.Default, job => job.RunAsync(id, CancellationToken.None));
            }
        }
    }
}
