using BilskyWeb.Data;
using BilskyWeb.Features.Cases.MyReferrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.Decisions;

/// <summary>What the team decided, as far as a referrer is told.</summary>
/// <param name="Outcome">In words.</param>
/// <param name="Advice">What the referrer is told to do; null when nothing.</param>
/// <param name="SignedBy">Who signed.</param>
/// <param name="SignedAt">When.</param>
/// <param name="Version">Above 1 it replaces an earlier one.</param>
public sealed record DecisionOutcome(string Outcome, string? Advice, string SignedBy, DateTimeOffset SignedAt, int Version);

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
        return await Of(database, caseId).ToListAsync(cancellationToken);
    }

    /// <summary>The one that counts for a study; null while its case has none, or while the study came after it was signed.</summary>
    public async Task<CaseDecision?> OfStudyAsync(Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await OfStudy(database, studyId).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>What the asker is told of a study: a referrer of their own referral, and nothing of one that is held; a reviewer of all.</summary>
    public async Task<DecisionOutcome?> OutcomeAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await database.StudiesOpenTo(actor).AnyAsync(s => s.Id == studyId, cancellationToken))
        {
            return null;
        }

        return await OfStudy(database, studyId).FirstOrDefaultAsync(cancellationToken) is { } decision
            ? new DecisionOutcome(ChoiceWords.Of(decision.Choice), decision.Advice, decision.SignedByName, decision.SignedAt, decision.Version)
            : null;
    }

    /// <summary>The same of many studies, for a list of those that the asker may see.</summary>
    public static async Task<IReadOnlyDictionary<Guid, ReferralOutcome>> OutcomesAsync(BilskyDbContext database, IReadOnlyCollection<Guid> studyIds, CancellationToken cancellationToken)
    {
        var found = await (
            from link in database.CaseStudies
            from decision in database.CaseDecisions
            where studyIds.Contains(link.StudyId) && decision.StudyIds.Contains(link.StudyId)
                && database.PatientCases.Any(c => c.Id == decision.CaseId && (c.Id == link.CaseId || c.JoinedIntoId == link.CaseId))
            select new { link.StudyId, decision.Choice, decision.Advice, decision.SignedByName, decision.SignedAt, decision.Version }).ToListAsync(cancellationToken);
        return found.GroupBy(d => d.StudyId).ToDictionary(g => g.Key, g => g.OrderByDescending(d => d.SignedAt).ThenByDescending(d => d.Version).First())
            .ToDictionary(d => d.Key, d => new ReferralOutcome($"The MDT decided: {ChoiceWords.Of(d.Value.Choice)}.", d.Value.Advice, d.Value.SignedByName, d.Value.SignedAt));
    }

    public static IQueryable<CaseDecision> Of(BilskyDbContext database, Guid caseId) =>
        database.CaseDecisions.AsNoTracking().Where(d => CaseLock.WithJoined(database, caseId).Contains(d.CaseId)).OrderByDescending(d => d.SignedAt).ThenByDescending(d => d.Version);

    private static IQueryable<CaseDecision> OfStudy(BilskyDbContext database, Guid studyId) =>
        database.CaseDecisions.AsNoTracking()
            .Where(d => d.StudyIds.Contains(studyId) && database.CaseStudies.Any(l => l.StudyId == studyId
                && database.PatientCases.Any(c => c.Id == d.CaseId && (c.Id == l.CaseId || c.JoinedIntoId == l.CaseId))))
            .OrderByDescending(d => d.SignedAt).ThenByDescending(d => d.Version);
}
