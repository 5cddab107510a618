using BilskyWeb.Clinical;
using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Cases.Worklist;

/// <summary>
/// Studies, most urgent first: high grades (3, 2, 1c), then what is flagged for a reader's look, then what has no grade yet, because it may be anything, then low grades; within
/// each, whoever has waited longest. Where reviewers have read slices, their grades count and the model's stands beside. The order is made
/// by the database, one page at a time.
/// </summary>
internal sealed class ListWorklist(IDbContextFactory<BilskyDbContext> contexts, IOptions<ClockOptions> clocks)
{
    public const int PageSize = 50;

    /// <param name="page">0-based.</param>
    public async Task<WorklistView> HandleAsync(Actor actor, WorklistFilter filter, int page, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var studies = Studies(database, actor, filter);
        var total = await studies.CountAsync(cancellationToken);
        var rows = await Page(database, studies, page).ToListAsync(cancellationToken);
        return new WorklistView(await WithDetailsAsync(database, actor, rows, cancellationToken), total);
    }

    /// <summary>The SQL of one page, for the test that measures its plan.</summary>
    internal static string Sql(BilskyDbContext database, Actor actor, WorklistFilter filter) => Page(database, Studies(database, actor, filter), 0).ToQueryString();

    private static IQueryable<Study> Studies(BilskyDbContext database, Actor actor, WorklistFilter filter)
    {
        var studies = database.StudiesVisibleTo(actor);
        if (filter.Mine)
        {
            studies = studies.Where(s => database.Referrals.Any(r => r.StudyId == s.Id && r.ReferrerId == actor.UserId));
        }

        if (SearchPattern.Words(filter.Search) is { } pattern)
        {
            studies = studies.Where(s => EF.Functions.ILike(s.PatientName, pattern, SearchPattern.Escape) || EF.Functions.ILike(s.PatientId, pattern, SearchPattern.Escape)
                || (s.AccessionNumber != null && EF.Functions.ILike(s.AccessionNumber, pattern, SearchPattern.Escape)));
        }

        if (filter.Flagged)
        {
            studies = studies.Where(s => s.Flagged);
        }

        studies = filter.Review switch
        {
            null => studies,
            ReviewFilter.NotReviewed => studies.Where(s => s.GradedRunId != null && !database.ReviewStandings.Any(r => r.StudyId == s.Id && r.SignedOffAt != null)),
            _ => studies.Where(s => database.ReviewStandings.Any(r => r.StudyId == s.Id && r.SignedOffAt != null)),
        };

        return filter.State switch
        {
            null => studies,
            CaseState.Held => studies.Where(s => s.HoldReason != null),
            CaseState.Arriving => studies.Where(s => s.HoldReason == null && s.LastRunId == null),
            { } state => studies.Where(s => s.HoldReason == null && database.GradingRuns.Any(r => r.Id == s.LastRunId && r.State == AsGradingState(state))),
        };
    }

    /// <summary>Studies that are graded, not held and not signed, most urgent first, as the worklist orders them.</summary>
    internal static IQueryable<Guid> NotReviewed(BilskyDbContext database, Actor actor) =>
        Studies(database, actor, new WorklistFilter { Review = ReviewFilter.NotReviewed }).Where(s => s.HoldReason == null).MostUrgentFirst().Select(s => s.Id);

    private static IQueryable<CaseRow> Page(BilskyDbContext database, IQueryable<Study> studies, int page) =>
        database.CasesOf(studies.MostUrgentFirst().Skip(page * PageSize).Take(PageSize)).MostUrgentFirst();

