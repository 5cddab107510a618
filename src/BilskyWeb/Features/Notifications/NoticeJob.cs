using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Jobs;
using BilskyWeb.Platform.Live;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BilskyWeb.Features.Notifications;

/// <summary>One try at a delivery. Its outcome is written to the row and to the ledger; what is to be tried again is found by <see cref="NoticeSweeper"/>.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class NoticeJob(
    IDbContextFactory<BilskyDbContext> contexts, IEnumerable<INoticeSender> senders, IOptions<NoticeOptions> options, AuditTrail trail, TimeProvider clock, ILogger<NoticeJob> logger)
{
    public async Task SendAsync(Guid deliveryId, CancellationToken cancellationToken)
    {
        await using var alone = await AdvisoryLock.TryTakeAsync(contexts, $"notice delivery {deliveryId}", cancellationToken);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (alone is null || await database.NoticeDeliveries.SingleOrDefaultAsync(d => d.Id == deliveryId && d.State == NoticeDeliveryState.Waiting, cancellationToken) is not { } delivery)
        {
            return;
        }

        var notice = await database.Notices.AsNoTracking().SingleAsync(n => n.Id == delivery.NoticeId, cancellationToken);
        var person = await database.StillHere(clock.GetUtcNow()).Where(u => u.Id == notice.RecipientId).Select(u => new { u.DisplayName, Address = u.Email ?? "" }).SingleOrDefaultAsync(cancellationToken);
        if (person is null)
        {
            (delivery.State, delivery.Error) = (NoticeDeliveryState.Withdrawn, "The account was closed before it went out.");
        }
        else
        {
            var outcome = await TryAsync(delivery.Channel, new OutgoingNotice(delivery.Id, notice, person.DisplayName, person.Address), cancellationToken);
            Note(database, delivery, notice, person.DisplayName, outcome.Error);
        }

        // What the other side has taken stays taken: from here on nothing gives up.
        await using var transaction = await database.Database.BeginTransactionAsync(CancellationToken.None);
        await database.SaveChangesAsync(CancellationToken.None);
        await LiveUpdates.PublishWithAsync(database, LiveTopic.Notice, [notice.RecipientId], CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private void Note(BilskyDbContext database, NoticeDelivery delivery, Notice notice, string name, Error? error)
    {
        var now = clock.GetUtcNow();
        delivery.Attempts++;
        delivery.Error = error is null ? null : KeepableText.Cut(error.Message, NoticeDeliveryTable.ErrorLength);
        if (error is UnavailableError && delivery.Attempts < options.Value.MostAttempts)
        {
            delivery.NextAttemptAt = now + RetryPause.After(delivery.Attempts);
            return;
        }

        (delivery.State, delivery.DeliveredAt) = error is null ? (NoticeDeliveryState.Delivered, now) : (NoticeDeliveryState.Failed, (DateTimeOffset?)null);
        if (error is not null)
        {
            logger.LogWarning("Notification {DeliveryId} by {Channel} was given up: {Code}", delivery.Id, delivery.Channel, error.Code);
        }

        trail.Add(database, null, new LedgerEntry(error is null ? AuditAction.SentNotice : AuditAction.GaveUpNotice, Detail: $"{NoticeWords.Of(delivery.Channel)} to {name}: {notice.Words}{(error is null ? "" : $" {error.Message}")}")
        {
            By = "BilskyWeb",
            Facts = LedgerFacts.Of(("notice", notice.Key), ("delivery", delivery.Id), ("person", notice.RecipientId), ("attempts", delivery.Attempts)),
        });
    }

    private async Task<Result<Done>> TryAsync(NoticeChannel channel, OutgoingNotice outgoing, CancellationToken cancellationToken)
    {
        try
        {
            return await senders.Single(s => s.Channel == channel).SendAsync(outgoing, cancellationToken);
        }
        catch (Exception fault) when (fault is not (NpgsqlException or DbUpdateException or OperationCanceledException))
        {
            logger.LogError(fault, "Notification {DeliveryId} failed", outgoing.Id);
            return new NoticeFault();
        }
    }
}
