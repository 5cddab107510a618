using System.Threading.Channels;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Delivery;

/// <summary>For a program that must be told at once what became of its instances.</summary>
internal sealed class FollowUpload(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live)
{
    private static readonly TimeSpan LookAtLeastEvery = TimeSpan.FromSeconds(2);

    /// <summary>Waits until the upload is delivered, or waits for the archive: then it is kept and sent later, and the caller is told so.</summary>
    public async Task UntilSettledAsync(Guid uploadId, CancellationToken cancellationToken)
    {
        var told = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = live.Subscribe(LiveTopic.Upload, update => update.Concerns(uploadId) ? told.Writer.WriteAsync(true, CancellationToken.None).AsTask() : Task.CompletedTask);
        while (await IsMovingAsync(uploadId, cancellationToken))
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(LookAtLeastEvery);
            try
            {
                await told.Reader.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Nobody said anything: look again.
            }
        }
    }

    public async Task<IReadOnlyList<UploadFile>> FilesAsync(Guid uploadId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.UploadFiles.AsNoTracking().Where(f => f.UploadId == uploadId).OrderBy(f => f.Id).ToListAsync(cancellationToken);
    }

    private async Task<bool> IsMovingAsync(Guid uploadId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.Uploads.AnyAsync(u => u.Id == uploadId && u.State == UploadState.Sending && u.Notice == null, cancellationToken);
    }
}
