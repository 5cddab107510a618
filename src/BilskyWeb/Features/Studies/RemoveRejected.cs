using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Referrals;
using BilskyWeb.Imaging.Archive;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Studies;

/// <summary>Takes the images of a rejected hold out of the archive, and no other: what was there before stays, whatever its patient ID.</summary>
internal sealed class RemoveRejected(IDbContextFactory<BilskyDbContext> contexts, OrthancArchive archive)
{
    public async Task<Result<Done>> HandleAsync(IdentityHold hold, CancellationToken cancellationToken)
    {
        var studies = await FindAsync(hold, cancellationToken);
        if (studies.Error is { } down)
        {
            return down;
        }
        var wholeStudy = hold.Kind == HoldKind.StudyOfAnotherPatient || hold.KnownStudyId != hold.StudyId;
        foreach (var id in studies.Value)
        {
            var gone = wholeStudy ? await archive.DeleteAsync(id, cancellationToken) : await RemoveImagesAsync(id, hold, cancellationToken);
            if (gone.Error is not null and not NotFoundError)
            {
                return gone.Error;
            }
        }
        return new Done();
    }

    // Orthanc keeps images of two patients under one study UID as two studies of its own.
    private async Task<Result<List<string>>> FindAsync(IdentityHold hold, CancellationToken cancellationToken)
    {
        var ids = await archive.LookUpStudyAsync(hold.StudyInstanceUid, cancellationToken);
        if (ids.Error is { } down)
        {
            return down;
        }
        var incoming = new List<string>();
        foreach (var id in ids.Value)
        {
            var study = await archive.GetStudyAsync(id, cancellationToken);
            if (study.Error is not null and not NotFoundError)
            {
                return study.Error;
            }
            if (study.IsOk && study.Value.PatientId.Trim() == hold.Incoming.PatientId)
            {
                incoming.Add(id);
            }
        }
        return incoming;
    }

    private async Task<Result<Done>> RemoveImagesAsync(string orthancStudyId, IdentityHold hold, CancellationToken cancellationToken)
    {
        var images = await archive.ListInstancesAsync(orthancStudyId, cancellationToken);
        if (images.Error is { } down)
        {
            return down;
        }
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var uploaded = hold.UploadId is null ? null
            : (await database.UploadFiles.Where(f => f.UploadId == hold.UploadId && f.StudyInstanceUid == hold.StudyInstanceUid && f.Outcome == FileOutcome.Held)
                .Select(f => f.SopInstanceUid!).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        foreach (var image in images.Value)
        {
            var theirs = uploaded is not null ? (Result<bool>)uploaded.Contains(image.SopInstanceUid) : await IsIncomingAsync(image, hold, cancellationToken);
            if (theirs.Error is not null and not NotFoundError)
            {
                return theirs.Error;
            }
            if (theirs.IsOk && theirs.Value && await archive.Instances.DeleteAsync(image.OrthancId, cancellationToken) is { Error: { } failed } && failed is not NotFoundError)
            {
                return failed;
            }
        }
        return new Done();
    }

    private async Task<Result<bool>> IsIncomingAsync(HeldInstance image, IdentityHold hold, CancellationToken cancellationToken)
    {
        var header = await archive.Instances.ReadHeadAsync(image.OrthancId, cancellationToken);
        return header.Error is { } failed ? failed : header.Value is { } head && SentText.IdentityOf(head) == hold.Incoming;
    }
}
