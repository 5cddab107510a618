using BilskyWeb.Core;
using BilskyWeb.Core.Clinical;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Delivery;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Holds;

internal sealed record NothingToCorrect() : ConflictError("hold.not_two_patients", "Images of this hold cannot be given that identity. Choose another of the ways offered.");

internal sealed record IdentityWithoutNumber() : ConflictError("hold.no_patient_id", "The identity you chose has no patient ID, so nothing can be put under it. Choose the other one, or do not keep the new images.");

/// <summary>
/// A person says which of the two patients of one study is right, and all its images are given that identity, wherever they are. The
/// archive and the staging folder first, then the decision: what is on record was carried out.
/// </summary>
internal sealed class CorrectHeldIdentity(
    IDbContextFactory<BilskyDbContext> contexts, CorrectArchivedIdentity archived, CorrectStagedIdentity staged, StudyRegister register, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    /// <param name="actor">Who decides.</param>
    /// <param name="holdId">The hold.</param>
    /// <param name="incomingIsRight">True: the patient on the images that came in; false: the one known here.</param>
    /// <param name="note">How they know.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid holdId, bool incomingIsRight, string? note, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await OpenHold.FindAsync(database, actor, holdId, note, cancellationToken);
        if (open.Error is { } closed)
        {
            return closed;
        }
        var hold = open.Value;
        var (right, former) = incomingIsRight ? (hold.Incoming, hold.Known) : (hold.Known, hold.Incoming);
        if (!(incomingIsRight ? hold.MayTakeIncomingIdentity : hold.MayTakeKnownIdentity))
        {
            return new NothingToCorrect();
        }
        if (right.PatientId.Length == 0)
        {
            return new IdentityWithoutNumber();
        }

        // The archive may have asked the same beside the upload. Another sender's upload is another question: who may see the study hangs on it.
        var same = database.IdentityHolds.Where(h => h.Decision == null && (h.Id == hold.Id
            || h.StudyInstanceUid == hold.StudyInstanceUid && h.Kind == hold.Kind && h.Incoming.PatientId == hold.Incoming.PatientId && h.UploadId == null));
        List<Guid> uploads = hold.UploadId is { } sender ? [sender] : [];
        var images = await WriteAsync(hold, uploads, former, right, incomingIsRight, cancellationToken);
        if (images.Error is { } failed)
        {
            return failed;
        }
        var decision = incomingIsRight ? HoldDecision.IncomingIsRight : HoldDecision.KnownIsRight;
        var (now, words) = (clock.GetUtcNow(), OpenHold.Bounded(note!));
        Guid studyId;
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            // Nothing is recorded between the old row and the new one.
            await RecordStudy.LockAsync(database, cancellationToken);
            var settled = await same.ExecuteUpdateAsync(h => h
                .SetProperty(x => x.Decision, decision)
                .SetProperty(x => x.DecidedAt, now)
                .SetProperty(x => x.DecidedById, actor.UserId)
                .SetProperty(x => x.DecisionNote, words), cancellationToken);
            if (settled == 0)
            {
                return new HoldSettled();
            }
            studyId = await ReleaseAsync(database, hold, right, now, cancellationToken);
            foreach (var upload in uploads)
            {
                await HeldFiles.ReleaseAsync(database, upload, hold, cancellationToken, right);
            }
            await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.CorrectedIdentity, studyId, $"{decision}, {images.Value} images written anew"), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        await register.RefreshAsync(hold.StudyInstanceUid, complete: uploads.Count == 0, cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Study, studyId), cancellationToken);
        foreach (var upload in uploads)
        {
            await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, upload), cancellationToken);
        }
        return new Done();
    }

    private async Task<Result<int>> WriteAsync(
        IdentityHold hold, IReadOnlyList<Guid> uploads, PatientIdentity former, PatientIdentity right, bool incomingIsRight, CancellationToken cancellationToken)
    {
        // Under one patient ID the archive has one study, and nothing of it is to be written anew.
        var inArchive = former.PatientId == right.PatientId ? 0 : await archived.HandleAsync(hold.StudyInstanceUid, former.PatientId, right, cancellationToken);
        var images = inArchive.IsOk ? inArchive.Value : 0;
        foreach (var upload in inArchive.IsOk && !incomingIsRight ? uploads : [])
        {
            var inStaging = await staged.HandleAsync(upload, hold.StudyInstanceUid, former.PatientId, right, cancellationToken);
            if (inStaging.Error is { } error)
            {
                return error;
            }
            images += inStaging.Value;
        }
        return inArchive.Error is { } failed ? failed : images;
    }

    private static async Task<Guid> ReleaseAsync(BilskyDbContext database, IdentityHold hold, PatientIdentity right, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var study = await database.Studies.SingleAsync(s => s.StudyInstanceUid == hold.StudyInstanceUid, cancellationToken);
        (study.PatientId, study.PatientName, study.BirthDate, study.Sex, study.Issuer) = (right.PatientId, right.PatientName, right.BirthDate, right.Sex, right.Issuer);
        if (!await database.IdentityHolds.AnyAsync(h => h.StudyId == study.Id && h.Decision == null, cancellationToken))
        {
            study.HoldReason = null;
            study.GradingDueAt = now;
        }
        await database.SaveChangesAsync(cancellationToken);
        return study.Id;
    }
}
