using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Notifications;

/// <summary>What a person has not seen.</summary>
/// <param name="All">How many.</param>
/// <param name="Urgent">How many of them are urgent.</param>
public sealed record UnseenNotices(int All, int Urgent);

/// <summary>Some of a person's notices.</summary>
/// <param name="Notices">The newest first, with their deliveries.</param>
/// <param name="Total">How many there are.</param>
public sealed record NoticePage(IReadOnlyList<Notice> Notices, int Total);

/// <summary>A delivery that was given up.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Words">What was to be told.</param>
/// <param name="Recipient">Whom.</param>
public sealed record FailedDelivery(NoticeDelivery Delivery, string Words, string Recipient);

/// <summary>Reads what a person was told; for an admin, what could not be delivered to anybody.</summary>
internal sealed class ListNotices(IDbContextFactory<BilskyDbContext> contexts)
{
    public const int PageSize = 25;

    private const int MostFailures = 50;

    public async Task<UnseenNotices> UnseenAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.Notices.Where(n => n.RecipientId == actor.UserId && n.SeenAt == null).GroupBy(_ => 1)
            .Select(g => new UnseenNotices(g.Count(), g.Count(n => n.IsUrgent))).SingleOrDefaultAsync(cancellationToken) ?? new UnseenNotices(0, 0);
    }

    /// <param name="actor">Whose.</param>
    /// <param name="page">0 for the newest.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<NoticePage> HandleAsync(Actor actor, int page, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var mine = database.Notices.AsNoTracking().Where(n => n.RecipientId == actor.UserId);
        var total = await mine.CountAsync(cancellationToken);
        var notices = await mine.Include(n => n.Deliveries).OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id).Skip(page * PageSize).Take(PageSize).ToListAsync(cancellationToken);
        return new NoticePage(notices, total);
    }

    /// <summary>The newest of those that were given up; none for whoever is no admin.</summary>
    public async Task<IReadOnlyList<FailedDelivery>> FailedAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return [];
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from delivery in database.NoticeDeliveries.AsNoTracking()
            join notice in database.Notices on delivery.NoticeId equals notice.Id
            join person in database.Users on notice.RecipientId equals person.Id
            where delivery.State == NoticeDeliveryState.Failed
            orderby notice.CreatedAt descending, delivery.Id
            select new FailedDelivery(delivery, notice.Words, person.DisplayName)).Take(MostFailures).ToListAsync(cancellationToken);
    }
}
