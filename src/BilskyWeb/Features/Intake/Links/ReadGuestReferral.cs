using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Links;

/// <summary>A guest's one referral as their page shows it: no patient, no grade, no decision.</summary>
internal sealed record GuestReferral
{
    public required DateTimeOffset EndsAt { get; init; }
    public required long MaxBytes { get; init; }
    public required int MaxFiles { get; init; }

    /// <summary>What was uploaded, from whatever browser, and is not submitted yet; null when nothing is.</summary>
    public Guid? UploadId { get; init; }

    /// <summary>Null until it is submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Files that the team has.</summary>
    public int Received { get; init; }

    /// <summary>How far the team is, in a sentence.</summary>
    public string Standing { get; init; } = "";
}

/// <summary>
/// Reads how a guest's referral stands. Whoever sent it learns that it arrived and whether it is held or graded, as any referrer does; what was found and decided goes by the team to somebody whom they know.
/// </summary>
internal sealed class ReadGuestReferral(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<Result<GuestReferral>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var link = actor.IsGuest ? await database.ReferralLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Id == actor.UserId, cancellationToken) : null;
        if (link is null)
        {
            return new LinkOver();
        }

        var referral = new GuestReferral { EndsAt = link.EndsAt, MaxBytes = link.MaxBytes, MaxFiles = link.MaxFiles, SubmittedAt = link.UsedAt };
        if (link.UploadId is not { } uploadId)
        {
            return referral with
            {
                UploadId = await database.Uploads.Where(u => u.OwnerId == link.Id && (u.State == UploadState.Receiving || u.State == UploadState.Checked)).Select(u => (Guid?)u.Id).FirstOrDefaultAsync(cancellationToken),
            };
        }

        var upload = await database.Uploads.AsNoTracking().SingleAsync(u => u.Id == uploadId, cancellationToken);
        var outcomes = await database.UploadFiles.Where(f => f.UploadId == uploadId).GroupBy(f => f.Outcome).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var notTaken = await database.UploadFiles.AnyAsync(f => f.UploadId == uploadId && f.Code == HeldWords.RejectedCode, cancellationToken);
        var studies = await (
            from own in database.Referrals
            join study in database.Studies on own.StudyId equals study.Id
            where own.UploadId == uploadId
            select new { Held = study.HoldReason != null, Graded = study.GradedRunId != null }).ToListAsync(cancellationToken);
        var held = Of(FileOutcome.Held) > 0 || studies.Exists(s => s.Held);
        return referral with
        {
            Received = Of(FileOutcome.Accepted) + Of(FileOutcome.Stored) + Of(FileOutcome.Held),
            Standing = held ? HeldWords.Reason
                : notTaken ? HeldWords.Rejected
                : upload.State == UploadState.Failed ? "The team's archive took none of the files. Ask whoever sent you the link."
                : upload.State == UploadState.Sending ? $"On its way into the team's archive: {Of(FileOutcome.Stored):N0} there so far."
                : studies.Count > 0 && studies.TrueForAll(s => s.Graded) ? "Graded. The team has the images and the result."
                : "With the team. It is not graded yet.",
        };

        int Of(FileOutcome outcome) => outcomes.GetValueOrDefault(outcome);
    }
}
