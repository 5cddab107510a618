using BilskyWeb.Clinical;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>Somebody who was told answers. The first answer ends the escalation; later ones are kept too.</summary>
internal sealed class AcknowledgeCirculation(IDbContextFactory<BilskyDbContext> contexts, TellPeople tell, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid circulationId, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await EscalateCirculation.LockAsync(database, circulationId, cancellationToken) is not { } circulation)
        {
            return new CirculationNotFound();
        }

        if (circulation.Steps.Find(s => s.UserId == actor.UserId) is not { } step)
        {
            return new NotAsked();
        }

        if (step.AcknowledgedAt is not null)
        {
            return new Done();
        }

        if (circulation.EndedAt is not null)
        {
            return new CirculationEnded(circulation.EndedByName ?? CaseLine.Program);
        }

        var now = clock.GetUtcNow();
        var found = await EscalateCirculation.CaseNowAsync(database, circulation.CaseId, cancellationToken);
        step.AcknowledgedAt = now;
        circulation.AnsweredAt ??= now;
        await database.Notices.Where(n => n.SourceId == circulationId && n.RecipientId == actor.UserId)
            .ExecuteUpdateAsync(n => n.SetProperty(x => x.AcknowledgedAt, now).SetProperty(x => x.SeenAt, x => x.SeenAt ?? now), cancellationToken);
        await LiveUpdates.PublishWithAsync(database, LiveTopic.Notice, [actor.UserId], cancellationToken);
        database.CaseEvents.Add(CaseLine.Of(found.Id, CaseEventKind.Acknowledged, actor, now, $"After {ClinicalTimes.Span(now - step.ToldAt)}."));
        trail.Add(database, actor, new LedgerEntry(AuditAction.AcknowledgedCase, Detail: $"case {found.Number}, {(now - step.ToldAt).TotalSeconds:0} s after being told")
        {
            Facts = LedgerFacts.Of(("case", found.Id), ("circulation", circulationId), ("seconds", (long)(now - step.ToldAt).TotalSeconds)),
        });
        await tell.AddAsync(
            database, actor, new NewNotice($"answered:{circulationId}:{step.Place}", NoticeKind.Answer, $"Case {found.Number}: {actor.DisplayName}, on call, has acknowledged.", CaseLink.Of(found.Id)) { CaseId = found.Id, IsUrgent = true },
            [circulation.AskedById], cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Case, found.Id), cancellationToken);
        return new Done();
    }

    /// <summary>Ends a circulation without an answer: it was a mistake, or somebody was reached otherwise.</summary>
    public async Task<Result<Done>> EndAsync(Actor actor, Guid circulationId, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await EscalateCirculation.LockAsync(database, circulationId, cancellationToken) is not { } circulation)
        {
            return new CirculationNotFound();
        }

        if (!circulation.IsOpen)
        {
            return new Done();
        }

        var now = clock.GetUtcNow();
        var found = await EscalateCirculation.CaseNowAsync(database, circulation.CaseId, cancellationToken);
        (circulation.EndedAt, circulation.EndedByName) = (now, KeepableText.Cut(actor.DisplayName, 200));

        // Nobody is asked any more; what they were told stays among their notices.
        await database.Notices.Where(n => n.SourceId == circulationId && n.AcknowledgedAt == null).ExecuteUpdateAsync(n => n.SetProperty(x => x.SourceId, (Guid?)null), cancellationToken);
        await LiveUpdates.PublishWithAsync(database, LiveTopic.Notice, circulation.Steps.Select(s => s.UserId), cancellationToken);
        database.CaseEvents.Add(CaseLine.Of(found.Id, CaseEventKind.CirculationEnded, actor, now));
        trail.Add(database, actor, new LedgerEntry(AuditAction.EndedCirculation, Detail: $"case {found.Number}") { Facts = LedgerFacts.Of(("case", found.Id), ("circulation", circulationId)) });
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Case, found.Id), cancellationToken);
        return new Done();
    }
}
