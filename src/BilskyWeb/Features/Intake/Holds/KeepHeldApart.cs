using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Delivery;
using BilskyWeb.Features.Intake.Fetch;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Holds;

internal sealed record CannotBeKeptApart() : ConflictError("hold.not_staged", "These images cannot be given identifiers of their own: they are in the archive already. Choose another of the ways offered.");

/// <summary>
/// A person says that held images are another study, whatever they call themselves. They are written anew in staging under study, series and image
/// identifiers of their own and go on as a study of their sender's; what is here stays as it is.
/// </summary>
internal sealed class KeepHeldApart(IDbContextFactory<BilskyDbContext> contexts, StagingArea staging, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    private readonly Part10Screener _screener = new(new ScreeningLimits());

    public async Task<Result<Done>> HandleAsync(Actor actor, Guid holdId, string? note, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await OpenHold.FindAsync(database, actor, holdId, note, cancellationToken);
        if (open.Error is { } closed)
        {
            return closed;
        }
        var hold = open.Value;
        if (!hold.MayBeKeptApart || hold.UploadId is not { } uploadId)
        {
            return new CannotBeKeptApart();
        }
        var files = await HeldFiles.Of(database, uploadId, hold.StudyInstanceUid, hold.Incoming.PatientId, FileOutcome.Held).AsNoTracking().ToListAsync(cancellationToken);
        foreach (var file in files)
        {
            if (await RewriteAsync(staging.PathOf(uploadId, file.StagedName!), file, hold, cancellationToken) is { Error: { } failed })
            {
                return failed;
            }
        }
        var (now, words) = (clock.GetUtcNow(), OpenHold.Bounded(note!));
        var newStudy = HeldFiles.NewUid(hold, hold.StudyInstanceUid);
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            var settled = await database.IdentityHolds.Where(h => h.Id == holdId && h.Decision == null).ExecuteUpdateAsync(
                h => h
                    .SetProperty(x => x.Decision, HoldDecision.KeptApart)
                    .SetProperty(x => x.DecidedAt, now)
                    .SetProperty(x => x.DecidedById, actor.UserId)
                    .SetProperty(x => x.DecisionNote, words)
                    .SetProperty(x => x.NewStudyInstanceUid, newStudy),
                cancellationToken);
            if (settled == 0)
            {
                return new HoldSettled();
            }
            await StudyFetch.SetAsideAsync(database, hold.StudyInstanceUid, files.CountBy(f => f.SeriesInstanceUid!).ToDictionary(), cancellationToken);
            await HeldFiles.ReleaseApartAsync(database, uploadId, hold, cancellationToken);
            await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.ReleasedHold, hold.KnownStudyId, $"kept apart, {files.Count} images written anew"), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, uploadId), cancellationToken);
        return new Done();
    }

    // By what the row says, not the file: a file that was written anew before gets the same identifiers again.
    private async Task<Result<Done>> RewriteAsync(string path, UploadFile file, IdentityHold hold, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return new Done(); // sending says so, file by file
        }
        var uids = new InstanceUids(
            HeldFiles.NewUid(hold, file.StudyInstanceUid!), HeldFiles.NewUid(hold, file.SeriesInstanceUid!), HeldFiles.NewUid(hold, file.SopInstanceUid!));
        Result<Done> copied;
        await using (var former = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous))
        await using (var written = new FileStream(path + ".new", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
        {
            copied = await _screener.CopyWithUidsAsync(former, uids, written, cancellationToken);
        }
        if (copied.Error is { } error)
        {
            File.Delete(path + ".new");
            return error;
        }
        File.Move(path + ".new", path, overwrite: true);
        return new Done();
    }
}
