using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Delivery;

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
        // What the same person sends in another upload of theirs at the same time is no stranger's.
        var own = await database.UploadFiles
            .Where(f => f.StudyInstanceUid == row.StudyInstanceUid && (f.Outcome == FileOutcome.Stored || f.Outcome == FileOutcome.Accepted)
                && database.Uploads.Any(u => u.Id == f.UploadId && u.OwnerId == upload.OwnerId))
            .Select(f => new { f.SopInstanceUid, f.Outcome }).ToListAsync(cancellationToken);
        var there = await archive.ListStudyAsync(row.StudyInstanceUid, cancellationToken);
        if (there.Error is { } silent)
        {
            return silent;
        }
        var sent = own.Where(f => f.Outcome == FileOutcome.Stored).Select(f => f.SopInstanceUid).ToHashSet(StringComparer.Ordinal);
        var others = there.Value.Select(i => i.SopInstanceUid).Where(uid => !sent.Contains(uid)).ToList();
        if (others.Count == 0)
        {
            return true;
        }
        if (others.TrueForAll(uid => own.Exists(f => f.SopInstanceUid == uid)))
        {
            return new OwnUploadUnderWay();
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

internal sealed record OwnUploadUnderWay() : UnavailableError("upload.own_under_way", "Another upload of yours with images of this study is still being sent; this one goes on after it.");
