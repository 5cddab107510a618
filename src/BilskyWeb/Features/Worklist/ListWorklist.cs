using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Studies;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Shell.Components;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Worklist;

/// <summary>
/// Studies, most urgent first: high grades (3, 2, 1c), then what has no grade yet, because it may be anything, then low grades; within
/// each, whoever has waited longest. The order is made by the database, one page at a time.
/// </summary>
internal sealed class ListWorklist(IDbContextFactory<BilskyDbContext> contexts)
{
    public const int PageSize = 50;

    /// <param name="page">0-based.</param>
    public async Task<WorklistView> HandleAsync(Actor actor, WorklistFilter filter, int page, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var cases = Cases(database, actor, filter);
        var total = await cases.CountAsync(cancellationToken);
        var rows = await Page(cases, page).ToListAsync(cancellationToken);
        return new WorklistView(await WithDetailsAsync(database, rows, cancellationToken), total);
    }

    /// <summary>The SQL of one page, for the test that measures its plan.</summary>
    internal static string Sql(BilskyDbContext database, Actor actor, WorklistFilter filter) => Page(Cases(database, actor, filter), 0).ToQueryString();

    private static IQueryable<Case> Cases(BilskyDbContext database, Actor actor, WorklistFilter filter)
    {
        var studies = database.StudiesVisibleTo(actor).AsNoTracking();
        if (filter.Mine)
        {
            studies = studies.Where(s => database.Referrals.Any(r => r.StudyId == s.Id && r.ReferrerId == actor.UserId));
        }

        if (filter.SearchPattern is { } pattern)
        {
            studies = studies.Where(s => EF.Functions.ILike(s.PatientName, pattern, WorklistFilter.Escape) || EF.Functions.ILike(s.PatientId, pattern, WorklistFilter.Escape)
                || (s.AccessionNumber != null && EF.Functions.ILike(s.AccessionNumber, pattern, WorklistFilter.Escape)));
        }

        var cases =
            from study in studies
            from last in database.GradingRuns.Where(r => r.StudyId == study.Id).OrderByDescending(r => r.SubmittedAt).Take(1).DefaultIfEmpty()
            from graded in database.GradingRuns.Where(r => r.StudyId == study.Id && r.State == GradingState.Complete).OrderByDescending(r => r.SubmittedAt).Take(1).DefaultIfEmpty()
            select new Case { Study = study, Last = last, Graded = graded };
        if (filter.Flagged)
        {
            cases = cases.Where(c => c.Graded != null && c.Graded.Flagged);
        }

        return filter.State switch
        {
            null => cases,
            CaseState.Held => cases.Where(c => c.Study.HoldReason != null),
            CaseState.Arriving => cases.Where(c => c.Study.HoldReason == null && c.Last == null),
            { } state => cases.Where(c => c.Study.HoldReason == null && c.Last != null && c.Last.State == AsGradingState(state)),
        };
    }

    private static IQueryable<Case> Page(IQueryable<Case> cases, int page) => cases
        .OrderByDescending(c =>
            c.Graded == null || c.Graded.HighestGrade == null ? 10
            : c.Graded.HighestGrade >= BilskyGrades.FirstHighGrade ? 20 + (int)c.Graded.HighestGrade
            : (int)c.Graded.HighestGrade)
        .ThenBy(c => c.Study.ArrivedAt)
        .ThenBy(c => c.Study.Id)
        .Skip(page * PageSize)
        .Take(PageSize);

    private static async Task<IReadOnlyList<WorklistRow>> WithDetailsAsync(BilskyDbContext database, List<Case> cases, CancellationToken cancellationToken)
    {
        var runIds = cases.Where(c => c.Graded is not null).Select(c => c.Graded!.Id).ToList();
        var studyIds = cases.Select(c => c.Study.Id).ToList();
        var strips = (await database.SliceResults.AsNoTracking().Where(s => runIds.Contains(s.RunId)).OrderBy(s => s.Ordinal)
            .Select(s => new { s.RunId, s.Status, s.Grade }).ToListAsync(cancellationToken)).ToLookup(s => s.RunId, s => new StripSlice(s.Status, s.Grade));
        var levels = (await database.LevelResults.AsNoTracking().Where(l => runIds.Contains(l.RunId)).OrderBy(l => l.Ordinal)
            .Select(l => new { l.RunId, l.Name, l.NameConfidence, l.FromMm, l.ToMm, l.Grade }).ToListAsync(cancellationToken)).ToLookup(l => l.RunId);
        var referrals = (await (
            from referral in database.Referrals
            join person in database.Users on referral.ReferrerId equals person.Id
            where studyIds.Contains(referral.StudyId)
            orderby referral.SubmittedAt
            select new { referral.StudyId, referral.PrimaryCancer, person.DisplayName }).ToListAsync(cancellationToken)).ToLookup(r => r.StudyId);
        return [.. cases.Select(c => new WorklistRow
        {
            StudyId = c.Study.Id,
            PatientName = c.Study.PatientName,
            PatientId = c.Study.PatientId,
            BirthDate = c.Study.BirthDate,
            Sex = c.Study.Sex,
            AccessionNumber = c.Study.AccessionNumber,
            ArrivedAt = c.Study.ArrivedAt,
            State = c.Study.HoldReason is not null ? CaseState.Held : c.Last is null ? CaseState.Arriving : AsCaseState(c.Last.State),
            Why = c.Study.HoldReason ?? c.Last?.Error,
            SlicesDone = c.Last?.SlicesDone ?? 0,
            SlicesTotal = c.Last?.SlicesTotal ?? 0,
            Grade = c.Graded?.HighestGrade,
            Flagged = c.Graded?.Flagged ?? false,
            FlagReason = c.Graded?.FlagReason,
            GradedRunId = c.Graded?.Id,
            PrimaryCancer = referrals[c.Study.Id].Select(r => r.PrimaryCancer).LastOrDefault(p => !string.IsNullOrWhiteSpace(p)),
            Referrer = referrals[c.Study.Id].Select(r => r.DisplayName).LastOrDefault(),
            Levels = c.Graded is null ? [] : [.. levels[c.Graded.Id].Where(l => l.Grade == c.Graded.HighestGrade).Select(l => LevelText.Of(l.Name, l.NameConfidence, l.FromMm, l.ToMm))],
            Strip = c.Graded is null ? "" : StripText.Write(strips[c.Graded.Id]),
        })];
    }

    private static GradingState AsGradingState(CaseState state) => Enum.Parse<GradingState>(state.ToString());

    private static CaseState AsCaseState(GradingState state) => Enum.Parse<CaseState>(state.ToString());

    private sealed class Case
    {
        public required Study Study { get; init; }

        /// <summary>The newest run, whatever became of it.</summary>
        public GradingRun? Last { get; init; }

        /// <summary>The newest complete run.</summary>
        public GradingRun? Graded { get; init; }
    }
}
