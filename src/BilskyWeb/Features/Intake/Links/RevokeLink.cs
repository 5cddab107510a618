using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Links;

/// <summary>Withdraws a link at once: browsers that it opened are shut out, what is arriving by it is not kept, its draft is gone. A referral that was submitted stays.</summary>
internal sealed class RevokeLink(IDbContextFactory<BilskyDbContext> contexts, StagingArea staging, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid linkId, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var link = await GuestLinks.LockAsync(database, linkId, cancellationToken);
        if (link is null)
        {
            return new LinkNotFound();
        }

        if (link.UsedAt is not null)
        {
            return new LinkUsed();
        }

        if (link.RevokedAt is not null)
        {
            return new Done();
        }

        var now = clock.GetUtcNow();
        (link.RevokedAt, link.RevokedById) = (now, actor.UserId);
        var begun = await GuestLinks.ClearAsync(database, link, now, cancellationToken);
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.RevokedLink, Detail: $"for {link.ForWhom}") { Facts = LedgerFacts.Of(("link", link.Id)) }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await AfterwardsAsync(begun, staging, live, cancellationToken);
        return new Done();
    }

    /// <summary>Deletes what was staged, and has every process look at sessions anew.</summary>
    public static async Task AfterwardsAsync(IReadOnlyList<Guid> uploads, StagingArea staging, LiveUpdates live, CancellationToken cancellationToken)
    {
        await live.PublishAsync(new LiveUpdate(LiveTopic.Session, Guid.Empty), cancellationToken);
        foreach (var upload in uploads)
        {
            staging.Delete(upload);
            await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, upload), cancellationToken);
        }
    }
}
