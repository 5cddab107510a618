using BilskyWeb.Data;
using BilskyWeb.Features.Cases.MyReferrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.Decisions;

/// <summary>A decision, and the case that has it now.</summary>
internal sealed record DecisionAtHome
{
    /// <summary>The case in which it was signed, or the one that this was joined to.</summary>
    public required Guid HomeId { get; init; }
    public required CaseDecision Decision { get; init; }
}

/// <summary>
/// Reads decisions: all versions of a case's, those of cases that were joined to it too, and what counts for one study. What is made of a decision (documents, messages)
/// reads it here.
/// </summary>
internal sealed class ReadDecisions(IDbContextFactory<BilskyDbContext> contexts)
{
    /// <summary>Of a case, the newest first: the first one counts.</summary>
    public async Task<IReadOnlyList<CaseDecision>> OfCaseAsync(Guid caseId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await OfAsync(database, caseId, cancellationToken);
    }

    /// <summary>
    /// What the asker is told of a study: a referrer of their own referral, and nothing of one that is held; a reviewer of all. Null while its case has no decision, or while the study
    /// came after it was signed.
    /// </summary>
    public async Task<ReferralOutcome?> OutcomeAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.StudiesOpenTo(actor).AnyAsync(s => s.Id == studyId, cancellationToken)
            ? (await OutcomesAsync(database, [studyId], cancellationToken)).GetValueOrDefault(studyId)
            : null;
    }

    /// <summary>The same of many studies, for a list of those that the asker may see.</summary>
    public static async Task<IReadOnlyDictionary<Guid, ReferralOutcome>> OutcomesAsync(BilskyDbContext database, IReadOnlyCollection<Guid> studyIds, CancellationToken cancellationToken)
    {
        var homes = await database.CaseStudies.Where(l => studyIds.Contains(l.StudyId)).ToDictionaryAsync(l => l.StudyId, l => l.CaseId, cancellationToken);
        var decisions = (await AtHome(database, [.. homes.Values.Distinct()]).ToListAsync(cancellationToken)).ToLookup(d => d.HomeId, d => d.Decision);
        return (
            from home in homes
            let counts = decisions[home.Value].FirstOrDefault(d => d.StudyIds.Contains(home.Key))
            where counts is not null
            select (Study: home.Key, Outcome: new ReferralOutcome(ChoiceWords.Of(counts.Choice), counts.Advice, counts.SignedByName, counts.SignedAt, counts.Version))).ToDictionary(o => o.Study, o => o.Outcome);
    }

    /// <summary>All versions of a case's, the newest first.</summary>
    public static async Task<IReadOnlyList<CaseDecision>> OfAsync(BilskyDbContext database, Guid caseId, CancellationToken cancellationToken) =>
        await AtHome(database, [caseId]).Select(d => d.Decision).ToListAsync(cancellationToken);

    /// <summary>The decisions of some cases and of all that was joined to them, the newest first: the first one of a home counts there.</summary>
    public static IQueryable<DecisionAtHome> AtHome(BilskyDbContext database, IReadOnlyCollection<Guid> homeIds) =>
        from found in database.PatientCases
        join decision in database.CaseDecisions.AsNoTracking() on found.Id equals decision.CaseId
        where homeIds.Contains(found.Id) || (found.JoinedIntoId != null && homeIds.Contains(found.JoinedIntoId.Value))
        orderby decision.SignedAt descending, decision.Version descending
        select new DecisionAtHome { HomeId = found.JoinedIntoId ?? found.Id, Decision = decision };
}
