using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Notifications;

/// <summary>Reads and changes by what a person wants to be told, and when not.</summary>
internal sealed class ChooseNotices(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail)
{
    public async Task<NoticeChoice> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.NoticeChoices.AsNoTracking().SingleOrDefaultAsync(c => c.UserId == actor.UserId, cancellationToken) ?? new NoticeChoice { UserId = actor.UserId };
    }

    public async Task<Result<Done>> HandleAsync(Actor actor, NoticeChoice chosen, CancellationToken cancellationToken)
    {
        if ((chosen.QuietFrom is null) != (chosen.QuietUntil is null) || (chosen.QuietFrom is { } from && from == chosen.QuietUntil))
        {
            return new QuietHoursIncomplete();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // Two pages of one person at once: the later one holds.
        await database.Database.ExecuteSqlAsync(
            $"""
            insert into "NoticeChoices" ("UserId", "Email", "Webhook", "QuietFrom", "QuietUntil") values ({actor.UserId}, {chosen.Email}, {chosen.Webhook}, {chosen.QuietFrom}, {chosen.QuietUntil})
            on conflict ("UserId") do update set "Email" = excluded."Email", "Webhook" = excluded."Webhook", "QuietFrom" = excluded."QuietFrom", "QuietUntil" = excluded."QuietUntil"
            """, cancellationToken);
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.ChangedNoticeChoice, Detail: $"e-mail {(chosen.Email ? "on" : "off")}, gateway {(chosen.Webhook ? "on" : "off")}, {(chosen.QuietFrom is { } begin ? $"quiet {begin:HH:mm} to {chosen.QuietUntil:HH:mm}" : "no quiet hours")}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Done();
    }
}
