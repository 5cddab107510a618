using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Holds;

/// <summary>
/// What the archive's news say of the studies that they name. Every image that came by the archive alone (C-STORE, C-MOVE, another program) is asked
/// whose it is: the archive knows a study by its first image, and would not tell that a later one names somebody else.
/// </summary>
internal sealed class ReadArrivals(OrthancArchive orthanc, ReadStudyFacts read, TimeProvider clock)
{
    public async Task<Result<IReadOnlyList<StudyFacts>>> HandleAsync(BilskyDbContext database, IReadOnlyList<ArchiveChange> changes, CancellationToken cancellationToken)
    {
        var uids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in changes.Where(c => c.Kind is "NewStudy" or "NewSeries" or "StableStudy").DistinctBy(c => (c.Resource, c.OrthancId)))
        {
            var study = await orthanc.StudyOfAsync(change, cancellationToken);
            switch (study.Error)
            {
                case null:
                    uids.Add(study.Value.StudyInstanceUid);
                    break;
                case NotFoundError:
                    break; // gone again
                default:
                    return study.Error;
            }
        }
        var begun = clock.GetUtcNow();
        var headers = await HeadersAsync(changes, cancellationToken);
        if (headers.Error is { } silent)
        {
            return silent;
        }
        uids.UnionWith(headers.Value.Select(StudyUid));
        var past = await PastUsAsync(database, headers.Value, cancellationToken);
        var facts = new List<StudyFacts>();
        foreach (var uid in uids)
        {
            var held = await read.HandleAsync(uid, cancellationToken);
            if (held.Error is { } error)
            {
                return error;
            }
            var with = await WithImagesAsync(held.Value, past.Where(h => StudyUid(h) == uid).ToList(), begun, cancellationToken);
            if (with.Error is { } lost)
            {
                return lost;
            }
            facts.AddRange(with.Value);
        }
        return facts;
    }

    private async Task<Result<List<DicomDataset>>> HeadersAsync(IReadOnlyList<ArchiveChange> changes, CancellationToken cancellationToken)
    {
        var headers = new List<DicomDataset>();
        foreach (var id in changes.Where(c => c.Kind is "NewInstance").Select(c => c.OrthancId).Distinct())
        {
            var header = await orthanc.Instances.ReadHeadAsync(id, cancellationToken);
            if (header.Error is not null and not NotFoundError)
            {
                return header.Error;
            }
            if (header is { IsOk: true, Value: { } head } && StudyUid(head).Length > 0)
            {
                headers.Add(head);
            }
        }
        return headers;
    }

    // What an upload brought was asked before it was sent, from its own bytes. One that waits to be submitted was not. What we wrote ourselves names whom its study names.
    private static async Task<List<DicomDataset>> PastUsAsync(BilskyDbContext database, List<DicomDataset> headers, CancellationToken cancellationToken)
    {
        var sops = headers.Select(h => h.GetString(DicomTag.SopInstanceUid)).ToList();
        var studies = headers.Select(StudyUid).Distinct().ToList();
        var uploaded = (await database.UploadFiles
            .Where(f => studies.Contains(f.StudyInstanceUid!) && sops.Contains(f.SopInstanceUid)
                && (f.Outcome == FileOutcome.Stored || f.Outcome == FileOutcome.Accepted && database.Uploads.Any(u => u.Id == f.UploadId && u.State == UploadState.Sending)))
            .Select(f => new { f.StudyInstanceUid, f.SopInstanceUid }).ToListAsync(cancellationToken)).Select(f => (f.StudyInstanceUid, f.SopInstanceUid)).ToHashSet();
        var own = (await database.OwnInstances.Where(o => studies.Contains(o.StudyInstanceUid) && sops.Contains(o.SopInstanceUid))
            .Select(o => new { o.StudyInstanceUid, o.SopInstanceUid }).ToListAsync(cancellationToken)).Select(o => (o.StudyInstanceUid, o.SopInstanceUid)).ToHashSet();
        return headers.FindAll(h => !uploaded.Contains((StudyUid(h), h.GetString(DicomTag.SopInstanceUid))) && !own.Contains((StudyUid(h), h.GetString(DicomTag.SopInstanceUid) ?? "")));
    }

    private async Task<Result<IReadOnlyList<StudyFacts>>> WithImagesAsync(IReadOnlyList<StudyFacts> facts, List<DicomDataset> images, DateTimeOffset readAt, CancellationToken cancellationToken)
    {
        if (images.Count == 0)
        {
            return facts.ToList();
        }
        var others = await orthanc.Instances.FindStudiesAsync(
            [.. images.Select(i => i.GetString(DicomTag.SeriesInstanceUid) ?? "").Distinct()], [.. images.Select(i => i.GetString(DicomTag.SopInstanceUid) ?? "")], cancellationToken);
        if (others.Error is { } silent)
        {
            return silent;
        }
        var identities = images.Select(SentText.IdentityOf).Distinct().ToLookup(p => p.PatientId, StringComparer.Ordinal);

        // An image of a patient ID that the archive's index does not tell from another's is asked as one of every patient here.
        var told = facts.Select(f => f.Patient.PatientId).ToHashSet(StringComparer.Ordinal);
        return facts.Select(f => f with
        {
            ReadAt = readAt,
            Patients = [.. identities.Where(p => p.Key == f.Patient.PatientId || !told.Contains(p.Key)).SelectMany(p => p)],
            StudiesWithTheirUids = [.. others.Value.Where(uid => uid != f.StudyInstanceUid)],
        }).ToList();
    }

    private static string StudyUid(DicomDataset header) => header.GetString(DicomTag.StudyInstanceUid) ?? "";
}
