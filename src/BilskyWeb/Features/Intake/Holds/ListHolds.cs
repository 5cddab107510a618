using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Holds;

/// <summary>A held identity as the page shows it.</summary>
public sealed record HoldView
{
    public required IdentityHold Hold { get; init; }

    /// <summary>The held study, for a look at its images; null when they wait in staging.</summary>
    public Guid? StudyId => Hold.StudyId;
    public string? Description { get; init; }
    public DateOnly? StudyDate { get; init; }

    /// <summary>Who handed the images over; null when they came from a PACS.</summary>
    public string? Sender { get; init; }
    public string? SenderNote { get; init; }
    public string? DecidedBy { get; init; }

    /// <summary>Files of an upload that wait.</summary>
    public int Files { get; init; }
}

/// <summary>Identities that wait for a person, oldest first, and the latest that were settled.</summary>
internal sealed class ListHolds(IDbContextFactory<BilskyDbContext> contexts)
{
    private const int MostSettled = 20;
    private const int MostOpen = 200;

    public async Task<IReadOnlyList<HoldView>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return [];
        }
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await database.IdentityHolds.AsNoTracking().Where(h => h.Decision == null).OrderBy(h => h.HeldAt).Take(MostOpen).ToListAsync(cancellationToken);
        var settled = await database.IdentityHolds.AsNoTracking().Where(h => h.Decision != null).OrderByDescending(h => h.DecidedAt).Take(MostSettled).ToListAsync(cancellationToken);
        List<IdentityHold> holds = [.. open, .. settled];
        var studyIds = holds.Select(h => h.StudyId).OfType<Guid>().ToList();
        var studies = await database.Studies.AsNoTracking().Where(s => studyIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        var uploadIds = holds.Select(h => h.UploadId).OfType<Guid>().ToList();
        var senders = await (
            from upload in database.Uploads
            join user in database.Users on upload.OwnerId equals user.Id
            where uploadIds.Contains(upload.Id)
            select new { upload.Id, user.DisplayName, upload.ClinicalNote }).ToDictionaryAsync(u => u.Id, cancellationToken);
        var files = await database.UploadFiles.Where(f => uploadIds.Contains(f.UploadId) && f.Outcome == FileOutcome.Held)
            .GroupBy(f => new { f.UploadId, f.StudyInstanceUid, f.PatientId }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        var referrals = (await (
            from referral in database.Referrals
            join user in database.Users on referral.ReferrerId equals user.Id
            where studyIds.Contains(referral.StudyId)
            select new { referral.StudyId, user.DisplayName, referral.ClinicalNote }).ToListAsync(cancellationToken)).ToLookup(r => (Guid?)r.StudyId);
        var deciders = holds.Select(h => h.DecidedById).OfType<Guid>().Distinct().ToList();
        var people = await database.Users.Where(u => deciders.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        return
        [
            .. holds.Select(h => new HoldView
            {
                Hold = h,
                Description = h.StudyId is { } id ? studies.GetValueOrDefault(id)?.Description : null,
                StudyDate = h.StudyId is { } study ? studies.GetValueOrDefault(study)?.StudyDate : null,
                Sender = h.UploadId is null ? referrals[h.StudyId].FirstOrDefault()?.DisplayName : senders.GetValueOrDefault(h.UploadId.Value)?.DisplayName,
                SenderNote = h.UploadId is null ? referrals[h.StudyId].FirstOrDefault()?.ClinicalNote : senders.GetValueOrDefault(h.UploadId.Value)?.ClinicalNote,
                Files = files.Where(f => f.Key.UploadId == h.UploadId && f.Key.StudyInstanceUid == h.StudyInstanceUid && f.Key.PatientId == h.Incoming.PatientId).Sum(f => f.Count),
                DecidedBy = h.DecidedById is { } by ? people.GetValueOrDefault(by) : null,
            }),
        ];
    }
}
