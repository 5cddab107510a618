using BilskyWeb.Core;
using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Clinical;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt;

/// <summary>
/// Joins a case to another one of the same patient: its studies go over, what was said and decided is shown with the other, and stays where it is. Both histories tell of it.
/// </summary>
internal sealed class JoinCases(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    /// <param name="actor">Who.</param>
    /// <param name="caseId">The case that goes.</param>
    /// <param name="number">The number of the case that stays.</param>
    /// <param name="why">Has to be said where the two do not name the same patient.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The case that stays.</returns>
    public async Task<Result<Guid>> HandleAsync(Actor actor, Guid caseId, int number, string? why, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // No study is placed in a case that goes.
        await PlaceStudy.LockAsync(database, cancellationToken);
        if (await database.PatientCases.Where(c => c.Number == number).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancellationToken) is not { } otherId)
        {
            return new OtherCaseNotFound(number);
        }

        if (otherId == caseId)
        {
            return new CannotJoinItself();
        }

        // In one order, so that two who join the same pair the other way round do not wait for each other.
        var (first, second) = caseId < otherId ? (caseId, otherId) : (otherId, caseId);
        var one = await CaseLock.TakeAsync(database, first, cancellationToken);
        var two = await CaseLock.TakeAsync(database, second, cancellationToken);
        if ((one.Error ?? two.Error) is { } gone)
        {
            return gone;
        }

        var (goes, stays) = first == caseId ? (one.Value, two.Value) : (two.Value, one.Value);
        var words = why.TrimmedOrNull();
        if (words is { Length: > CaseEventTable.WordsLength } || !words.CanBeKept() || (words is null && !await AreOnePatientAsync(database, caseId, otherId, cancellationToken)))
        {
            return new JoinAsksWhy();
        }

        var now = clock.GetUtcNow();
        Note(database, goes, stays, actor, now, words);
        await database.PatientCases.Where(c => c.JoinedIntoId == goes.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.JoinedIntoId, stays.Id), cancellationToken);
        await database.CaseStudies.Where(s => s.CaseId == goes.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.CaseId, stays.Id), cancellationToken);
        await database.CaseTasks.Where(t => t.CaseId == goes.Id).ExecuteUpdateAsync(t => t.SetProperty(x => x.CaseId, stays.Id), cancellationToken);
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.JoinedCases, Detail: $"case {goes.Number} to case {stays.Number}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Case, goes.Id), cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Case, stays.Id), cancellationToken);
        return stays.Id;
    }

    private static void Note(BilskyDbContext database, PatientCase goes, PatientCase stays, Actor actor, DateTimeOffset now, string? words)
    {
        var left = CaseLine.Of(goes.Id, CaseEventKind.Joined, actor, now, $"Joined to case {stays.Number}.{(words is null ? "" : $" {words}")}");
        left.OtherCaseId = stays.Id;
        var came = CaseLine.Of(stays.Id, CaseEventKind.Joined, actor, now, $"Case {goes.Number} was joined to this one.{(words is null ? "" : $" {words}")}");
        came.OtherCaseId = goes.Id;
        database.CaseEvents.AddRange(left, came);
        var next = CaseStages.AfterJoining(stays.Stage, goes.Stage);
        if (next != stays.Stage)
        {
            database.CaseEvents.Add(CaseLine.Step(stays, next, CaseEventKind.Moved, null, now, $"Case {goes.Number} was not decided when it was joined."));
        }
        else
        {
            stays.Version++;
        }

        goes.Version++;
        goes.JoinedIntoId = stays.Id;
    }

    private static async Task<bool> AreOnePatientAsync(BilskyDbContext database, Guid one, Guid other, CancellationToken cancellationToken)
    {
        var studies = (await (
            from link in database.CaseStudies
            join study in database.Studies on link.StudyId equals study.Id
            where link.CaseId == one || link.CaseId == other
            select new { link.CaseId, Study = study }).AsNoTracking().ToListAsync(cancellationToken)).ToLookup(s => s.CaseId, s => s.Study.Identity());
        return studies[one].Any(a => studies[other].Any(b => IdentityComparison.Of(a, b).Verdict == IdentityVerdict.Same))
            && !studies[one].Any(a => studies[other].Any(b => IdentityComparison.Of(a, b).Verdict == IdentityVerdict.Different));
    }
}
