using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Referrals;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Studies.Delivery;

/// <summary>
/// Looks, once a new study is sent, whether others' images of the same study reached the archive at that very moment. The archive cannot be
/// asked and told in one step, so what met there is held: the sender gets no sight of it until a person has looked.
/// </summary>
internal sealed class MetOnTheWay(IDbContextFactory<BilskyDbContext> contexts, OrthancArchive archive, LiveUpdates live, TimeProvider clock)
{
    /// <returns>True when nothing did; false when the study is held; or why the archive could not be asked.</returns>
    public async Task<Result<bool>> HandleAsync(Upload upload, PreflightStudy study, Study row, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);

        // Only who made the study by this very upload can have been overtaken; everybody else was let in by the check or by a person. Whether grading
        // has been asked for says nothing: the archive's feed may ask before the last file of the upload is stored.
        var mine = database.Referrals.Where(r => r.StudyId == row.Id && r.ReferrerId == upload.OwnerId && r.UploadId == upload.Id);
        if (!await mine.AnyAsync(cancellationToken) || await database.Referrals.AnyAsync(r => r.StudyId == row.Id && r.UploadId != upload.Id, cancellationToken)
            || await database.IdentityHolds.AnyAsync(h => h.StudyInstanceUid == row.StudyInstanceUid && h.UploadId == upload.Id, cancellationToken))
        {
            return !await database.IdentityHolds.AnyAsync(h => h.StudyId == row.Id && h.UploadId == upload.Id && h.Decision == null, cancellationToken);
        }
        var sent = await database.UploadFiles.Where(f => f.UploadId == upload.Id && f.StudyInstanceUid == row.StudyInstanceUid && f.Outcome == FileOutcome.Stored)
            .Select(f => f.SopInstanceUid!).ToListAsync(cancellationToken);
        var there = await archive.ListStudyAsync(row.StudyInstanceUid, cancellationToken);
        if (there.Error is { } silent)
        {
            return silent;
        }
        if (there.Value.All(i => sent.Contains(i.SopInstanceUid, StringComparer.Ordinal)))
        {
            return true;
        }
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await RecordStudy.LockAsync(database, cancellationToken);
        var hold = new ArrivalConflict(HoldKind.StudyFromElsewhere, row, row.Identity(), CheckArrival.OddOneOut(row.Identity(), study.Patients) ?? study.Patient)
            .ToHold(row.StudyInstanceUid, clock.GetUtcNow());
        (hold.StudyId, hold.UploadId) = (row.Id, upload.Id);
        database.IdentityHolds.Add(hold);
        await database.SaveChangesAsync(cancellationToken);
        await database.Studies.Where(s => s.Id == row.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.HoldReason, HeldWords.Reason), cancellationToken);
        await mine.ExecuteDeleteAsync(cancellationToken);
        await HeldFiles.Of(database, upload.Id, row.StudyInstanceUid, study.Patient.PatientId, FileOutcome.Stored)
            .ExecuteUpdateAsync(f => f.SetProperty(x => x.Outcome, FileOutcome.Held).SetProperty(x => x.Code, HeldWords.Code).SetProperty(x => x.Reason, HeldWords.Reason), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, upload.Id), cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Study, row.Id), cancellationToken);
        return false;
    }
}
