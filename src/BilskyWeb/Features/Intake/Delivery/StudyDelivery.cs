using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Delivery;

/// <summary>One study of an upload on its way: held when it may not join what is here, else stored, recorded, and made a referral.</summary>
internal sealed class StudyDelivery(
    IDbContextFactory<BilskyDbContext> contexts, AdmitUpload admit, ArchiveDelivery archive, MetOnTheWay met, StudyRegister register, LiveUpdates live, TimeProvider clock)
{
    /// <returns>Done, or why sending has to wait (<see cref="UnavailableError"/>).</returns>
    public async Task<Result<Done>> SendAsync(Upload upload, PreflightStudy study, CancellationToken cancellationToken)
    {
        var admitted = await admit.HandleAsync(upload, study, cancellationToken);
        if (admitted.Error is { } unclear)
        {
            return unclear;
        }
        if (admitted.Value && await archive.SendAsync(upload.Id, study, FileOutcome.Accepted, cancellationToken) is { Error: { } down })
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
            // Held, or the archive refused every file, each with its reason: a row made for it in advance stands for nothing.
            await database.Studies.Where(s => s.StudyInstanceUid == study.StudyInstanceUid && s.InstanceCount == 0
                && database.Referrals.Any(r => r.StudyId == s.Id && r.UploadId == upload.Id)).ExecuteDeleteAsync(cancellationToken);
            return new Done();
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
        var clean = await met.HandleAsync(upload, study, studyRow, cancellationToken);
        if (clean.Error is { } silent)
        {
            return silent;
        }
        if (!clean.Value)
        {
            return new Done();
        }
        await database.Database.ExecuteSqlAsync(
            $"""
            insert into "Referrals" ("Id", "StudyId", "ReferrerId", "UploadId", "SubmittedAt", "PrimaryCancer", "ClinicalNote")
            values ({Guid.CreateVersion7()}, {studyRow.Id}, {upload.OwnerId}, {upload.Id}, {upload.SubmittedAt ?? clock.GetUtcNow()}, {upload.PrimaryCancer}, {upload.ClinicalNote})
            on conflict ("StudyId", "ReferrerId") do update set
                "PrimaryCancer" = coalesce(excluded."PrimaryCancer", "Referrals"."PrimaryCancer"),
                "ClinicalNote" = coalesce(excluded."ClinicalNote", "Referrals"."ClinicalNote")
            """, cancellationToken);
        await database.Database.ExecuteSqlAsync(
            $"""
            insert into "StudyForms" ("StudyId", "FormId")
            select {studyRow.Id}, f."Id" from "ClinicalForms" f where f."UploadId" = {upload.Id} and f."SubmittedAt" is not null
            on conflict do nothing
            """, cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Study, studyRow.Id), cancellationToken);
        return new Done();
    }
}

internal sealed record ArchiveLostStudy() : UnavailableError("archive.study_not_visible", "The archive has taken the images but does not list their study yet.");
