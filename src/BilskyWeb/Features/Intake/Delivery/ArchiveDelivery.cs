using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Intake.Delivery;

/// <summary>Sends staged files by STOW-RS, some at a time, and writes down what became of each. What the archive holds already is not sent again.</summary>
internal sealed class ArchiveDelivery(
    IDbContextFactory<BilskyDbContext> contexts, DicomWebArchive archive, CompareWithArchive compare, StagingArea staging, IOptions<UploadOptions> options, LiveUpdates live,
    TimeProvider clock)
{
    private const string SopConflict =
        "The archive already holds another image with the same identifier (SOP Instance UID). That one stays as it is; this one was not stored. Ask the sender which is right: a corrected image needs an identifier of its own.";

    /// <summary>Sends the files of one study of one patient that have the given outcome.</summary>
    public async Task<Result<Done>> SendAsync(Guid uploadId, PreflightStudy study, FileOutcome from, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            var batch = await database.UploadFiles
                .Where(f => f.UploadId == uploadId && f.StudyInstanceUid == study.StudyInstanceUid && f.PatientId == study.Patient.PatientId && f.Outcome == from && f.StagedName != null)
                .OrderBy(f => f.Id).Take(options.Value.StoreBatchFiles).ToListAsync(cancellationToken);
            if (batch.Count == 0)
            {
                return new Done();
            }
            var down = await StoreAsync(uploadId, batch, cancellationToken);
            await database.SaveChangesAsync(cancellationToken);
            foreach (var file in batch.Where(f => f.Outcome is FileOutcome.Stored or FileOutcome.Refused))
            {
                File.Delete(staging.PathOf(uploadId, file.StagedName!));
            }
            var now = clock.GetUtcNow();
            await database.Uploads.Where(u => u.Id == uploadId).ExecuteUpdateAsync(u => u.SetProperty(x => x.LastActivityAt, now), cancellationToken);
            await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, uploadId), cancellationToken);
            if (down is not null)
            {
                return down;
            }
        }
    }

    private async Task<Error?> StoreAsync(Guid uploadId, List<UploadFile> batch, CancellationToken cancellationToken)
    {
        var present = batch.Where(f => File.Exists(staging.PathOf(uploadId, f.StagedName!))).ToList();
        foreach (var lost in batch.Except(present))
        {
            (lost.Outcome, lost.Code, lost.Reason) = (FileOutcome.Refused, "upload.staged_file_lost", "The server no longer has this file; it was not sent. Upload it again.");
        }
        var bySop = present.ToDictionary(f => f.SopInstanceUid!, StringComparer.Ordinal);
        var files = present.Select(f => new StowFile(staging.PathOf(uploadId, f.StagedName!), f.SopInstanceUid!)).ToList();
        var twins = await compare.HandleAsync(files, cancellationToken);
        if (twins.Error is { } silent)
        {
            return silent;
        }
        foreach (var (sop, twin) in twins.Value.Where(t => t.Value != Twin.None))
        {
            var file = bySop[sop];
            (file.Outcome, file.Code, file.Reason) = twin == Twin.Same ? (FileOutcome.Stored, null, file.Reason) : (FileOutcome.Refused, "archive.sop_conflict", SopConflict);
        }
        Error? down = null;
        await foreach (var outcome in archive.StoreAsync(files.Where(f => twins.Value[f.SopInstanceUid] == Twin.None), cancellationToken))
        {
            var file = bySop[outcome.File.SopInstanceUid];
            switch (outcome.Status)
            {
                case StoreStatus.Stored or StoreStatus.StoredWithWarning:
                    (file.Outcome, file.Code, file.Reason) = (FileOutcome.Stored, null, outcome.Message.Length > 0 ? outcome.Message : file.Reason);
                    break;
                case StoreStatus.Refused:
                    (file.Outcome, file.Code, file.Reason) = (FileOutcome.Refused, "archive.refused", outcome.Message);
                    break;
                default:
                    down = new ArchiveNotTaking(outcome.Message);
                    break;
            }
        }
        return down;
    }
}

internal sealed record ArchiveNotTaking(string Message) : UnavailableError("archive.unavailable", Message);
