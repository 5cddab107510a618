using System.Globalization;
using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt.Decisions;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.Board;

/// <summary>What of the board somebody wants to see. Kept in the page, never in its address: a search is a patient's name.</summary>
internal sealed record BoardFilter
{
    public static BoardFilter Everything { get; } = new();

    /// <summary>Part of a name, patient ID or accession number, or a case's number.</summary>
    public string Search { get; init; } = "";

    /// <summary>Only cases with a flagged study.</summary>
    public bool Flagged { get; init; }

    /// <summary>Only cases in which the asker has something to do, or is mentioned and has not looked.</summary>
    public bool Mine { get; init; }
}

/// <summary>One case as the board shows it.</summary>
public sealed record BoardCard
{
    public required Guid CaseId { get; init; }
    public required int Number { get; init; }
    public required CaseStage Stage { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required DateTimeOffset StageSince { get; init; }

    /// <summary>The most urgent of its studies; null when it has none any more.</summary>
    public MdtCase? Study { get; init; }
    public int Studies { get; init; }

    /// <summary>The decision that counts, in words; null while there is none.</summary>
    public string? Decision { get; init; }

    /// <summary>Tasks to be done.</summary>
    public int Tasks { get; init; }

    /// <summary>When the first of them is due.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>The clock that is due first; null while none runs.</summary>
    public CaseClock? Clock { get; init; }

    /// <summary>True where the asker is mentioned and has not looked.</summary>
    public bool MentionsMe { get; init; }
}

/// <summary>The cases of one stage.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Cards">As many as were asked for, the most urgent first; closed ones the newest first.</param>
/// <param name="Total">How many there are.</param>
public sealed record BoardColumn(CaseStage Stage, IReadOnlyList<BoardCard> Cards, int Total);

/// <summary>The board: cases by stage, in each the most urgent first, and within that whoever has waited longest.</summary>
internal sealed class ListBoard(IDbContextFactory<BilskyDbContext> contexts, ListMdtCases studies, CaseClocks clocks)
{
    public const int CardsAtFirst = 25;

    /// <param name="actor">Who; to others than the team the board is empty.</param>
    /// <param name="filter">What they want to see.</param>
    /// <param name="cardsOf">How many cards of a stage; those not named have <see cref="CardsAtFirst"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<BoardColumn>> HandleAsync(Actor actor, BoardFilter filter, IReadOnlyDictionary<CaseStage, int> cardsOf, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return [];
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var cases = Cases(database, actor, filter);
        var totals = await cases.GroupBy(c => c.Stage).Select(g => new { Stage = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Stage, g => g.Count, cancellationToken);
        var shown = await Page(cases, cardsOf).ToListAsync(cancellationToken);
        var ids = shown.ConvertAll(c => c.Id);
        var inCases = (await (
            from link in database.CaseStudies
            join study in database.Studies on link.StudyId equals study.Id
            where ids.Contains(link.CaseId)
            orderby study.Priority descending, study.ArrivedAt descending
            select new { link.CaseId, Study = study }).AsNoTracking().ToListAsync(cancellationToken)).ToLookup(s => s.CaseId, s => s.Study);
        var worst = (await studies.OfAsync(actor, [.. inCases.Select(c => c.First().Id)], cancellationToken)).ToDictionary(s => s.StudyId);
        var running = await clocks.ReadAsync(database, shown.SelectMany(c => inCases[c.Id].Select(s => (c, s))), actor, cancellationToken);
        var decisions = (await ReadDecisions.AtHome(database, ids).Select(d => new { d.HomeId, d.Decision.Choice }).ToListAsync(cancellationToken)).ToLookup(d => d.HomeId);
        var tasks = await database.CaseTasks.Where(t => ids.Contains(t.CaseId) && t.DoneAt == null).GroupBy(t => t.CaseId)
            .Select(g => new { Case = g.Key, Count = g.Count(), Due = g.Min(t => t.DueAt) }).ToDictionaryAsync(t => t.Case, cancellationToken);
        var mentioned = (await Mentioning(database, actor).Where(c => ids.Contains(c)).ToListAsync(cancellationToken)).ToHashSet();
        return [.. CaseStages.All.Select(stage => new BoardColumn(stage, [.. Sorted(shown.Where(c => c.Stage == stage)).Select(Card)], totals.GetValueOrDefault(stage)))];

        BoardCard Card(PatientCase found) => new()
        {
            CaseId = found.Id,
            Number = found.Number,
            Stage = found.Stage,
            Version = found.Version,
            OpenedAt = found.OpenedAt,
            StageSince = found.StageSince,
            Study = worst.GetValueOrDefault(inCases[found.Id].FirstOrDefault()?.Id ?? Guid.Empty),
            Studies = inCases[found.Id].Count(),
            Decision = decisions[found.Id].FirstOrDefault() is { } decision ? ChoiceWords.Of(decision.Choice) : null,
            Tasks = tasks.GetValueOrDefault(found.Id)?.Count ?? 0,
            NextDue = tasks.GetValueOrDefault(found.Id)?.Due,
            Clock = ClockWords.MostUrgent([.. running[found.Id]]),
            MentionsMe = mentioned.Contains(found.Id),
        };
    }

