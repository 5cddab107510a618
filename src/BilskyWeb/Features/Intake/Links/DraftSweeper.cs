using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Intake.Links;

/// <summary>Takes away what nobody goes on with: drafts of the clinical form that were left lying, and what was begun by links whose time is over.</summary>
internal sealed class DraftSweeper(
    IDbContextFactory<BilskyDbContext> contexts, StagingArea staging, IOptions<UploadOptions> options, LiveUpdates live, TimeProvider clock, ILogger<DraftSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is Npgsql.NpgsqlException or DbUpdateException or InvalidOperationException or IOException or UnauthorizedAccessException)
            {
                logger.LogWarning(fault, "Sweeping drafts failed; it is tried again in a minute");
            }

            await Task.Delay(Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var over = await database.ReferralLinks.Where(l => l.EndsAt <= now && l.UsedAt == null && l.RevokedAt == null && l.EndedAt == null).Select(l => l.Id).ToListAsync(cancellationToken);
        foreach (var id in over)
        {
            await EndAsync(id, now, cancellationToken);
        }

        // Not one whose images wait to be submitted with it.
        var leftSince = now.AddDays(-options.Value.DiscardDraftsAfterDays);
        await database.ClinicalForms
            .Where(f => f.SubmittedAt == null && f.ChangedAt < leftSince && !database.Uploads.Any(u => u.Id == f.UploadId && (u.State == UploadState.Receiving || u.State == UploadState.Checked)))
            .ExecuteDeleteAsync(cancellationToken);
    }

    private async Task EndAsync(Guid linkId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var link = await GuestLinks.LockAsync(database, linkId, cancellationToken);
        if (link is not { UsedAt: null, RevokedAt: null, EndedAt: null })
        {
            return; // submitted at the last moment, or somebody was faster
        }

        link.EndedAt = now;
        var begun = await GuestLinks.ClearAsync(database, link, now, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await RevokeLink.AfterwardsAsync(begun, staging, live, cancellationToken);
    }
}
