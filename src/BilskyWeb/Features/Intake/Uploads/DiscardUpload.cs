using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>Gives up an upload that was not submitted; its bytes go at once.</summary>
internal sealed class DiscardUpload(IDbContextFactory<BilskyDbContext> contexts, StagingArea staging, LiveUpdates live, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid uploadId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var discarded = await database.Uploads
            .Where(u => u.Id == uploadId && u.OwnerId == actor.UserId && (u.State == UploadState.Receiving || u.State == UploadState.Checked))
            .ExecuteUpdateAsync(u => u
                .SetProperty(x => x.State, UploadState.Discarded)
                .SetProperty(x => x.FinishedAt, now)
                .SetProperty(x => x.Preflight, (string?)null)
                .SetProperty(x => x.ErrorCode, "upload.cancelled")
                .SetProperty(x => x.Error, "The upload was given up. Nothing was kept."), cancellationToken);
        if (discarded == 0)
        {
            var upload = await database.Uploads.AsNoTracking().SingleOrDefaultAsync(u => u.Id == uploadId && u.OwnerId == actor.UserId, cancellationToken);
            return upload switch
            {
                null => new UploadNotFound(),
                { State: UploadState.Sending or UploadState.Sent } => new UploadOnItsWay(),
                _ => new Done(), // gone already
            };
        }
        await database.UploadFiles.Where(f => f.UploadId == uploadId).ExecuteDeleteAsync(cancellationToken);
        staging.Delete(uploadId);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, uploadId), cancellationToken);
        return new Done();
    }
}
