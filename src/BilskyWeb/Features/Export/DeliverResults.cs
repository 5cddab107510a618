using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Imaging.Archive;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Export;

/// <summary>
/// Sends a release's documents to a destination, and asks the destination whether it has them: only then they are sent. One that takes them and loses them is found;
/// one that answers no questions is said to be unconfirmed.
/// </summary>
internal sealed class DeliverResults(IDbContextFactory<BilskyDbContext> contexts, OrthancArchive orthanc)
{
    private static readonly TimeSpan LongestSending = TimeSpan.FromMinutes(5);

    /// <returns><see cref="DeliveryState.Sent"/> or <see cref="DeliveryState.Unconfirmed"/>, or why neither.</returns>
    public async Task<Result<DeliveryState>> HandleAsync(Guid deliveryId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var delivery = await database.ResultDeliveries.AsNoTracking().SingleAsync(d => d.Id == deliveryId, cancellationToken);
        var objects = await database.ResultObjects.AsNoTracking().Where(o => o.ReleaseId == delivery.ReleaseId).ToListAsync(cancellationToken);
        var study = await database.ResultReleases.Where(r => r.Id == delivery.ReleaseId).Join(database.Studies, r => r.StudyId, s => s.Id, (_, s) => s.StudyInstanceUid).SingleAsync(cancellationToken);
        var remotes = await orthanc.Remotes.ListAsync(cancellationToken);
        if (remotes.Error is { } down)
        {
            return down;
        }

        if (remotes.Value.FirstOrDefault(r => r.Name == delivery.Destination) is not { } remote)
        {
            return new NoSuchDestination(delivery.Destination);
        }

        // A try that was cut off may have brought them there, and was not counted: asking first, a question for each of a few series, sends nothing twice.
        if (await MissingAsync(remote, study, objects, cancellationToken) is { IsOk: true, Value: 0 })
        {
            return DeliveryState.Sent;
        }

        if (await SendAsync(remote, objects, cancellationToken) is { Error: { } unsent })
        {
            return unsent;
        }

        var missing = await MissingAsync(remote, study, objects, cancellationToken);
        if (missing.IsOk)
        {
            return missing.Value == 0 ? DeliveryState.Sent : new DestinationLost(remote.Name, missing.Value, objects.Count);
        }

        // It is there and takes images, and has no service for questions.
        return remote.Kind == RemoteKind.Modality && missing.Error is RemoteUnavailable && (await orthanc.Remotes.EchoAsync(remote.Name, cancellationToken)).IsOk
            ? DeliveryState.Unconfirmed
            : missing.Error!;
    }

    private async Task<Result<Done>> SendAsync(RemoteArchive remote, List<ResultObject> objects, CancellationToken cancellationToken)
    {
        var held = await orthanc.FindHeldAsync([.. objects.Select(o => o.SopInstanceUid)], cancellationToken);
        if (held.Error is { } down)
        {
            return down;
        }

        var ours = held.Value.DistinctBy(h => h.SopInstanceUid).ToList();
        if (objects.Count == 0 || ours.Count < objects.Count)
        {
            return new ResultNotInArchive();
        }

        var started = await orthanc.Remotes.SendAsync(remote, ours, cancellationToken);
        if (started.Error is { } unasked)
        {
            return unasked;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestSending);
        try
        {
            var ended = await orthanc.Remotes.WaitForJobAsync(started.Value.Id, null, limit.Token);
            if (ended.Error is { } lost)
            {
                return lost;
            }

            // Many take no Comprehensive 3D SR: the others of the four go there all the same, and what is missing is told.
            var refused = ended.Value.State == RetrieveState.Failed ? ours.Count : ended.Value.Refused;
            return refused > 0 ? new DestinationRefuses(remote.Name, refused, ours.Count) : new Done();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DestinationRefuses(remote.Name, ours.Count, ours.Count);
        }
    }

    private async Task<Result<int>> MissingAsync(RemoteArchive remote, string study, List<ResultObject> objects, CancellationToken cancellationToken)
    {
        var missing = 0;
        foreach (var series in objects.GroupBy(o => o.SeriesInstanceUid))
        {
            var there = await orthanc.Remotes.FindInstancesAsync(remote, study, series.Key, cancellationToken);
            if (there.Error is not (null or NotFoundError))
            {
                return there.Error;
            }

            missing += series.Count(o => !there.IsOk || !there.Value.Contains(o.SopInstanceUid));
        }

        return missing;
    }
}
