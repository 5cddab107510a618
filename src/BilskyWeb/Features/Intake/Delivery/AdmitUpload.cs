using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Delivery;

/// <summary>
/// Decides whether one study of an upload may go to the archive, before any byte of it does. What may not is held, staged as it is. A study that nobody
/// has seen yet becomes its sender's here and now, so that of two who send it at one moment the second finds it taken.
/// </summary>
internal sealed class AdmitUpload(
    IDbContextFactory<BilskyDbContext> contexts, OrthancArchive archive, StudyRegister register, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    /// <returns>True when it may go; false when it is held; or why that cannot be told yet.</returns>
    public async Task<Result<bool>> HandleAsync(Upload upload, PreflightStudy study, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var files = await database.UploadFiles.AsNoTracking()
            .Where(f => f.UploadId == upload.Id && f.StudyInstanceUid == study.StudyInstanceUid && f.PatientId == study.Patient.PatientId && f.Outcome == FileOutcome.Accepted)
            .Select(f => new { f.SeriesInstanceUid, f.SopInstanceUid }).ToListAsync(cancellationToken);
        if (files.Count == 0)
        {
            return true; // all stored before, or held: nothing is asked twice
        }
        var owners = await archive.Instances.FindStudiesAsync(
            [.. files.Select(f => f.SeriesInstanceUid).OfType<string>().Distinct()], [.. files.Select(f => f.SopInstanceUid).OfType<string>()], cancellationToken);
        if (owners.Error is { } silent)
        {
            return silent;
        }

        // What arrived in the archive a moment ago may not be on record yet.
        foreach (var uid in owners.Value.Append(study.StudyInstanceUid).Distinct())
        {
            if (await register.RefreshAsync(uid, complete: false, cancellationToken) is { Error: { } down })
            {
                return down;
            }
        }
        var arrival = new ArrivingImages(study.StudyInstanceUid, study.Patients)
        {
            ReferrerId = await SeesEverythingAsync(database, upload.OwnerId, cancellationToken) ? null : upload.OwnerId,
            StudiesWithTheirUids = await OthersStudiesAsync(database, upload.OwnerId, study.StudyInstanceUid, owners.Value, cancellationToken),
        };
        var held = await DecideAsync(database, upload, study, arrival, cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, upload.Id), cancellationToken);
        return held is null;
    }

    private async Task<IdentityHold?> DecideAsync(BilskyDbContext database, Upload upload, PreflightStudy study, ArrivingImages arrival, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await RecordStudy.LockAsync(database, cancellationToken);
        IdentityHold? hold = null;
        if (!await IsSettledAsync(database, upload.Id, study, cancellationToken))
        {
            var conflict = await CheckArrival.FindAsync(database, database.Studies, arrival, cancellationToken);
            hold = conflict?.ToHold(study.StudyInstanceUid, now);
        }
        if (hold is not null)
        {
            hold.UploadId = upload.Id;
            database.IdentityHolds.Add(hold);
            trail.Add(database, null, new LedgerEntry(AuditAction.HeldArrival, hold.KnownStudyId, $"{hold.Kind}, upload {upload.Id}"));
            await HeldFiles.Of(database, upload.Id, study.StudyInstanceUid, study.Patient.PatientId, FileOutcome.Accepted)
                .ExecuteUpdateAsync(f => f.SetProperty(x => x.Outcome, FileOutcome.Held).SetProperty(x => x.Code, HeldWords.Code).SetProperty(x => x.Reason, HeldWords.Reason), cancellationToken);
        }
        else
        {
            await ClaimAsync(database, upload, study, now, cancellationToken);
        }
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return hold;
    }

    private static async Task ClaimAsync(BilskyDbContext database, Upload upload, PreflightStudy study, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = await database.Studies.SingleOrDefaultAsync(s => s.StudyInstanceUid == study.StudyInstanceUid, cancellationToken);
        if (row is not null)
        {
            return;
        }
        var settled = await IsSettledAsync(database, upload.Id, study, cancellationToken);
        row = RecordStudy.NewRow(
            new StudyFacts
            {
                StudyInstanceUid = study.StudyInstanceUid,
                Patient = study.Patient,
                AccessionNumber = SentText.Bounded(study.AccessionNumber),
                StudyDate = study.StudyDate,
                Description = SentText.Bounded(study.Description),
                ReadAt = now,
                ArchiveStudyId = "",
            },
            now);

        // A person has looked at it already.
        row.HoldReleasedAt = settled ? now : null;
        database.Studies.Add(row);
        database.Referrals.Add(new Referral
        {
            Id = Guid.CreateVersion7(),
            StudyId = row.Id,
            ReferrerId = upload.OwnerId,
            UploadId = upload.Id,
            SubmittedAt = upload.SubmittedAt ?? now,
            PrimaryCancer = upload.PrimaryCancer,
            ClinicalNote = upload.ClinicalNote,
        });
    }

    /// <summary>True when a person has let just these files go on.</summary>
    private static Task<bool> IsSettledAsync(BilskyDbContext database, Guid uploadId, PreflightStudy study, CancellationToken cancellationToken) =>
        database.IdentityHolds.AnyAsync(h => h.UploadId == uploadId && h.Decision != null && h.Decision != HoldDecision.Rejected
            && (h.NewStudyInstanceUid ?? h.StudyInstanceUid) == study.StudyInstanceUid
            && (h.Incoming.PatientId == study.Patient.PatientId || h.Known.PatientId == study.Patient.PatientId), cancellationToken);

    private static Task<bool> SeesEverythingAsync(BilskyDbContext database, Guid userId, CancellationToken cancellationToken) =>
        database.TeamIds().ContainsAsync(userId, cancellationToken);

    // Their own other studies are no secret: there the archive's answer, image by image, is clearer than a hold.
    private static async Task<IReadOnlyList<string>> OthersStudiesAsync(
        BilskyDbContext database, Guid ownerId, string studyInstanceUid, IReadOnlyCollection<string> owners, CancellationToken cancellationToken)
    {
        var others = owners.Where(uid => uid != studyInstanceUid).ToList();
        var own = others.Count == 0 ? []
            : await database.Studies.Where(s => others.Contains(s.StudyInstanceUid) && database.Referrals.Any(r => r.StudyId == s.Id && r.ReferrerId == ownerId))
                .Select(s => s.StudyInstanceUid).ToListAsync(cancellationToken);
        return [.. others.Except(own, StringComparer.Ordinal)];
    }
}
