using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Jobs;
using BilskyWeb.Platform.Live;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BilskyWeb.Features.Export;

/// <summary>One try at a release or a delivery. Its outcome is written to the row; what is to be tried again is found by <see cref="ResultsSweeper"/>.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class ResultsJob(
    IDbContextFactory<BilskyDbContext> contexts, WriteResults write, DeliverResults deliver, IOptions<ResultOptions> options, LiveUpdates live, TimeProvider clock, ILogger<ResultsJob> logger)
{
    public async Task WriteAsync(Guid releaseId, CancellationToken cancellationToken)
    {
        await using var alone = await AdvisoryLock.TryTakeAsync(contexts, $"results {releaseId}", cancellationToken);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (alone is null || await database.ResultReleases.SingleOrDefaultAsync(r => r.Id == releaseId && r.State == ReleaseState.Waiting, cancellationToken) is not { } release)
        {
            return;
        }

        var outcome = await TryAsync(() => write.HandleAsync(releaseId, cancellationToken), "Documents of release {Id} could not be written", releaseId);
        var now = clock.GetUtcNow();
        release.Attempts++;
        release.Error = outcome.Error is { } error ? KeepableText.Cut(error.Message, ResultReleaseTable.ErrorLength) : null;
        if (outcome.IsOk)
        {
            (release.State, release.StoredAt) = (ReleaseState.Stored, now);
            await OnTheirWayAsync(database, release, now, cancellationToken);
        }
        else if (outcome.Error is not UnavailableError || release.Attempts >= options.Value.MostAttempts)
        {
            release.State = ReleaseState.Failed;
            logger.LogWarning("Documents of release {ReleaseId} were given up: {Code}", releaseId, outcome.Error!.Code);
        }
        else
        {
            release.NextAttemptAt = now + RetryPause.After(release.Attempts);
        }

        await database.SaveChangesAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Results, release.StudyId), cancellationToken);
    }

    public async Task DeliverAsync(Guid deliveryId, CancellationToken cancellationToken)
    {
        await using var alone = await AdvisoryLock.TryTakeAsync(contexts, $"result delivery {deliveryId}", cancellationToken);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (alone is null || await database.ResultDeliveries.SingleOrDefaultAsync(d => d.Id == deliveryId && d.State == DeliveryState.Waiting, cancellationToken) is not { } delivery)
        {
            return;
        }

        var outcome = await TryAsync(() => deliver.HandleAsync(deliveryId, cancellationToken), "Delivery {Id} failed", deliveryId);
        var now = clock.GetUtcNow();
        delivery.Attempts++;
        delivery.Error = outcome.Error is { } error ? KeepableText.Cut(error.Message, ResultReleaseTable.ErrorLength) : null;
        if (outcome.IsOk)
        {
            (delivery.State, delivery.SentAt) = (outcome.Value, now);
        }
        else if (outcome.Error is not UnavailableError || delivery.Attempts >= options.Value.MostAttempts)
        {
            delivery.State = DeliveryState.Failed;
            logger.LogWarning("Delivery {DeliveryId} to {Destination} was given up: {Code}", deliveryId, delivery.Destination, outcome.Error!.Code);
        }
        else
        {
            delivery.NextAttemptAt = now + RetryPause.After(delivery.Attempts);
        }

        await database.SaveChangesAsync(cancellationToken);
        var study = await database.ResultReleases.Where(r => r.Id == delivery.ReleaseId).Select(r => r.StudyId).SingleAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Results, study), cancellationToken);
    }

    // To those that get every result, and to whoever has an earlier version or waits for one: nobody is left with what no longer holds, and nobody is sent what names another patient than the corrected one.
    private async Task OnTheirWayAsync(BilskyDbContext database, ResultRelease release, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var earlier = await database.ResultDeliveries.Where(d => database.ResultReleases.Any(r => r.Id == d.ReleaseId && r.StudyId == release.StudyId && r.Version < release.Version)).ToListAsync(cancellationToken);
        var newer = await database.ResultReleases.AnyAsync(r => r.StudyId == release.StudyId && r.Version > release.Version && (r.State == ReleaseState.Stored || r.Revision > 0), cancellationToken);
        foreach (var stale in earlier.Where(d => d.State is DeliveryState.Waiting or DeliveryState.Failed))
        {
            (stale.State, stale.Error) = (DeliveryState.Superseded, null);
        }

        var there = await database.ResultDeliveries.Where(d => d.ReleaseId == release.Id).Select(d => d.Destination).ToListAsync(cancellationToken);
        foreach (var destination in newer ? [] : options.Value.AutomaticDestinations.Concat(earlier.Select(d => d.Destination)).Distinct().Except(there))
        {
            database.ResultDeliveries.Add(new ResultDelivery { Id = Guid.CreateVersion7(), ReleaseId = release.Id, Destination = destination, CreatedAt = now, NextAttemptAt = now });
        }
    }

    private async Task<Result<T>> TryAsync<T>(Func<Task<Result<T>>> step, string words, Guid id)
    {
        try
        {
            return await step();
        }
        catch (Exception fault) when (fault is not (NpgsqlException or DbUpdateException or OperationCanceledException))
        {
#pragma warning disable CA2254 // two constant sentences
            logger.LogError(fault, words, id);
#pragma warning restore CA2254
            return new ResultFault();
        }
    }
}