    private async Task<IReadOnlyList<WorklistRow>> WithDetailsAsync(BilskyDbContext database, Actor actor, List<CaseRow> cases, CancellationToken cancellationToken)
    {
        var runIds = cases.SelectMany(c => new[] { c.Graded?.Id, c.Standing?.RunId }).OfType<Guid>().Distinct().ToList();
        var studyIds = cases.Select(c => c.Study.Id).ToList();
        var slices = (await database.SliceResults.AsNoTracking().Where(s => runIds.Contains(s.RunId)).OrderBy(s => s.Ordinal)
            .Select(s => new { s.RunId, s.Ordinal, s.Status, s.Grade, s.LevelName, s.LevelConfidence, s.Axis }).ToListAsync(cancellationToken)).ToLookup(s => s.RunId);
        var levels = (await database.LevelResults.AsNoTracking().Where(l => runIds.Contains(l.RunId)).OrderBy(l => l.Ordinal)
            .Select(l => new { l.RunId, l.Name, l.NameConfidence, l.FromMm, l.ToMm, l.Grade, l.KeySliceOrdinal }).ToListAsync(cancellationToken)).ToLookup(l => l.RunId);
        var said = await ClinicalPicture.SaidAsync(database, studyIds, actor, cancellationToken);
        var referrals = await StudyReferrals.ReadAsync(database, studyIds, actor, cancellationToken, said);
        var additions = await ListAdditions.OfAsync(database, studyIds, cancellationToken);
        var pictures = ClinicalPicture.Of(studyIds, said);
        var times = await ReadCaseTimes.ReadAsync(database, cases.ConvertAll(c => c.Study), pictures, clocks.Value.Zone, cancellationToken);
        return [.. cases.Select(c => (Case: c, Counts: c.Result(CaseAudience.Team))).Select(c => Row(c.Case, c.Counts))];

        WorklistRow Row(CaseRow found, CaseResult counts) => new()
        {
            StudyId = found.Study.Id,
            PatientName = found.Study.PatientName,
            PatientId = found.Study.PatientId,
            BirthDate = found.Study.BirthDate,
            Sex = found.Study.Sex,
            AccessionNumber = found.Study.AccessionNumber,
            StudyDate = found.Study.StudyDate,
            ArrivedAt = found.Study.ArrivedAt,
            State = found.Study.HoldReason is not null ? CaseState.Held : found.Last is null ? CaseState.Arriving : AsCaseState(found.Last.State),
            Why = found.Study.HoldReason ?? (counts.IsRefused && found.Last?.Id == found.Refusal?.Id ? null : found.Last?.Error),
            SlicesDone = found.Last?.SlicesDone ?? 0,
            SlicesTotal = found.Last?.SlicesTotal ?? 0,
            Grade = counts.Grade,
            HighestSingleGrade = counts.HighestSingleGrade,
            NeedsReader = counts.NeedsReader,
            IsRefused = counts.IsRefused,
            GradeByReviewer = counts.GradeByReviewer,
            ModelGrade = counts.ModelGrade,
            Flagged = counts.Flagged,
            FlagReason = counts.Reason,
            Coverage = CoverageNote.Of(found.Graded?.Coverage),
            EarlierGrade = counts.EarlierGrade,
            Additions = [.. additions[found.Study.Id]],
            Review = ReviewNote.Of(found.Standing),
            GradedRunId = found.Graded?.Id,
            PrimaryCancer = referrals[found.Study.Id].Select(r => r.PrimaryCancer).LastOrDefault(p => !string.IsNullOrWhiteSpace(p)),
            Referrer = referrals[found.Study.Id].Select(r => r.Referrer).LastOrDefault(),
            HasNote = referrals[found.Study.Id].Any(r => !string.IsNullOrWhiteSpace(r.Note)),
            Urgency = pictures[found.Study.Id].Facts.Urgency?.ToString(),
            ClinicalChanged = pictures[found.Study.Id].ChangedAt is not null,
            Clock = ClockWords.MostUrgent(CaseClock.Of(times[found.Study.Id], clocks.Value)),
            Levels = LevelsOf(found, counts),
            Strip = SteppedBack(counts) ? "" : counts.ReadingCounts ? found.Standing!.Strip : found.Graded is { } graded ? StripText.Write(slices[graded.Id].Select(s => new StripSlice(s.Status, s.Grade))) : "",
        };

        // Those of the grade that counts: the reviewers' where it is theirs, else the model's.
        List<string> LevelsOf(CaseRow found, CaseResult counts) =>
            SteppedBack(counts) ? []
                : counts.ReadingCounts && counts.Grade == found.Standing!.Grade
                ? [.. found.Standing.ReadLevels().Select(l => (Level: l, Key: slices[found.Standing.RunId].FirstOrDefault(s => s.Ordinal == l.KeySlice)))
                    .Select(l => LevelText.Of(l.Key?.LevelName, l.Key?.LevelConfidence, l.Level.FromMm, l.Level.ToMm, AxisOf(found.Standing.RunId, l.Level.KeySlice)))]
                : found.Graded is { } graded
                    ? [.. levels[graded.Id].Where(l => l.Grade == graded.HighestGrade).Select(l => LevelText.Of(l.Name, l.NameConfidence, l.FromMm, l.ToMm, AxisOf(graded.Id, l.KeySliceOrdinal)))]
                    : [];

        // What was graded before is not what the study shows now.
        static bool SteppedBack(CaseResult counts) => counts is { IsRefused: true, Grade: null };

        int? AxisOf(Guid runId, int ordinal) => SliceAxes.At([.. slices[runId].Select(s => s.Axis)], ordinal);
    }

    private static GradingState AsGradingState(CaseState state) => Enum.Parse<GradingState>(state.ToString());

    private static CaseState AsCaseState(GradingState state) => Enum.Parse<CaseState>(state.ToString());
}
