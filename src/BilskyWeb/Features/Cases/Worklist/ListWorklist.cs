using BilskyWeb.Clinical;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Cases.Worklist;

/// <summary>
/// Studies, most urgent first: high grades (3, 2, 1c), then what is flagged for a reader's look, then what has no grade yet, because it may be anything, then low grades; within
/// each, whoever has waited longest. Where reviewers have read slices, their grades count and the model's stands beside. The order is made
/// by the database, one page at a time.
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
        return new WorklistView(await WithDetailsAsync(database, actor, rows, cancellationToken), total);
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
            from standing in database.ReviewStandings.Where(r => r.StudyId == study.Id && (r.SlicesRead > 0 || r.SignedOffAt != null)).DefaultIfEmpty()
            select new Case { Study = study, Last = last, Graded = graded, Standing = standing };
        if (filter.Flagged)
        {
            cases = cases.Where(c => c.Standing != null ? c.Standing.Flagged : c.Graded != null && c.Graded.Flagged);
        }

        cases = filter.Review switch
        {
            null => cases,
            ReviewFilter.NotReviewed => cases.Where(c => c.Graded != null && (c.Standing == null || c.Standing.SignedOffAt == null)),
            _ => cases.Where(c => c.Standing != null && c.Standing.SignedOffAt != null),
        };

        return filter.State switch
        {
            null => cases,
            CaseState.Held => cases.Where(c => c.Study.HoldReason != null),
            CaseState.Arriving => cases.Where(c => c.Study.HoldReason == null && c.Last == null),
            { } state => cases.Where(c => c.Study.HoldReason == null && c.Last != null && c.Last.State == AsGradingState(state)),
        };
    }

    /// <summary>Studies that are graded, not held and not signed, most urgent first, as the worklist orders them.</summary>
    internal static IQueryable<Guid> NotReviewed(BilskyDbContext database, Actor actor) =>
        Ordered(Cases(database, actor, new WorklistFilter { Review = ReviewFilter.NotReviewed }).Where(c => c.Study.HoldReason == null)).Select(c => c.Study.Id);

    private static IQueryable<Case> Page(IQueryable<Case> cases, int page) => Ordered(cases).Skip(page * PageSize).Take(PageSize);

    private static IQueryable<Case> Ordered(IQueryable<Case> cases) => cases
        .Select(c => new
        {
            Case = c,
            Grade = c.Standing != null ? c.Standing.Grade : c.Graded != null ? c.Graded.HighestGrade : null,
            Single = c.Standing != null ? c.Standing.HighestSingleGrade : c.Graded != null ? c.Graded.HighestSingleGrade : null,
            Flagged = c.Standing != null ? c.Standing.Flagged : c.Graded != null && c.Graded.Flagged,
        })

        // What stood before counts until a reviewer has signed what came after.
        .Select(c => new
        {
            c.Case,
            Grade = c.Case.Graded != null && c.Case.Graded.EarlierGrade != null && !(c.Case.Standing != null && c.Case.Standing.SignedOnRun && c.Case.Standing.RunId == c.Case.Graded.Id)
                && (c.Grade == null || c.Case.Graded.EarlierGrade > c.Grade) ? c.Case.Graded.EarlierGrade : c.Grade,
            c.Single,
            c.Flagged,
        })

        // Of a high-grade study the worst slice counts, supported or not.
        .OrderByDescending(c => c.Grade >= BilskyGrades.FirstHighGrade ? 20 + (int)(c.Single > c.Grade ? c.Single : c.Grade) : c.Flagged ? 20 : c.Grade == null ? 10 : (int)c.Grade)
        .ThenBy(c => c.Case.Study.ArrivedAt)
        .ThenBy(c => c.Case.Study.Id)
        .Select(c => c.Case);

    private static async Task<IReadOnlyList<WorklistRow>> WithDetailsAsync(BilskyDbContext database, Actor actor, List<Case> cases, CancellationToken cancellationToken)
    {
        var runIds = cases.Where(c => c.Graded is not null).Select(c => c.Graded!.Id).ToList();
        var studyIds = cases.Select(c => c.Study.Id).ToList();
        var slices = (await database.SliceResults.AsNoTracking().Where(s => runIds.Contains(s.RunId)).OrderBy(s => s.Ordinal)
            .Select(s => new { s.RunId, s.Ordinal, s.Status, s.Grade, s.LevelName, s.LevelConfidence, s.Axis }).ToListAsync(cancellationToken)).ToLookup(s => s.RunId);
        var levels = (await database.LevelResults.AsNoTracking().Where(l => runIds.Contains(l.RunId)).OrderBy(l => l.Ordinal)
            .Select(l => new { l.RunId, l.Name, l.NameConfidence, l.FromMm, l.ToMm, l.Grade, l.KeySliceOrdinal }).ToListAsync(cancellationToken)).ToLookup(l => l.RunId);
        var referrals = await StudyReferrals.ReadAsync(database, studyIds, actor, cancellationToken);
        var additions = await ListAdditions.OfAsync(database, studyIds, cancellationToken);
        return [.. cases.Select(c => new WorklistRow
        {
            StudyId = c.Study.Id,
            PatientName = c.Study.PatientName,
            PatientId = c.Study.PatientId,
            BirthDate = c.Study.BirthDate,
            Sex = c.Study.Sex,
            AccessionNumber = c.Study.AccessionNumber,
            StudyDate = c.Study.StudyDate,
            ArrivedAt = c.Study.ArrivedAt,
            State = c.Study.HoldReason is not null ? CaseState.Held : c.Last is null ? CaseState.Arriving : AsCaseState(c.Last.State),
            Why = c.Study.HoldReason ?? c.Last?.Error,
            SlicesDone = c.Last?.SlicesDone ?? 0,
            SlicesTotal = c.Last?.SlicesTotal ?? 0,
            Grade = c.Standing is not null ? c.Standing.Grade : c.Graded?.HighestGrade,
            HighestSingleGrade = c.Standing is not null ? c.Standing.HighestSingleGrade : c.Graded?.HighestSingleGrade,
            NeedsReader = c.Standing?.NeedsReader ?? c.Graded?.NeedsReader ?? false,
            GradeByReviewer = c.Standing?.GradeByReviewer ?? false,
            ModelGrade = c.Graded?.HighestGrade,
            Flagged = c.Standing?.Flagged ?? c.Graded?.Flagged ?? false,
            FlagReason = c.Standing?.Reason ?? c.Graded?.FlagReason,
            Coverage = CoverageNote.Of(c.Graded?.Coverage),
            EarlierGrade = c.Standing is { SignedOnRun: true } && c.Standing.RunId == c.Graded?.Id ? null : c.Graded?.EarlierGrade,
            Additions = [.. additions[c.Study.Id]],
            Review = ReviewNote.Of(c.Standing),
            GradedRunId = c.Graded?.Id,
            PrimaryCancer = referrals[c.Study.Id].Select(r => r.PrimaryCancer).LastOrDefault(p => !string.IsNullOrWhiteSpace(p)),
            Referrer = referrals[c.Study.Id].Select(r => r.Referrer).LastOrDefault(),
            HasNote = referrals[c.Study.Id].Any(r => !string.IsNullOrWhiteSpace(r.Note)),
            Levels = c.Graded is null ? []
                : c.Standing is null ? [.. levels[c.Graded.Id].Where(l => l.Grade == c.Graded.HighestGrade).Select(l => LevelText.Of(l.Name, l.NameConfidence, l.FromMm, l.ToMm, AxisOf(c.Graded.Id, l.KeySliceOrdinal)))]
                : [.. c.Standing.ReadLevels().Select(l => (Level: l, Key: slices[c.Standing.RunId].FirstOrDefault(s => s.Ordinal == l.KeySlice)))
                    .Select(l => LevelText.Of(l.Key?.LevelName, l.Key?.LevelConfidence, l.Level.FromMm, l.Level.ToMm, AxisOf(c.Standing.RunId, l.Level.KeySlice)))],
            Strip = c.Standing?.Strip ?? (c.Graded is null ? "" : StripText.Write(slices[c.Graded.Id].Select(s => new StripSlice(s.Status, s.Grade)))),
        })];

        int? AxisOf(Guid runId, int ordinal) => SliceAxes.Of([.. slices[runId].Select(s => s.Axis)])?.ElementAtOrDefault(ordinal);
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

        /// <summary>What reviewers have made of it; null while nobody has read a slice.</summary>
        public ReviewStanding? Standing { get; init; }
    }
}
