using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Delivery;
using BilskyWeb.Features.Intake.Fetch;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Holds;

internal sealed record CannotAcceptOtherPatient() : ConflictError("hold.other_patient",
    "Images under one study UID cannot belong to two patient IDs. Say which of the two is right, or do not keep the new images.");

internal sealed record CannotAcceptOthersImages() : ConflictError("hold.others_images",
    "These images use identifiers that belong to another study here, so they cannot lie beside them. Keep them apart, or do not keep them.");

/// <summary>A person decides about a held identity: keep what came in, or not (<see cref="CorrectHeldIdentity"/> puts it right). The hold's row stays as the record of who decided what, when and why.</summary>
internal sealed class SettleHold(
    IDbContextFactory<BilskyDbContext> contexts, RemoveRejected remove, StagingArea staging, StudyRegister register, AuditTrail trail, LiveUpdates live, TimeProvider clock)
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
        if (decision == HoldDecision.Accepted && !hold.MayBeAccepted)
        {
            return hold.Kind == HoldKind.StudyOfAnotherPatient ? new CannotAcceptOtherPatient() : new CannotAcceptOthersImages();
        }

        // The archive first: a decision on record must be one that was carried out.
        IReadOnlyDictionary<string, int> removed = new Dictionary<string, int>();
        if (decision == HoldDecision.Rejected && !hold.IsStaged)
        {
            var gone = await remove.HandleAsync(hold, cancellationToken);
            if (gone.Error is { } down)
            {
                return down;
            }
            removed = gone.Value;
        }
        var now = clock.GetUtcNow();
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            // Nothing is recorded between the old row and the new one.
            await RecordStudy.LockAsync(database, cancellationToken);
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
            await StudyFetch.SetAsideAsync(database, hold.StudyInstanceUid, removed, cancellationToken);
            await ApplyAsync(database, hold, decision, actor, now, cancellationToken);
            var action = decision == HoldDecision.Accepted ? AuditAction.ReleasedHold : AuditAction.RejectedHold;
            await trail.WriteAsync(database, actor, new LedgerEntry(action, hold.StudyId ?? hold.KnownStudyId, hold.Kind.ToString()), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        await AfterwardsAsync(hold, cancellationToken);
        return new Done();
    }

    private static async Task ApplyAsync(BilskyDbContext database, IdentityHold hold, HoldDecision decision, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (hold.UploadId is { } uploadId)
        {
            await (decision == HoldDecision.Accepted ? HeldFiles.ReleaseAsync(database, uploadId, hold, cancellationToken) : HeldFiles.RejectAsync(database, uploadId, hold, cancellationToken));
        }
        if (hold.StudyId is null)
        {
            return;
        }
        var study = await database.Studies.SingleAsync(s => s.Id == hold.StudyId, cancellationToken);
        var otherOpen = await database.IdentityHolds.AnyAsync(h => h.StudyId == study.Id && h.Id != hold.Id && h.Decision == null, cancellationToken);
        if (decision == HoldDecision.Rejected && hold.IsOfAllOf(study))
        {
            study.HoldReason = HeldWords.StudyRejected;
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
        if (hold.StudyId is { } studyId)
        {
            // Counts may have changed with what went; when the archive is silent now, its feed or the next arrival puts them right.
            await register.RefreshAsync(hold.StudyInstanceUid, complete: true, cancellationToken);
            await live.PublishAsync(new LiveUpdate(LiveTopic.Study, studyId), cancellationToken);
        }
    }
}
