using BilskyWeb.Core;
using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Clinical;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.CasePages;

/// <summary>A study of a case, with what the case knew of it.</summary>
/// <param name="Card">The study as it is now.</param>
/// <param name="AddedAt">When the case took it.</param>
/// <param name="GradeThen">The grade that counted then.</param>
public sealed record StudyInCase(MdtCase Card, DateTimeOffset AddedAt, BilskyGrade? GradeThen);

/// <summary>Another case that may be the same patient's.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Number">Its number.</param>
/// <param name="Stage">Where it is.</param>
/// <param name="IsSame">True where the two name the same patient; false where they do not say enough, or differ in something.</param>
public sealed record NearCase(Guid CaseId, int Number, CaseStage Stage, bool IsSame);

/// <summary>A line of the history, also of cases that were joined.</summary>
/// <param name="Line">What happened.</param>
/// <param name="Number">Of which case, where it was another one.</param>
public sealed record HistoryLine(CaseEvent Line, int? Number);

/// <summary>A case as its page shows it.</summary>
public sealed record CaseView
{
    public required PatientCase Case { get; init; }

    /// <summary>It and those that were joined to it.</summary>
    public required IReadOnlyCollection<Guid> Cases { get; init; }

    /// <summary>The number of the case that this one was joined to; null for a case of its own.</summary>
    public (Guid Id, int Number)? JoinedInto { get; init; }

    /// <summary>The newest examination first, one without a date by its arrival.</summary>
    public required IReadOnlyList<StudyInCase> Studies { get; init; }
    public required IReadOnlyList<NearCase> Near { get; init; }

    /// <summary>Names of those who referred one of the studies, whose own it is: they read what is decided. Nobody reads of a study that is held.</summary>
    public IReadOnlyList<string> ReadBy =>
        [.. Studies.Where(s => !s.Card.IsHeld).SelectMany(s => s.Card.Referrals).Select(r => r.Referrer).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>In the order of the stretches, those that ended too.</summary>
    public required IReadOnlyList<CaseClock> Clocks { get; init; }

    /// <summary>The newest first.</summary>
    public required IReadOnlyList<HistoryLine> History { get; init; }

    /// <summary>True where the studies name different patients: somebody joined them, or a patient was put right since.</summary>
    public bool NamesDiffer { get; init; }
}

/// <summary>Reads a case with all that was ever joined to it.</summary>
internal sealed class ShowCase(IDbContextFactory<BilskyDbContext> contexts, ListMdtCases studies, CaseClocks clocks)
{
    public async Task<Result<CaseView>> HandleAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.PatientCases.AsNoTracking().SingleOrDefaultAsync(c => c.Id == caseId, cancellationToken) is not { } found)
        {
            return new CaseNotFound();
        }

        var numbers = await database.PatientCases.Where(c => c.Id == caseId || c.JoinedIntoId == caseId || c.Id == found.JoinedIntoId).ToDictionaryAsync(c => c.Id, c => c.Number, cancellationToken);
        var links = await database.CaseStudies.AsNoTracking().Where(s => s.CaseId == caseId).ToDictionaryAsync(s => s.StudyId, cancellationToken);
        var cards = await studies.OfAsync(actor, [.. links.Keys], cancellationToken);
        var identities = await (from link in database.CaseStudies join study in database.Studies on link.StudyId equals study.Id where link.CaseId == caseId select study).AsNoTracking().ToListAsync(cancellationToken);
        var history = await database.CaseEvents.AsNoTracking().Where(e => CaseLock.WithJoined(database, caseId).Contains(e.CaseId)).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).ToListAsync(cancellationToken);
        return new CaseView
        {
            Case = found,
            Cases = numbers.Keys,
            JoinedInto = found.JoinedIntoId is { } target ? (target, numbers[target]) : null,
            Studies = [.. cards.OrderByDescending(c => c.StudyDate ?? DateOnly.FromDateTime(c.ArrivedAt.UtcDateTime)).ThenByDescending(c => c.ArrivedAt).Select(c => new StudyInCase(c, links[c.StudyId].AddedAt, links[c.StudyId].GradeThen))],
            Clocks = [.. (await clocks.ReadAsync(database, identities.Select(s => (found, s)), actor, cancellationToken))[caseId]],
            Near = await NearAsync(database, found, identities, cancellationToken),
            History = history.ConvertAll(e => new HistoryLine(e, e.CaseId == caseId ? null : numbers.GetValueOrDefault(e.CaseId))),
            NamesDiffer = identities.Exists(a => identities.Exists(b => IdentityComparison.Of(a.Identity(), b.Identity()).Verdict == IdentityVerdict.Different)),
        };
    }

    private static async Task<IReadOnlyList<NearCase>> NearAsync(BilskyDbContext database, PatientCase found, List<Study> studies, CancellationToken cancellationToken)
    {
        var ids = studies.Select(s => s.PatientId).Where(id => id.Length > 0).Distinct().ToList();
        var others = await (
            from link in database.CaseStudies
            join study in database.Studies on link.StudyId equals study.Id
            join other in database.PatientCases on link.CaseId equals other.Id
            where ids.Contains(study.PatientId) && other.Id != found.Id && other.JoinedIntoId == null && study.HoldReason == null
            select new { other.Id, other.Number, other.Stage, Study = study }).AsNoTracking().ToListAsync(cancellationToken);
        return
        [
            .. others.GroupBy(o => (o.Id, o.Number, o.Stage)).OrderBy(g => g.Key.Number)
                .Select(g => new NearCase(g.Key.Id, g.Key.Number, g.Key.Stage, g.All(o => studies.TrueForAll(s => IdentityComparison.Of(s.Identity(), o.Study.Identity()).Verdict == IdentityVerdict.Same)))),
        ];
    }
}
