using BilskyWeb.Core;
using BilskyWeb.Core.Clinical;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Platform.Storage;

namespace BilskyWeb.Features.Intake.Delivery;

/// <summary>
/// Gives the images that the archive holds under one patient ID another patient's identity. Each image is written anew, stored, and
/// looked for again; only when the archive has named all of them are the former ones removed. So nothing is lost at any point, and
/// repeating it goes on where it stopped. All UIDs, pixels and encodings stay: our own writer changes the patient and nothing else,
/// because Orthanc 1.10 refuses to change the patient of a study.
/// </summary>
internal sealed class CorrectArchivedIdentity(OrthancArchive orthanc, ReadStudyFacts read, DicomWebArchive archive, CompareWithArchive compare, StagingArea staging)
{
    private readonly Part10Screener _screener = new(new ScreeningLimits());

    /// <returns>How many images were given the identity, or why not all were.</returns>
    public async Task<Result<int>> HandleAsync(string studyInstanceUid, string formerPatientId, PatientIdentity patient, CancellationToken cancellationToken)
    {
        // By what the files say: of IDs in other scripts the archive's index loses letters, and nothing would be found and nothing done.
        var studies = await read.HandleAsync(studyInstanceUid, cancellationToken);
        if (studies.Error is { } down)
        {
            return down;
        }
        if (studies.Value.FirstOrDefault(s => s.Patient.PatientId == formerPatientId) is not { } former)
        {
            return 0;
        }
        var instances = await orthanc.ListInstancesAsync(former.ArchiveStudyId, cancellationToken);
        if (instances.Error is { } unlisted)
        {
            return unlisted;
        }
        var room = Guid.CreateVersion7();
        var folder = staging.Create(room);
        try
        {
            foreach (var batch in instances.Value.Chunk(64))
            {
                if (await MoveAsync(batch, folder, patient, cancellationToken) is { Error: { } failed })
                {
                    return failed;
                }
            }
        }
        finally
        {
            staging.Delete(room);
        }
        return await RemoveFormerAsync(studyInstanceUid, former, patient, instances.Value, cancellationToken);
    }

    private async Task<Result<Done>> MoveAsync(IReadOnlyList<HeldInstance> instances, string folder, PatientIdentity patient, CancellationToken cancellationToken)
    {
        var files = new List<StowFile>();
        foreach (var instance in instances)
        {
            var path = Path.Combine(folder, $"{files.Count:D3}.dcm");
            await using var former = new FileStream(path + ".part", FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
            if (await orthanc.CopyFileAsync(instance, former, cancellationToken) is { Error: { } unread })
            {
                return unread;
            }
            await using var written = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
            if (await _screener.CopyForPatientAsync(former, patient, written, cancellationToken) is { Error: { } unwritable })
            {
                return unwritable;
            }
            files.Add(new StowFile(path, instance.SopInstanceUid));
        }

        // The archive still holds each under the former patient: what matters is whether the new one clashes with another image of the right patient.
        var twins = await compare.HandleAsync(files, cancellationToken, except: instances.Select(i => i.OrthancId).ToHashSet(StringComparer.Ordinal));
        if (twins.Error is { } silent)
        {
            return silent;
        }
        if (twins.Value.Values.Any(t => t == Twin.Other))
        {
            return new ImagesUnderBothIdentities();
        }
        await foreach (var outcome in archive.StoreAsync(files.Where(f => twins.Value[f.SopInstanceUid] == Twin.None), cancellationToken))
        {
            if (outcome.Status is not (StoreStatus.Stored or StoreStatus.StoredWithWarning))
            {
                return new ArchiveNotTaking($"{outcome.Message} Nothing is lost; decide the same again once that is settled.");
            }
        }
        return new Done();
    }

    private async Task<Result<int>> RemoveFormerAsync(
        string studyInstanceUid, StudyFacts former, PatientIdentity patient, IReadOnlyList<HeldInstance> instances, CancellationToken cancellationToken)
    {
        var studies = await read.HandleAsync(studyInstanceUid, cancellationToken);
        if (studies.Error is { } down)
        {
            return down;
        }
        var now = studies.Value.FirstOrDefault(s => s.Patient.PatientId == patient.PatientId && s.ArchiveStudyId != former.ArchiveStudyId);
        var arrived = now is null ? (Result<IReadOnlyList<HeldInstance>>)new List<HeldInstance>() : await orthanc.ListInstancesAsync(now.ArchiveStudyId, cancellationToken);
        var left = await orthanc.ListInstancesAsync(former.ArchiveStudyId, cancellationToken);
        if ((arrived.Error ?? left.Error) is { } unlisted)
        {
            return unlisted;
        }
        var there = arrived.Value.Select(i => i.SopInstanceUid).ToHashSet(StringComparer.Ordinal);
        if (!left.Value.All(i => there.Contains(i.SopInstanceUid)))
        {
            return new ArchiveNotTaking("Not all images have arrived under the right patient yet, or more came in meanwhile. Nothing is lost; decide the same again.");
        }
        var removed = await orthanc.DeleteAsync(former.ArchiveStudyId, cancellationToken);
        return removed.Error is null or NotFoundError ? instances.Count : removed.Error;
    }
}

internal sealed record ImagesUnderBothIdentities() : ConflictError("hold.images_differ",
    "Some images lie under both patient IDs with the same identifier (SOP Instance UID) but different content, so they cannot be put together. Nothing was removed. Ask the sender which are right, then reject the others.");
