using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Fetch;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Export;

/// <summary>Sends a release to a destination by a person's hand, and tries again what was given up.</summary>
internal sealed class SendResults(IDbContextFactory<BilskyDbContext> contexts, FetchFromRemote fetch, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid releaseId, string destination, CancellationToken cancellationToken)
    {
        var known = await fetch.ListAsync(actor, cancellationToken);
        if (known.Error is { } error)
        {
            return error;
        }

        if (known.Value.All(r => r.Name != destination))
        {
            return new NoSuchDestination(destination);
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.ResultReleases.AsNoTracking().SingleOrDefaultAsync(r => r.Id == releaseId, cancellationToken) is not { } release)
        {
            return new ResultNotFound();
        }

        var newest = await database.ResultReleases.Where(r => r.StudyId == release.StudyId).MaxAsync(r => r.Version, cancellationToken);
        if (newest > release.Version)
        {
            return new ReplacedByLater(release.Version, newest);
        }

        if (release.State != ReleaseState.Stored)
        {
            return new NotStoredYet();
        }

        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await database.Database.ExecuteSqlAsync(
            $"""
            insert into "ResultDeliveries" ("Id", "ReleaseId", "Destination", "State", "Attempts", "NextAttemptAt", "CreatedAt", "AskedByName")
            values ({Guid.CreateVersion7()}, {releaseId}, {destination}, 'Waiting', 0, {now}, {now}, {actor.DisplayName})
            on conflict ("ReleaseId", "Destination") do update set "State" = 'Waiting', "Attempts" = 0, "NextAttemptAt" = {now}, "Error" = null, "AskedByName" = {actor.DisplayName}
            where "ResultDeliveries"."State" <> 'Waiting'
            """, cancellationToken);
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.SentResults, release.StudyId, $"version {release.Version} to {destination}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Results, release.StudyId), cancellationToken);
        return new Done();
    }

    /// <summary>Tries again to write and store a release that was given up.</summary>
    public async Task<Result<Done>> RetryAsync(Actor actor, Guid releaseId, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.ResultReleases.SingleOrDefaultAsync(r => r.Id == releaseId, cancellationToken) is not { } release)
        {
            return new ResultNotFound();
        }

        if (release.State != ReleaseState.Stored)
        {
            (release.State, release.Attempts, release.NextAttemptAt, release.Error) = (ReleaseState.Waiting, 0, clock.GetUtcNow(), null);
            await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.SentResults, release.StudyId, $"version {release.Version}, to the archive again"), cancellationToken);
            await live.PublishAsync(new LiveUpdate(LiveTopic.Results, release.StudyId), cancellationToken);
        }

        return new Done();
    }
}
