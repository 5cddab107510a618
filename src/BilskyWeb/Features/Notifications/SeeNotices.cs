using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Notifications;

/// <summary>Notes that a person has seen what they were told. Whether they answered is another matter.</summary>
internal sealed class SeeNotices(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, TimeProvider clock)
{
    /// <param name="actor">Who.</param>
    /// <param name="notice">Which; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task HandleAsync(Actor actor, Guid? notice, CancellationToken cancellationToken) => SeeAsync(actor, mine => notice is null ? mine : mine.Where(n => n.Id == notice), cancellationToken);

    /// <summary>Those of some cases: the person has opened the case.</summary>
    public Task OfCasesAsync(Actor actor, IReadOnlyCollection<Guid> cases, CancellationToken cancellationToken) =>
        SeeAsync(actor, mine => mine.Where(n => n.CaseId != null && cases.Contains(n.CaseId.Value)), cancellationToken);

    private async Task SeeAsync(Actor actor, Func<IQueryable<Notice>, IQueryable<Notice>> which, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (await which(database.Notices.Where(n => n.RecipientId == actor.UserId && n.SeenAt == null)).ExecuteUpdateAsync(n => n.SetProperty(x => x.SeenAt, now), cancellationToken) > 0)
        {
            await live.PublishAsync(new LiveUpdate(LiveTopic.Notice, actor.UserId), cancellationToken);
        }
    }
}

/// <summary>Has a delivery that was given up tried again.</summary>
internal sealed class RetryDelivery(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid deliveryId, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NoticeNotFound();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var begun = await database.NoticeDeliveries.Where(d => d.Id == deliveryId && d.State == NoticeDeliveryState.Failed)
            .ExecuteUpdateAsync(d => d.SetProperty(x => x.State, NoticeDeliveryState.Waiting).SetProperty(x => x.Attempts, 0).SetProperty(x => x.NextAttemptAt, now), cancellationToken);
        if (begun == 0)
        {
            return new DeliveryNotFailed();
        }

        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.RetriedNotice) { Facts = LedgerFacts.Of(("delivery", deliveryId)) }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Notice, actor.UserId), cancellationToken);
        return new Done();
    }
}
