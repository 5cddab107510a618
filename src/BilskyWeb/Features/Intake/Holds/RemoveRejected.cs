using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Holds;

/// <summary>
/// Takes the images of a rejected hold out of the archive, and no other: what was there before stays. Which they are is asked of the archive's own
/// id and of the files, never of Orthanc's index, whose text of a patient ID loses letters of other scripts. An image that somebody else sent too is theirs.
/// </summary>
/// <remarks>Answers how many images went of each series of the study; none where the whole study came with the hold and went.</remarks>
internal sealed class RemoveRejected(IDbContextFactory<BilskyDbContext> contexts, OrthancArchive archive)
{
    public async Task<Result<IReadOnlyDictionary<string, int>>> HandleAsync(IdentityHold hold, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var study = await database.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.Id == hold.StudyId, cancellationToken);
        if (study is not null && hold.IsOfAllOf(study) && hold.ArchiveStudyId is { Length: > 0 } whole)
        {
            var gone = await archive.DeleteAsync(whole, cancellationToken);
            return gone.Error is null or NotFoundError ? new Dictionary<string, int>() : gone.Error;
        }
        var images = await archive.ListStudyAsync(hold.StudyInstanceUid, cancellationToken);
        if (images.Error is { } down)
        {
            return down;
        }
        var uploaded = hold.UploadId is null ? null
            : (await database.UploadFiles.Where(f => f.UploadId == hold.UploadId && f.StudyInstanceUid == hold.StudyInstanceUid && f.Outcome == FileOutcome.Held)
                .Select(f => f.SopInstanceUid!).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        if (uploaded is not null)
        {
            uploaded.ExceptWith(await database.UploadFiles
                .Where(f => f.UploadId != hold.UploadId && f.StudyInstanceUid == hold.StudyInstanceUid && f.Outcome == FileOutcome.Stored).Select(f => f.SopInstanceUid!).ToListAsync(cancellationToken));
        }
        var removed = new List<string>();
        foreach (var image in images.Value)
        {
            var theirs = await IncomingAsync(image, hold, uploaded, cancellationToken);
            if (theirs.Error is not null and not NotFoundError)
            {
                return theirs.Error;
            }
            if (!theirs.IsOk || theirs.Value is not { } series)
            {
                continue;
            }
            if (await archive.Instances.DeleteAsync(image.OrthancId, cancellationToken) is { Error: { } failed } && failed is not NotFoundError)
            {
                return failed;
            }
            removed.Add(series);
        }
        return removed.CountBy(series => series).ToDictionary();
    }

    /// <summary>The series of an image that came in with the hold; null for every other one.</summary>
    private async Task<Result<string?>> IncomingAsync(HeldInstance image, IdentityHold hold, HashSet<string>? uploaded, CancellationToken cancellationToken)
    {
        if (uploaded is not null && !uploaded.Contains(image.SopInstanceUid))
        {
            return (string?)null;
        }
        var header = await archive.Instances.ReadHeadAsync(image.OrthancId, cancellationToken);
        if (header.Error is { } failed)
        {
            return failed;
        }
        if (header.Value is not { } head)
        {
            return (string?)null;
        }
        var series = head.GetString(DicomTag.SeriesInstanceUid) ?? "";
        var isIncoming = await IsIncomingAsync(image, head, series, hold, uploaded, cancellationToken);
        return isIncoming.Error is { } silent ? silent : isIncoming.Value ? series : null;
    }

    private async Task<Result<bool>> IsIncomingAsync(HeldInstance image, DicomDataset head, string series, IdentityHold hold, HashSet<string>? uploaded, CancellationToken cancellationToken)
    {
        var patient = SentText.IdentityOf(head);
        switch (hold.Kind)
        {
            case HoldKind.StudyOfAnotherPatient:
                return patient.PatientId == hold.Incoming.PatientId;
            case HoldKind.ImagesOfAnotherStudy:
                // They name the right patient: what is wrong about them is whose identifiers they use.
                var owners = await archive.Instances.FindStudiesAsync([series], [image.SopInstanceUid], cancellationToken);
                return owners.Error is { } silent ? silent : owners.Value.Contains(hold.KnownStudyUid ?? "");
            default:
                // The very same image may have come from the scanner, before or after: it counted as stored by the upload, and is the scanner's.
                return uploaded is null ? patient == hold.Incoming
                    : patient.PatientId == hold.Incoming.PatientId ? await archive.Instances.CameByDicomWebAloneAsync(image.OrthancId, cancellationToken)
                    : false;
        }
    }
}
