using BilskyWeb.Data;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>Tells the next on call of a case that nobody has answered in time; its asker, once nobody is left. May run twice and tells nobody twice.</summary>
internal sealed class EscalateCirculation(IDbContextFactory<BilskyDbContext> contexts, TellPeople tell, IOptions<OnCallOptions> options, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    public async Task HandleAsync(Guid circulationId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (await LockAsync(database, circulationId, cancellationToken) is not { IsOpen: true } circulation || circulation.NextStepAt > now)
        {
            return;
        }

        var found = await CaseNowAsync(database, circulation.CaseId, cancellationToken);
        var told = circulation.Steps.Select(s => s.UserId).Append(circulation.AskedById).ToHashSet();
        if ((await Rota.AtAsync(database, now, cancellationToken)).FirstOrDefault(p => !told.Contains(p.UserId)) is { } next)
        {
            await NextStep.TakeAsync(database, tell, null, found, circulation, next, options.Value.Answer, now, cancellationToken);
            Note(database, circulation, found, $"No answer in {options.Value.AnswerMinutes:0.#} min. Told next: {next.Name}.", now);
        }
        else
        {
            await NobodyLeftAsync(database, circulation, found, now, cancellationToken);
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Case, found.Id), cancellationToken);
    }

    /// <summary>The circulation with its steps; whoever else would change it waits until the transaction ends.</summary>
    public static async Task<Circulation?> LockAsync(BilskyDbContext database, Guid circulationId, CancellationToken cancellationToken)
    {
        var found = await database.Circulations.FromSql($"""select * from "Circulations" where "Id" = {circulationId} for update""").SingleOrDefaultAsync(cancellationToken);
        if (found is not null)
        {
            await database.Entry(found).Collection(c => c.Steps).LoadAsync(cancellationToken);
        }

        return found;
    }

    /// <summary>The case; where it was joined to another one, that one.</summary>
    public static Task<PatientCase> CaseNowAsync(BilskyDbContext database, Guid caseId, CancellationToken cancellationToken) =>
        database.PatientCases.AsNoTracking().SingleAsync(c => c.Id == (database.PatientCases.Where(j => j.Id == caseId).Select(j => j.JoinedIntoId).First() ?? caseId), cancellationToken);

    // Whoever comes on call later is still told: it is looked again each time the time is up.
    private async Task NobodyLeftAsync(BilskyDbContext database, Circulation circulation, PatientCase found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        circulation.NextStepAt = now + options.Value.Answer;
        if (circulation.UnansweredAt is not null)
        {
            return;
        }

        circulation.UnansweredAt = now;
        Note(database, circulation, found, "Nobody has answered, and nobody else is on call.", now);
        await tell.AddAsync(
            database, null, new NewNotice($"unanswered:{circulation.Id}:{circulation.Steps.Count}", NoticeKind.Answer, $"Case {found.Number}: nobody on call has answered, and nobody is left to be told. Telephone the team.", CaseLink.Of(found.Id))
            { CaseId = found.Id, IsUrgent = true },
            [circulation.AskedById], cancellationToken);
    }

    private void Note(BilskyDbContext database, Circulation circulation, PatientCase found, string words, DateTimeOffset now)
    {
        database.CaseEvents.Add(CaseLine.Of(found.Id, CaseEventKind.Escalated, null, now, words));
        trail.Add(database, null, new LedgerEntry(AuditAction.EscalatedCase, Detail: $"case {found.Number}: {words}") { By = CaseLine.Program, Facts = LedgerFacts.Of(("case", found.Id), ("circulation", circulation.Id)) });
    }
}
