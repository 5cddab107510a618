using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Referrals;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Studies;

internal sealed record CannotAcceptOtherPatient() : ConflictError("hold.other_patient",
    "Images under one study UID cannot belong to two patient IDs. Say which of the two is right, or do not keep the new images.");

/// <summary>A person decides about a held identity: keep what came in, or not (<see cref="CorrectHeldIdentity"/> puts it right). The hold's row stays as the record of who decided what, when and why.</summary>
internal sealed class SettleHold(
    IDbContextFactory<BilskyDbContext> contexts, OrthancArchive archive, StagingArea staging, StudyRegister register, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid holdId, HoldDecision decision, string? note, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await OpenHold.FindAsync(database, actor, holdId, note, cancellationToken);
        if (open.Error is { } closed)
        {
            return closed;
        }
        var hold = open.Value;
        if (decision == HoldDecision.Accepted && hold.Kind == HoldKind.StudyOfAnotherPatient)
        {
            return new CannotAcceptOtherPatient();
        }

        // The archive first: a decision on record must be one that was carried out.
        if (decision == HoldDecision.Rejected && hold.UploadId is null
            && await RemoveFromArchiveAsync(hold, cancellationToken) is { Error: { } down })
        {
            return down;
        }
        var now = clock.GetUtcNow();
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            var words = OpenHold.Bounded(note!);
            var settled = await database.IdentityHolds.Where(h => h.Id == holdId && h.Decision == null).ExecuteUpdateAsync(h => h
                .SetProperty(x => x.Decision, decision)
                .SetProperty(x => x.DecidedAt, now)
                .SetProperty(x => x.DecidedById, actor.UserId)
                .SetProperty(x => x.DecisionNote, words), cancellationToken);
            if (settled == 0)
            {
                return new HoldSettled();
            }
            await ApplyAsync(database, hold, decision, actor, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        await AfterwardsAsync(hold, cancellationToken);
        await trail.RecordAsync(actor, decision == HoldDecision.Accepted ? AuditAction.ReleasedHold : AuditAction.RejectedHold, hold.StudyId ?? hold.KnownStudyId, hold.Kind.ToString(), cancellationToken);
        return new Done();
    }

    // Orthanc keeps images of two patients under one study UID as two studies of its own: only the incoming one goes.
    private async Task<Result<Done>> RemoveFromArchiveAsync(IdentityHold hold, CancellationToken cancellationToken)
    {
        var ids = await archive.LookUpStudyAsync(hold.StudyInstanceUid, cancellationToken);
        if (ids.Error is { } down)
        {
            return down;
        }
        foreach (var id in ids.Value)
        {
            var study = await archive.GetStudyAsync(id, cancellationToken);
            if (study.Error is not null and not NotFoundError)
            {
                return study.Error;
            }
            if (study.IsOk && study.Value.PatientId.Trim() == hold.Incoming.PatientId
                && await archive.DeleteAsync(id, cancellationToken) is { Error: { } failed } && failed is not NotFoundError)
            {
                return failed;
            }
        }
        return new Done();
    }

    private static async Task ApplyAsync(BilskyDbContext database, IdentityHold hold, HoldDecision decision, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (hold.UploadId is { } uploadId)
        {
            await database.UploadFiles
                .Where(f => f.UploadId == uploadId && f.StudyInstanceUid == hold.StudyInstanceUid && f.PatientId == hold.Incoming.PatientId && f.Outcome == FileOutcome.Held)
                .ExecuteUpdateAsync(f => f
                    .SetProperty(x => x.Outcome, FileOutcome.Rejected)
                    .SetProperty(x => x.Code, "identity.rejected")
                    .SetProperty(x => x.Reason, "A reviewer did not accept these images: the study belongs to another patient ID. Nothing was stored. Ask the sender to correct the patient ID."), cancellationToken);
            return;
        }
        var study = await database.Studies.SingleAsync(s => s.Id == hold.StudyId, cancellationToken);
        var otherOpen = await database.IdentityHolds.AnyAsync(h => h.StudyId == study.Id && h.Id != hold.Id && h.Decision == null, cancellationToken);
        if (decision == HoldDecision.Rejected && hold.Kind != HoldKind.StudyOfAnotherPatient)
        {
            study.HoldReason = "A reviewer did not accept this study: its identity contradicts what is known. Its images were removed. Ask the sender to correct it and send it again.";
        }
        else if (!otherOpen)
        {
            study.HoldReason = null;
            study.HoldReleasedAt = now;
            study.HoldReleasedById = actor.UserId;
            study.GradingDueAt = now;
        }
        await database.SaveChangesAsync(cancellationToken);
    }

    private async Task AfterwardsAsync(IdentityHold hold, CancellationToken cancellationToken)
    {
        if (hold.UploadId is { } uploadId)
        {
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            if (!await database.UploadFiles.AnyAsync(f => f.UploadId == uploadId && (f.Outcome == FileOutcome.Held || f.Outcome == FileOutcome.Accepted), cancellationToken))
            {
                staging.Delete(uploadId);
            }
            await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, uploadId), cancellationToken);
        }
        else
        {
            // Counts may have changed with what went; when the archive is silent now, its feed or the next arrival puts them right.
            await register.RefreshAsync(hold.StudyInstanceUid, complete: true, cancellationToken);
            await live.PublishAsync(new LiveUpdate(LiveTopic.Study, hold.StudyId!.Value), cancellationToken);
        }
    }
}
