using BilskyWeb.Core.Clinical;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Datasets;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Delivery;

/// <summary>The files of one study of one patient in an upload, and what becomes of them when a person has decided.</summary>
internal static class HeldFiles
{
    public static IQueryable<UploadFile> Of(BilskyDbContext database, Guid uploadId, string studyInstanceUid, string patientId, FileOutcome outcome) =>
        database.UploadFiles.Where(f => f.UploadId == uploadId && f.StudyInstanceUid == studyInstanceUid && f.PatientId == patientId && f.Outcome == outcome);

    /// <summary>Lets held files go on: to the archive, or, where they are there already, to their referral.</summary>
    /// <param name="database">Inside the transaction of the decision.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="hold">The hold.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="patient">The identity that they were given; null when they keep theirs.</param>
    public static async Task ReleaseAsync(BilskyDbContext database, Guid uploadId, IdentityHold hold, CancellationToken cancellationToken, PatientIdentity? patient = null)
    {
        await ResumeAsync(
            database, uploadId, hold,
            study => patient is null ? study : study with { Patient = patient, Patients = [patient] }, cancellationToken);
        var outcome = hold.IsStaged ? FileOutcome.Accepted : FileOutcome.Stored;
        var patientId = patient?.PatientId ?? hold.Incoming.PatientId;
        await Of(database, uploadId, hold.StudyInstanceUid, hold.Incoming.PatientId, FileOutcome.Held).ExecuteUpdateAsync(
            f => f
                .SetProperty(x => x.Outcome, outcome)
                .SetProperty(x => x.PatientId, patientId)
                .SetProperty(x => x.Code, (string?)null)
                .SetProperty(x => x.Reason, (string?)null),
            cancellationToken);
    }

    /// <summary>Lets held files go on under identifiers of their own; the files themselves were written anew before.</summary>
    public static async Task ReleaseApartAsync(BilskyDbContext database, Guid uploadId, IdentityHold hold, CancellationToken cancellationToken)
    {
        await ResumeAsync(
            database, uploadId, hold,
            study => study with
            {
                StudyInstanceUid = NewUid(hold, hold.StudyInstanceUid),
                Series = [.. study.Series.Select(s => s with { SeriesInstanceUid = NewUid(hold, s.SeriesInstanceUid) })],
            },
            cancellationToken);
        foreach (var file in await Of(database, uploadId, hold.StudyInstanceUid, hold.Incoming.PatientId, FileOutcome.Held).ToListAsync(cancellationToken))
        {
            (file.StudyInstanceUid, file.SeriesInstanceUid, file.SopInstanceUid) =
                (NewUid(hold, file.StudyInstanceUid!), NewUid(hold, file.SeriesInstanceUid!), NewUid(hold, file.SopInstanceUid!));
            (file.Outcome, file.Code, file.Reason) = (FileOutcome.Accepted, null, null);
        }
        foreach (var lost in await database.UploadFiles.Where(f => f.UploadId == uploadId && f.StudyInstanceUid == hold.StudyInstanceUid && f.Unread != null).ToListAsync(cancellationToken))
        {
            // What could not be read goes with what could.
            lost.StudyInstanceUid = NewUid(hold, hold.StudyInstanceUid);
            lost.SeriesInstanceUid = lost.SeriesInstanceUid is { } series ? NewUid(hold, series) : null;
        }
        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>An identifier in place of one that belongs to another study: the same again for the same hold, so that repeating changes nothing.</summary>
    public static string NewUid(IdentityHold hold, string uid) => DicomUid.FromSeed($"{hold.Id:N}/{uid}");

    public static Task RejectAsync(BilskyDbContext database, Guid uploadId, IdentityHold hold, CancellationToken cancellationToken) =>
        Of(database, uploadId, hold.StudyInstanceUid, hold.Incoming.PatientId, FileOutcome.Held).ExecuteUpdateAsync(
            f => f.SetProperty(x => x.Outcome, FileOutcome.Rejected).SetProperty(x => x.Code, HeldWords.RejectedCode).SetProperty(x => x.Reason, HeldWords.Rejected), cancellationToken);

    private static async Task ResumeAsync(
        BilskyDbContext database, Guid uploadId, IdentityHold hold, Func<PreflightStudy, PreflightStudy> change, CancellationToken cancellationToken)
    {
        var upload = await database.Uploads.SingleAsync(u => u.Id == uploadId, cancellationToken);
        var preflight = Preflight.FromJson(upload.Preflight) ?? new Preflight([]);
        upload.Preflight = new Preflight(
            [.. preflight.Studies.Select(s => s.StudyInstanceUid == hold.StudyInstanceUid && s.Patient.PatientId == hold.Incoming.PatientId ? change(s) : s)]).ToJson();
        (upload.State, upload.QueuedAt, upload.FinishedAt, upload.Error, upload.ErrorCode) = (UploadState.Sending, null, null, null, null);
        await database.SaveChangesAsync(cancellationToken);
    }
}
