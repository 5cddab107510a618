using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>Puts right what a dead process left behind: uploads that stopped arriving, that were to be sent at once and were not,
/// that nobody submitted, and staging folders without an upload.</summary>
internal sealed class UploadSweeper(
    IDbContextFactory<BilskyDbContext> contexts, StagingArea staging, IOptions<UploadOptions> options, LiveUpdates live, SubmitUpload submit, TimeProvider clock,
    ILogger<UploadSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>A living process submits within a moment of the check.</summary>
    private static readonly TimeSpan SubmitLostAfter = TimeSpan.FromSeconds(30);

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
                logger.LogWarning(fault, "Sweeping uploads failed; it is tried again in a minute");
            }
            await Task.Delay(Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await DiscardAsync(UploadState.Receiving, now.AddMinutes(-options.Value.BrokenAfterMinutes), new UploadBrokeOff(), cancellationToken);
        await SubmitForgottenAsync(now, cancellationToken);
        await DiscardAsync(UploadState.Checked, now.AddHours(-options.Value.DiscardUnsubmittedAfterHours), new UploadNeverSubmitted(options.Value.DiscardUnsubmittedAfterHours), cancellationToken);
        await RemoveOrphansAsync(now, cancellationToken);
    }

    // A program's upload goes on by itself: its process died after the last byte was safe and before it said so. Not where the account was closed since.
    private async Task SubmitForgottenAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var silentSince = now - SubmitLostAfter;
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var forgotten = await (
            from upload in database.Uploads
            where upload.State == UploadState.Checked && upload.SubmitWhenChecked && upload.LastActivityAt < silentSince
            join owner in database.Users.Open(now) on upload.OwnerId equals owner.Id
            select new { upload.Id, OwnerId = owner.Id, owner.DisplayName }).ToListAsync(cancellationToken);
        foreach (var one in forgotten)
        {
            // Refused when the process lived after all and was first.
            await submit.HandleAsync(new Actor(one.OwnerId, one.DisplayName, new HashSet<string>()), one.Id, new ReferralDetails(), cancellationToken);
        }
    }

    private async Task DiscardAsync(UploadState state, DateTimeOffset silentSince, Error error, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var stale = await database.Uploads.Where(u => u.State == state && u.LastActivityAt < silentSince).Select(u => u.Id).ToListAsync(cancellationToken);
        foreach (var id in stale)
        {
            var now = clock.GetUtcNow();
            var discarded = await database.Uploads.Where(u => u.Id == id && u.State == state && u.LastActivityAt < silentSince).ExecuteUpdateAsync(u => u
                .SetProperty(x => x.State, UploadState.Discarded)
                .SetProperty(x => x.FinishedAt, now)
                .SetProperty(x => x.Preflight, (string?)null)
                .SetProperty(x => x.Error, error.Message)
                .SetProperty(x => x.ErrorCode, error.Code), cancellationToken);
            if (discarded == 0)
            {
                continue;
            }
            await database.UploadFiles.Where(f => f.UploadId == id).ExecuteDeleteAsync(cancellationToken);
            staging.Delete(id);
            await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, id), cancellationToken);
        }
    }

    private async Task RemoveOrphansAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var folders = staging.List();
        if (folders.Count == 0)
        {
            return;
        }
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var needed = await database.Uploads
            .Where(u => folders.Contains(u.Id) && (u.State == UploadState.Receiving || u.State == UploadState.Checked || u.State == UploadState.Sending
                || u.Files.Any(f => f.Outcome == FileOutcome.Held)))
            .Select(u => u.Id).ToListAsync(cancellationToken);
        foreach (var orphan in folders.Except(needed).Where(id => staging.AgeOf(id, now) > TimeSpan.FromMinutes(10)))
        {
            staging.Delete(orphan);
        }
    }
}

internal sealed record UploadNeverSubmitted(double Hours) : ConflictError("upload.never_submitted", $"The upload was not submitted within {Hours:0.#} hours, so it was given up. Nothing was kept. Upload again.");
