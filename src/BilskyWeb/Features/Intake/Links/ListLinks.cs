using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Links;

/// <summary>How a link stands.</summary>
internal enum LinkState
{
    /// <summary>Nobody has opened it yet.</summary>
    Open,

    /// <summary>A browser has opened it; nothing is submitted.</summary>
    Begun,

    /// <summary>Its referral was submitted.</summary>
    Used,
    Revoked,
    Expired,
}

internal static class LinkStates
{
    public static LinkState Of(ReferralLink link, DateTimeOffset? openedAt, DateTimeOffset now) =>
        link.UsedAt is not null ? LinkState.Used
        : link.RevokedAt is not null ? LinkState.Revoked
        : !link.IsOpen(now) ? LinkState.Expired
        : openedAt is not null ? LinkState.Begun
        : LinkState.Open;
}

/// <summary>A link as the page shows it, without its secret.</summary>
/// <param name="StudyIds">What came by it and was let in: studies by their ids, no patient.</param>
/// <param name="Files">Files that came by it.</param>
/// <param name="Held">Of those, how many wait for a reviewer.</param>
internal sealed record LinkRow(
    Guid Id, string ForWhom, string MadeBy, DateTimeOffset MadeAt, DateTimeOffset EndsAt, LinkState State, DateTimeOffset? OpenedAt, DateTimeOffset? UsedAt, DateTimeOffset? RevokedAt,
    IReadOnlyList<Guid> StudyIds, int Files, int Held);

/// <summary>Links for people without an account, newest first.</summary>
internal sealed class ListLinks(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    public const int Most = 200;

    public async Task<Result<IReadOnlyList<LinkRow>>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        var now = clock.GetUtcNow();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var links = await (
            from link in database.ReferralLinks.AsNoTracking()
            join maker in database.Users on link.MadeById equals maker.Id
            orderby link.MadeAt descending
            select new { Link = link, maker.DisplayName, OpenedAt = database.AuditEvents.Where(e => e.ActorId == link.Id && e.Action == Platform.Audit.AuditAction.OpenedLink).Min(e => (DateTimeOffset?)e.At) }).Take(Most).ToListAsync(cancellationToken);
        var uploads = links.Select(l => l.Link.UploadId).OfType<Guid>().ToList();
        var studies = (await database.Referrals.AsNoTracking().Where(r => r.UploadId != null && uploads.Contains(r.UploadId.Value)).Select(r => new { r.UploadId, r.StudyId }).ToListAsync(cancellationToken)).ToLookup(r => r.UploadId, r => r.StudyId);
        var files = await database.UploadFiles.Where(f => uploads.Contains(f.UploadId) && (f.Outcome == FileOutcome.Accepted || f.Outcome == FileOutcome.Stored || f.Outcome == FileOutcome.Held))
            .GroupBy(f => f.UploadId).Select(g => new { g.Key, Files = g.Count(), Held = g.Count(f => f.Outcome == FileOutcome.Held) }).ToDictionaryAsync(g => g.Key, cancellationToken);
        return links.ConvertAll(l =>
        {
            var came = l.Link.UploadId is { } upload ? files.GetValueOrDefault(upload) : null;
            return new LinkRow(
                l.Link.Id, l.Link.ForWhom, l.DisplayName, l.Link.MadeAt, l.Link.EndsAt, LinkStates.Of(l.Link, l.OpenedAt, now), l.OpenedAt, l.Link.UsedAt, l.Link.RevokedAt,
                l.Link.UploadId is null ? [] : [.. studies[l.Link.UploadId]], came?.Files ?? 0, came?.Held ?? 0);
        });
    }
}
