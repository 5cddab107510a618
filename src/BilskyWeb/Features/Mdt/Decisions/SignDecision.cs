using BilskyWeb.Core;
using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Mdt.Decisions;

/// <summary>A decision as a member of the team signs it.</summary>
/// <param name="Id">Made by the sender: sent twice, signed once.</param>
/// <param name="BasedOn">The newest version on the signer's screen; 0 when there was none.</param>
/// <param name="Seen">The studies on the signer's screen with the grade that counted: nobody decides about what they have not seen. Null skips this.</param>
/// <param name="Choice">What is to be done; null when not said.</param>
/// <param name="Rationale">Why.</param>
/// <param name="Advice">What the referrer is told.</param>
/// <param name="AgreedBy">Who agreed.</param>
/// <param name="WhyChanged">Why an earlier version no longer holds.</param>
public sealed record NewDecision(
    Guid Id, int BasedOn, IReadOnlyDictionary<Guid, BilskyGrade?>? Seen, CaseChoice? Choice, string? Rationale, string? Advice, IReadOnlyList<string> AgreedBy, string? WhyChanged);

/// <summary>Signs a decision, or a new version of one, and brings the case to decided in the same transaction.</summary>
internal sealed class SignDecision(IDbContextFactory<BilskyDbContext> contexts, TellPeople tell, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    /// <returns>The decision as it is signed; the one that was there when the same was signed before.</returns>
    public async Task<Result<CaseDecision>> HandleAsync(Actor actor, Guid caseId, NewDecision asked, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var locked = await CaseLock.TakeAsync(database, caseId, cancellationToken);
        if (locked.Error is { } error)
        {
            return error;
        }

        var newest = await database.CaseDecisions.AsNoTracking().Where(d => d.CaseId == caseId).OrderByDescending(d => d.Version).FirstOrDefaultAsync(cancellationToken);
        if (await database.CaseDecisions.AsNoTracking().SingleOrDefaultAsync(d => d.Id == asked.Id, cancellationToken) is { } there)
        {
            return there.CaseId == caseId ? there : new DecisionIdTaken();
        }

        var decision = Decision(actor, caseId, asked, newest);
        if (newest is not null && newest.Version > asked.BasedOn && IsSame(newest, decision))
        {
            return newest;
        }

        var studies = (await database.CasesOf(database.Studies.Where(s => database.CaseStudies.Any(l => l.StudyId == s.Id && l.CaseId == caseId))).ToListAsync(cancellationToken))
            .ToDictionary(r => r.Study.Id, r => r.Result(CaseAudience.Team).Grade);
        if (Problem(locked.Value, asked, decision, newest, studies) is { } problem)
        {
            return problem;
        }

        (decision.Grade, decision.StudyIds) = (studies.Values.Max(), [.. studies.Keys.Order()]);
        Add(database, locked.Value, decision, actor);
        await CaseLock.SettleAsync(database, caseId, cancellationToken);
        foreach (var study in decision.StudyIds.Select(id => (Guid?)id).DefaultIfEmpty())
        {
            trail.Add(database, actor, new LedgerEntry(AuditAction.SignedDecision, study, $"case {locked.Value.Number}, version {decision.Version}: {ChoiceWords.Of(decision.Choice)}"));
        }

        await TellAsync(database, actor, locked.Value, decision, cancellationToken);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Its id was used for another case at this very moment: of this case only one writes at a time.
            return new DecisionIdTaken();
        }

        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Case, caseId), cancellationToken);
        return decision;
    }

    // The team's who have to do with it, and whoever referred what was decided about: a referrer sees neither the case nor its number.
    private async Task TellAsync(BilskyDbContext database, Actor actor, PatientCase found, CaseDecision decision, CancellationToken cancellationToken)
    {
        var cases = CaseLock.WithJoined(database, found.Id);
        var team = await database.CaseTasks.Where(t => cases.Contains(t.CaseId) && t.DoneAt == null).Select(t => t.OwnerId)
            .Union(database.CaseComments.Where(c => cases.Contains(c.CaseId)).Select(c => c.AuthorId))
            .Union(database.Circulations.Where(c => cases.Contains(c.CaseId)).Select(c => c.AskedById)).Where(u => u != actor.UserId).ToListAsync(cancellationToken);
        await tell.AddAsync(
            database, actor, new NewNotice($"decision:{decision.Id}", NoticeKind.Decided, $"Case {found.Number}: {actor.DisplayName} signed the team's decision, version {decision.Version}.", CaseLink.Of(found.Id)) { CaseId = found.Id },
            team, cancellationToken);
        var referrers = await database.Referrals.Where(r => decision.StudyIds.Contains(r.StudyId) && database.Studies.Any(s => s.Id == r.StudyId && s.HoldReason == null))
            .Select(r => r.ReferrerId).Distinct().Where(u => u != actor.UserId && !team.Contains(u)).ToListAsync(cancellationToken);
        await tell.AddAsync(
            database, actor, new NewNotice($"outcome:{decision.Id}", NoticeKind.Decided, "The team has decided about a patient whom you referred. The outcome stands with your referral.", "referrals"), referrers, cancellationToken);
    }

    private CaseDecision Decision(Actor actor, Guid caseId, NewDecision asked, CaseDecision? newest) => new()
    {
        Id = asked.Id,
        CaseId = caseId,
        Version = (newest?.Version ?? 0) + 1,
        Choice = asked.Choice ?? default,
        Rationale = asked.Rationale?.Trim() ?? "",
        Advice = asked.Advice.TrimmedOrNull(),
        AgreedBy = [.. asked.AgreedBy.Select(n => n.Trim()).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal)],
        WhyChanged = newest is null ? null : asked.WhyChanged.TrimmedOrNull(),
        SignedById = actor.UserId,
        SignedByName = actor.DisplayName,
        SignedAt = clock.GetUtcNow(),
    };

    // A second click, or a second page of the same person: not another decision.
    private static bool IsSame(CaseDecision there, CaseDecision asked) =>
        there.SignedById == asked.SignedById && there.Choice == asked.Choice && there.Rationale == asked.Rationale && there.Advice == asked.Advice && there.AgreedBy.SequenceEqual(asked.AgreedBy);

    private static Error? Problem(PatientCase found, NewDecision asked, CaseDecision decision, CaseDecision? newest, Dictionary<Guid, BilskyGrade?> studies) =>
        newest is not null && newest.Version != asked.BasedOn ? new DecidedMeanwhile(newest)
        : !CaseStages.MayDecide(found.Stage) ? new CaseClosed()
        : asked.Choice is not { } choice || !Enum.IsDefined(choice) || !IsText(decision.Rationale) || (decision.Advice is not null && !IsText(decision.Advice)) ? new DecisionIncomplete()
        : decision.AgreedBy.Length > CaseDecisionTable.MostNames || Array.Exists(decision.AgreedBy, n => n.Length > CaseDecisionTable.NameLength || !n.CanBeKept()) ? new TooManyNames()
        : newest is not null && (decision.WhyChanged is not { Length: <= CaseEventTable.WordsLength } why || !why.CanBeKept()) ? new ChangeAsksWhy()
        : asked.Seen is { } seen && (seen.Count != studies.Count || studies.Any(s => !seen.TryGetValue(s.Key, out var grade) || grade != s.Value)) ? new CaseChangedMeanwhile()
        : null;

    private static bool IsText(string text) => text.Length is > 0 and <= CaseDecisionTable.TextLength && text.CanBeKept();

    private static void Add(BilskyDbContext database, PatientCase found, CaseDecision decision, Actor actor)
    {
        database.CaseDecisions.Add(decision);
        database.CaseEvents.Add(CaseLine.Step(
            found, CaseStage.Decided, CaseEventKind.Signed, actor, decision.SignedAt,
            $"{ChoiceWords.Of(decision.Choice)}, version {decision.Version}.{(decision.WhyChanged is null ? "" : $" {decision.WhyChanged}")}"));
    }
}
