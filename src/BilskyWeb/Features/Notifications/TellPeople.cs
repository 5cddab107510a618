using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Notifications;

/// <summary>What some people are told.</summary>
/// <param name="Key">What it tells of, with its id: the second to tell of the same is heard by nobody.</param>
/// <param name="Kind">Of what kind.</param>
/// <param name="Words">One sentence without anything of the patient, and without what anybody wrote.</param>
/// <param name="Link">Path of the page that shows more.</param>
internal sealed record NewNotice(string Key, NoticeKind Kind, string Words, string Link)
{
    /// <summary>Of which case.</summary>
    public Guid? CaseId { get; init; }

    /// <summary>The circulation that waits for an answer.</summary>
    public Guid? SourceId { get; init; }

    /// <summary>Goes out by every channel at any hour.</summary>
    public bool IsUrgent { get; init; }
}

/// <summary>
/// Writes what people are told, in the transaction of what it tells of: both are kept, or neither. Whoever has left is never told. The rows are sent by
/// <see cref="NoticeSweeper"/> and <see cref="NoticeJob"/>.
/// </summary>
internal sealed class TellPeople(IOptions<NoticeOptions> options, SiteZone site, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Adds the rows to what the caller is about to save, in the transaction that the caller has open.</summary>
    /// <param name="database">The caller's own context.</param>
    /// <param name="by">Who does what is told; null for the program.</param>
    /// <param name="told">What.</param>
    /// <param name="recipients">Whom; those with an open account are told.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Who is told now. Nobody, when this was told before.</returns>
    public async Task<IReadOnlyList<Guid>> AddAsync(BilskyDbContext database, Actor? by, NewNotice told, IReadOnlyCollection<Guid> recipients, CancellationToken cancellationToken)
    {
        if (recipients.Count == 0 || await database.Notices.AnyAsync(n => n.Key == told.Key, cancellationToken))
        {
            return [];
        }

        var now = clock.GetUtcNow();
        var people = await database.StillHere(now).Where(u => recipients.Contains(u.Id)).OrderBy(u => u.DisplayName).Select(u => new { u.Id, u.DisplayName, u.Email }).ToListAsync(cancellationToken);
        var choices = await database.NoticeChoices.AsNoTracking().Where(c => recipients.Contains(c.UserId)).ToDictionaryAsync(c => c.UserId, cancellationToken);
        if (people.Count == 0)
        {
            return [];
        }

        foreach (var person in people)
        {
            database.Notices.Add(NoticeFor(person.Id, !string.IsNullOrEmpty(person.Email), choices.GetValueOrDefault(person.Id) ?? new NoticeChoice(), told, now));
        }

        trail.Add(database, by, new LedgerEntry(AuditAction.ToldPeople, Detail: $"{told.Words} Told: {string.Join(", ", people.Select(p => p.DisplayName))}")
        {
            By = "BilskyWeb",
            Facts = LedgerFacts.Of(("notice", told.Key), ("urgent", told.IsUrgent), ("people", people.Select(p => p.Id))),
        });
        await LiveUpdates.PublishWithAsync(database, LiveTopic.Notice, people.Select(p => p.Id), cancellationToken);
        return [.. people.Select(p => p.Id)];
    }

    private Notice NoticeFor(Guid recipient, bool hasAddress, NoticeChoice choice, NewNotice told, DateTimeOffset now)
    {
        var notice = new Notice
        {
            Id = Guid.CreateVersion7(),
            Key = told.Key,
            Kind = told.Kind,
            RecipientId = recipient,
            Words = KeepableText.Cut(told.Words, NoticeTable.WordsLength),
            Link = told.Link,
            CaseId = told.CaseId,
            SourceId = told.SourceId,
            IsUrgent = told.IsUrgent,
            CreatedAt = now,
        };
        var from = told.IsUrgent ? now : QuietHours.After(now, choice.QuietFrom, choice.QuietUntil, site.Zone);
        if (options.Value.Smtp.IsOn && hasAddress && (told.IsUrgent || choice.Email))
        {
            notice.Deliveries.Add(new NoticeDelivery { Id = Guid.CreateVersion7(), Channel = NoticeChannel.Email, NextAttemptAt = from });
        }

        if (options.Value.Webhook.IsOn && (told.IsUrgent || choice.Webhook))
        {
            notice.Deliveries.Add(new NoticeDelivery { Id = Guid.CreateVersion7(), Channel = NoticeChannel.Webhook, NextAttemptAt = from });
        }

        return notice;
    }
}
