using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Referrals;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Studies.Delivery;

/// <summary>One study of an upload on its way: held when it belongs to another patient, else stored, recorded, and made a referral.</summary>
internal sealed class StudyDelivery(
    IDbContextFactory<BilskyDbContext> contexts, ArchiveDelivery archive, CheckIdentity identity, StudyRegister register, LiveUpdates live, TimeProvider clock)
{
    /// <returns>Done, or why sending has to wait (<see cref="UnavailableError"/>).</returns>
    public async Task<Result<Done>> SendAsync(Upload upload, PreflightStudy study, CancellationToken cancellationToken)
    {
        if (await identity.HandleAsync(study.StudyInstanceUid, study.Patient, cancellationToken) is { Kind: HoldKind.StudyOfAnotherPatient } conflict)
        {
            await HoldAsync(upload, study, conflict, cancellationToken);
            return new Done();
        }
        if (await archive.SendAsync(upload.Id, study, FileOutcome.Accepted, cancellationToken) is { Error: { } down })
        {
            return down;
        }
        return await ReferAsync(upload, study, cancellationToken);
    }

    /// <summary>Records a study whose files are in the archive, and makes it its uploader's referral.</summary>
    public async Task<Result<Done>> ReferAsync(Upload upload, PreflightStudy study, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await database.UploadFiles.AnyAsync(
            f => f.UploadId == upload.Id && f.StudyInstanceUid == study.StudyInstanceUid && f.PatientId == study.Patient.PatientId && f.Outcome == FileOutcome.Stored, cancellationToken);
        if (!stored)
        {
            return new Done(); // the archive refused every file; each has its reason
        }
        var recorded = await register.RefreshAsync(study.StudyInstanceUid, complete: true, cancellationToken);
        if (recorded.Error is { } down)
        {
            return down;
        }
        if (recorded.Value is not { } studyRow)
        {
            return new ArchiveLostStudy();
        }
        await database.Database.ExecuteSqlAsync(
            $"""
            insert into "Referrals" ("Id", "StudyId", "ReferrerId", "UploadId", "SubmittedAt", "PrimaryCancer", "ClinicalNote")
            values ({Guid.CreateVersion7()}, {studyRow.Id}, {upload.OwnerId}, {upload.Id}, {upload.SubmittedAt ?? clock.GetUtcNow()}, {upload.PrimaryCancer}, {upload.ClinicalNote})
            on conflict ("StudyId", "ReferrerId") do update set
                "PrimaryCancer" = coalesce(excluded."PrimaryCancer", "Referrals"."PrimaryCancer"),
                "ClinicalNote" = coalesce(excluded."ClinicalNote", "Referrals"."ClinicalNote")
            """, cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Study, studyRow.Id), cancellationToken);
        return new Done();
    }

    private async Task HoldAsync(Upload upload, PreflightStudy study, IdentityConflict conflict, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var held = await database.UploadFiles
            .Where(f => f.UploadId == upload.Id && f.StudyInstanceUid == study.StudyInstanceUid && f.PatientId == study.Patient.PatientId && f.Outcome == FileOutcome.Accepted)
            .ExecuteUpdateAsync(f => f
                .SetProperty(x => x.Outcome, FileOutcome.Held)
                .SetProperty(x => x.Code, "identity.held")
                .SetProperty(x => x.Reason, "Held for a person: this study is known here under another patient ID. Nothing is lost; a reviewer settles it."), cancellationToken);
        if (held > 0)
        {
            database.IdentityHolds.Add(new IdentityHold
            {
                Id = Guid.CreateVersion7(),
                Kind = conflict.Kind,
                StudyInstanceUid = study.StudyInstanceUid,
                UploadId = upload.Id,
                Known = conflict.Known,
                Incoming = conflict.Incoming,
                KnownStudyId = conflict.KnownStudyId,
                HeldAt = clock.GetUtcNow(),
            });
            await database.SaveChangesAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, upload.Id), cancellationToken);
    }
}

internal sealed record ArchiveLostStudy() : UnavailableError("archive.study_not_visible", "The archive has taken the images but does not list their study yet.");
