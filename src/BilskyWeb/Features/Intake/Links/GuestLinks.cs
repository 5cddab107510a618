using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Links;

/// <summary>What a guest's link says when the guest does something, and what goes with the link when it ends.</summary>
internal static class GuestLinks
{
    /// <summary>Uploads that one link may begin. Who chose the wrong folder starts again; who does so all day does something else.</summary>
    public const int MostUploads = 20;

    /// <summary>The guest's link, with everybody else who changes it waiting until the caller's transaction ends; null for people with an account.</summary>
    public static async Task<ReferralLink?> LockAsync(BilskyDbContext database, Actor actor, CancellationToken cancellationToken) =>
        actor.IsGuest ? await LockAsync(database, actor.UserId, cancellationToken) : null;

    public static Task<ReferralLink?> LockAsync(BilskyDbContext database, Guid linkId, CancellationToken cancellationToken) =>
        database.ReferralLinks.FromSql($"""select * from "ReferralLinks" where "Id" = {linkId} for update""").SingleOrDefaultAsync(cancellationToken);

    /// <summary>Whether an upload may begin by the link: it is open, and no other is here or on its way, from whatever browser.</summary>
    public static async Task<Result<Done>> MayUploadAsync(BilskyDbContext database, ReferralLink link, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!link.IsOpen(now))
        {
            return new LinkOver();
        }

        var states = await database.Uploads.Where(u => u.OwnerId == link.Id).Select(u => u.State).ToListAsync(cancellationToken);
        return states.Exists(s => s is UploadState.Receiving or UploadState.Checked) ? new OneUploadAtATime()
            : states.Count >= MostUploads ? new TooManyUploadsByLink(MostUploads)
            : new Done();
    }

    /// <summary>Takes away what was begun by a link that ended without a referral: its sessions, its draft, and what it uploaded.</summary>
    /// <returns>Uploads whose staged files the caller deletes once the transaction is committed.</returns>
    public static async Task<IReadOnlyList<Guid>> ClearAsync(BilskyDbContext database, ReferralLink link, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A session that is being opened at this moment is bound to the stamp of before.
        var stamp = Guid.NewGuid().ToString("N");
        await database.Users.Where(u => u.Id == link.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.SecurityStamp, stamp), cancellationToken);
        await database.Sessions.Where(s => s.UserId == link.Id).ExecuteDeleteAsync(cancellationToken);
        await database.ClinicalForms.Where(f => f.OwnerId == link.Id && f.SubmittedAt == null).ExecuteDeleteAsync(cancellationToken);
        var begun = await database.Uploads.Where(u => u.OwnerId == link.Id && (u.State == UploadState.Receiving || u.State == UploadState.Checked)).Select(u => u.Id).ToListAsync(cancellationToken);
        var over = new LinkOver();
        await database.Uploads.Where(u => begun.Contains(u.Id)).ExecuteUpdateAsync(u => u
            .SetProperty(x => x.State, UploadState.Discarded)
            .SetProperty(x => x.FinishedAt, now)
            .SetProperty(x => x.Preflight, (string?)null)
            .SetProperty(x => x.ErrorCode, over.Code)
            .SetProperty(x => x.Error, over.Message), cancellationToken);
        await database.UploadFiles.Where(f => begun.Contains(f.UploadId)).ExecuteDeleteAsync(cancellationToken);
        return begun;
    }
}