    /// <summary>The SQL that chooses the cards, for the test that measures its plan.</summary>
    internal static string Sql(BilskyDbContext database, Actor actor, BoardFilter filter) => Page(Cases(database, actor, filter), new Dictionary<CaseStage, int>()).ToQueryString();

    private static IQueryable<PatientCase> Cases(BilskyDbContext database, Actor actor, BoardFilter filter)
    {
        var cases = database.PatientCases.AsNoTracking().Where(c => c.JoinedIntoId == null);
        if (filter.Flagged)
        {
            cases = cases.Where(c => c.Priority >= CasePriority.Flagged);
        }

        if (filter.Mine)
        {
            cases = cases.Where(c => database.CaseTasks.Any(t => t.CaseId == c.Id && t.OwnerId == actor.UserId && t.DoneAt == null) || Mentioning(database, actor).Contains(c.Id));
        }

        if (int.TryParse(filter.Search.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            var pattern = SearchPattern.Words(filter.Search)!;
            return cases.Where(c => c.Number == number || InCase(database, pattern).Contains(c.Id));
        }

        return SearchPattern.Words(filter.Search) is { } words ? cases.Where(c => InCase(database, words).Contains(c.Id)) : cases;
    }

    private static IQueryable<Guid> Mentioning(BilskyDbContext database, Actor actor) =>
        from mention in database.CaseMentions
        join comment in database.CaseComments on mention.CommentId equals comment.Id
        join found in database.PatientCases on comment.CaseId equals found.Id
        where mention.UserId == actor.UserId && mention.SeenAt == null
        select found.JoinedIntoId ?? found.Id;

    private static IQueryable<Guid> InCase(BilskyDbContext database, string pattern) =>
        from link in database.CaseStudies
        join study in database.Studies on link.StudyId equals study.Id
        where EF.Functions.ILike(study.PatientName, pattern, SearchPattern.Escape) || EF.Functions.ILike(study.PatientId, pattern, SearchPattern.Escape)
            || (study.AccessionNumber != null && EF.Functions.ILike(study.AccessionNumber, pattern, SearchPattern.Escape))
        select link.CaseId;

    // All stages in one query, of each no more than is shown.
    private static IQueryable<PatientCase> Page(IQueryable<PatientCase> cases, IReadOnlyDictionary<CaseStage, int> cardsOf) =>
        CaseStages.All.Select(stage => Column(cases.Where(c => c.Stage == stage), stage).Take(cardsOf.GetValueOrDefault(stage, CardsAtFirst)))
            .Aggregate((all, column) => all.Concat(column));

    private static IQueryable<PatientCase> Column(IQueryable<PatientCase> cases, CaseStage stage) => stage == CaseStage.Closed
        ? cases.OrderByDescending(c => c.StageSince).ThenBy(c => c.Id)
        : cases.OrderByDescending(c => c.Priority).ThenBy(c => c.OpenedAt).ThenBy(c => c.Id);

    private static IEnumerable<PatientCase> Sorted(IEnumerable<PatientCase> cases) => cases.ToList() is { Count: > 0 } all && all[0].Stage == CaseStage.Closed
        ? all.OrderByDescending(c => c.StageSince).ThenBy(c => c.Id)
        : cases.OrderByDescending(c => c.Priority).ThenBy(c => c.OpenedAt).ThenBy(c => c.Id);
}
