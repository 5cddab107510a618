using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>Puts a case before the first on call, at once and at any hour.</summary>
internal sealed class CirculateCase(IDbContextFactory<BilskyDbContext> contexts, TellPeople tell, IOptions<OnCallOptions> options, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    /// <param name="actor">Who asks; is not told themselves, also when they are on call.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="id">Made by the sender.</param>
    /// <param name="reason">What is asked.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Who was told; an error that says so where nobody is on call.</returns>
    public async Task<Result<string>> HandleAsync(Actor actor, Guid caseId, Guid id, string? reason, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        if (reason.TrimmedOrNull() is not { Length: <= CirculationTable.ReasonLength } words || !words.CanBeKept())
        {
            return new CirculationAsksWhy();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var locked = await CaseLock.TakeAsync(database, caseId, cancellationToken);
        if (locked.Error is { } error)
        {
            return error;
        }

        if (await database.Circulations.AsNoTracking().Include(c => c.Steps).SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } same)
        {
            return same.CaseId == caseId ? same.Steps.MinBy(s => s.Place)!.UserName : new CirculationIdTaken();
        }

        if (await database.Circulations.AsNoTracking().SingleOrDefaultAsync(c => c.CaseId == caseId && c.AnsweredAt == null && c.EndedAt == null, cancellationToken) is { } open)
        {
            return new CirculatedAlready(open.AskedByName, open.AskedAt.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture));
        }

        var now = clock.GetUtcNow();
        if ((await Rota.AtAsync(database, now, cancellationToken)).FirstOrDefault(p => p.UserId != actor.UserId) is not { } first)
        {
            return new NobodyOnCall();
        }

        var circulation = new Circulation { Id = id, CaseId = caseId, AskedById = actor.UserId, AskedByName = KeepableText.Cut(actor.DisplayName, 200), AskedAt = now, Reason = words, NextStepAt = now };
        database.Circulations.Add(circulation);
        database.CaseEvents.Add(CaseLine.Of(caseId, CaseEventKind.Circulated, actor, now, words));
        trail.Add(database, actor, new LedgerEntry(AuditAction.CirculatedCase, Detail: $"case {locked.Value.Number}") { Facts = LedgerFacts.Of(("case", caseId), ("circulation", id)) });
        await NextStep.TakeAsync(database, tell, actor, locked.Value, circulation, first, options.Value.Answer, now, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Case, caseId), cancellationToken);
        return first.Name;
    }
}

/// <summary>Tells one more of those on call.</summary>
internal static class NextStep
{
    public static async Task TakeAsync(
        BilskyDbContext database, TellPeople tell, Actor? by, PatientCase found, Circulation circulation, OnCallPerson next, TimeSpan answer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var place = circulation.Steps.Count + 1;
        circulation.Steps.Add(new CirculationStep { CirculationId = circulation.Id, Place = place, UserId = next.UserId, UserName = KeepableText.Cut(next.Name, 200), ToldAt = now });
        (circulation.NextStepAt, circulation.UnansweredAt) = (now + answer, null);
        await tell.AddAsync(
            database, by, new NewNotice(
                $"circulation:{circulation.Id}:{place}", NoticeKind.OnCall,
                $"Case {found.Number} is put before you, on call. {circulation.AskedByName} asks. Acknowledge within {answer.TotalMinutes:0} min{(place == 1 ? "" : "; those before you have not answered")}.",
                CaseLink.Of(found.Id))
            { CaseId = found.Id, SourceId = circulation.Id, IsUrgent = true },
            [next.UserId], cancellationToken);
    }
}
