using BilskyWeb.Clinical;
using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Worklist;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Review;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Cases.Mdt;

/// <summary>One flagged study as a card shows it.</summary>
public sealed record MdtCase
{
    public required Guid StudyId { get; init; }
    public required string StudyInstanceUid { get; init; }
    public required string PatientName { get; init; }
    public required string PatientId { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? Sex { get; init; }
    public string? AccessionNumber { get; init; }

    /// <summary>The date of the MRI, which may lie long before its arrival.</summary>
    public DateOnly? StudyDate { get; init; }
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>The run that counts; <see cref="Guid.Empty"/> while there is none.</summary>
    public required Guid RunId { get; init; }

    /// <summary>False while no grading is complete.</summary>
    public bool IsGraded => RunId != Guid.Empty;

    /// <summary>Why the study was not graded, or not yet; null where nothing is to be told.</summary>
    public string? NotGraded { get; init; }

    /// <summary>Whether the study is put before the team.</summary>
    public bool Flagged { get; init; }

    /// <summary>False when its images were taken out again: what was said of them is all that is left.</summary>
    public bool HasImages { get; init; } = true;

    /// <summary>The highest grade, reviewers' grades counting before the model's.</summary>
    public BilskyGrade? Grade { get; init; }
    public bool GradeByReviewer { get; init; }

    /// <summary>What the model alone says.</summary>
    public BilskyGrade? ModelGrade { get; init; }

    /// <summary>The worst grade of any slice alone, counted in the same way.</summary>
    public BilskyGrade? HighestSingleGrade { get; init; }
    public string? FlagReason { get; init; }

    /// <summary>True where a part of the spine has no answer, so that a person must look.</summary>
    public bool NeedsReader { get; init; }

    /// <summary>Which part of the spine was looked at; null where the grading does not tell.</summary>
    public CoverageNote? Coverage { get; init; }

    /// <summary>The earlier, more severe grade that stands beside the newest until a reviewer signs; null when there is none.</summary>
    public BilskyGrade? EarlierGrade { get; init; }

    /// <summary>The run that the earlier grade comes from.</summary>
    public Guid? EarlierRunId { get; init; }

    /// <summary>Images that arrived after the study was first graded, oldest first.</summary>
    public IReadOnlyList<Addition> Additions { get; init; } = [];

    /// <summary>True while somebody has to settle whose images these are. A flag is not to be lost over that question.</summary>
    public bool IsHeld { get; init; }

    /// <summary>How far the review is; null while nobody has read a slice.</summary>
    public ReviewNote? Review { get; init; }
    /// <summary>What was written with the referrals, oldest first.</summary>
    public IReadOnlyList<StudyReferral> Referrals { get; init; } = [];

    /// <summary>Slices that a person should look at and nobody has.</summary>
    public int Unseen { get; init; }

    /// <summary>The levels of the highest grade, head first.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>The key images: those that reviewers chose, else those proposed for the levels of the highest grade, then slices that two opinions part.</summary>
    public IReadOnlyList<MdtImage> Images { get; init; } = [];
}

/// <summary>A key image with its address and what it shows.</summary>
public sealed record MdtImage(string Address, string Text);

/// <summary>One page of the board.</summary>
public sealed record MdtBoard(IReadOnlyList<MdtCase> Cases, int Total);

/// <summary>Flagged studies, held ones too: highest grade first, an earlier result that still stands counting, those flagged for a reader's look after them; within each whoever has waited longest. Where reviewers have read slices, their grades count.</summary>
internal sealed class ListMdtCases(IDbContextFactory<BilskyDbContext> contexts)
{
    public const int PageSize = 24;
    private const int MostKeyImages = 3;

    public async Task<MdtBoard> HandleAsync(Actor actor, int page, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var flagged = database.StudiesVisibleTo(actor).Where(s => s.Flagged);
        var total = await flagged.CountAsync(cancellationToken);
        var rows = await database.CasesOf(flagged.MostUrgentFirst().Skip(page * PageSize).Take(PageSize)).MostUrgentFirst().ToListAsync(cancellationToken);
        return new MdtBoard(await CardsAsync(database, actor, rows, cancellationToken), total);
    }

    /// <summary>The same of some studies, flagged or not, graded or not: those of them that the asker may see, most urgent first.</summary>
    public async Task<IReadOnlyList<MdtCase>> OfAsync(Actor actor, IReadOnlyCollection<Guid> studyIds, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await database.CasesOf(database.StudiesVisibleTo(actor).Where(s => studyIds.Contains(s.Id))).MostUrgentFirst().ToListAsync(cancellationToken);
        return await CardsAsync(database, actor, rows, cancellationToken);
    }

    private static async Task<IReadOnlyList<MdtCase>> CardsAsync(BilskyDbContext database, Actor actor, List<CaseRow> rows, CancellationToken cancellationToken)
    {
        var found = rows.ConvertAll(row => (Row: row, Case: Card(row, row.Result(CaseAudience.Team))));
        var runIds = found.SelectMany(c => new[] { c.Case.RunId, c.Case.EarlierRunId }).OfType<Guid>().ToList();
        var studyIds = found.Select(c => c.Case.StudyId).ToList();
        var levels = (await database.LevelResults.AsNoTracking().Where(l => runIds.Contains(l.RunId)).OrderBy(l => l.Ordinal).ToListAsync(cancellationToken)).ToLookup(l => l.RunId);
        var slices = (await database.SliceResults.AsNoTracking().Where(s => runIds.Contains(s.RunId)).OrderBy(s => s.Ordinal)
            .Select(s => new { s.RunId, s.LevelName, s.LevelConfidence, s.Axis, s.PositionMm, s.Status, s.Grade, s.HighGradeProbability, s.RoiSource, s.Agreement, s.RestsOnBoth }).ToListAsync(cancellationToken))
            .ToLookup(s => s.RunId, s => new CardSlice(s.LevelName, s.LevelConfidence, s.Axis, SliceAttentions.Of(s.Status, s.Grade, s.HighGradeProbability, s.RoiSource) is not null)
            {
                PositionMm = s.PositionMm,
                HighGradeProbability = s.HighGradeProbability,
                OpinionsDiffer = TwoOpinions.Withheld(s.Status, s.Agreement, s.RestsOnBoth),
            });
        var referrals = await StudyReferrals.ReadAsync(database, studyIds, actor, cancellationToken);
        var additions = await ListAdditions.OfAsync(database, studyIds, cancellationToken);
        return
            [.. found.Select(c => WithEarlier(StandingOf(c.Row) is { } standing ? Reviewed(c.Case, standing, [.. slices[c.Case.RunId]]) : Unread(c.Case, levels[c.Case.RunId], slices), levels, slices) with
            {
                Referrals = [.. referrals[c.Case.StudyId]],
                Unseen = Unseen(slices[c.Case.RunId], StandingOf(c.Row)),
                Coverage = CoverageNote.Of(c.Row.Graded?.Coverage),
                Additions = [.. additions[c.Case.StudyId]],
            })];
    }

    private static MdtCase Card(CaseRow row, CaseResult counts) => new()
    {
        StudyId = row.Study.Id,
        StudyInstanceUid = row.Study.StudyInstanceUid,
        PatientName = row.Study.PatientName,
        PatientId = row.Study.PatientId,
        BirthDate = row.Study.BirthDate,
        Sex = row.Study.Sex,
        AccessionNumber = row.Study.AccessionNumber,
        StudyDate = row.Study.StudyDate,
        ArrivedAt = row.Study.ArrivedAt,
        RunId = row.Graded?.Id ?? Guid.Empty,
        NotGraded = row.Graded is null ? row.Last?.Error : null,
        Flagged = counts.Flagged,
        HasImages = row.Study.InstanceCount > 0,
        Grade = counts.Grade,
        GradeByReviewer = counts.GradeByReviewer,
        ModelGrade = counts.ModelGrade,
        HighestSingleGrade = counts.HighestSingleGrade,
        FlagReason = counts.Reason,
        NeedsReader = counts.NeedsReader,
        Review = ReviewNote.Of(row.Standing),
        EarlierGrade = counts.EarlierGrade,
        EarlierRunId = counts.EarlierRunId,
        IsHeld = row.Study.HoldReason is not null,
    };

    // Levels and key images name slices of one run: a standing that is still laid over an earlier one has none for the run that counts.
    private static ReviewStanding? StandingOf(CaseRow row) => row.Graded is not null && row.Standing?.RunId == row.Graded.Id ? row.Standing : null;

    // A reviewed slice is drawn as a person's; what was signed off has been looked at as a whole.
    private static int Unseen(IEnumerable<CardSlice> slices, ReviewStanding? standing)
    {
        if (standing is { SignedOffAt: not null, ChangedSinceSigned: false })
        {
            return 0;
        }

        var strip = standing is null ? [] : StripText.Read(standing.Strip);
        return slices.Where((slice, i) => slice.NeedsLook && !(i < strip.Count && strip[i].ByPerson)).Count();
    }

    private static MdtCase Unread(MdtCase found, IEnumerable<LevelResult> levels, ILookup<Guid, CardSlice> slices)
    {
        List<CardSlice> all = [.. slices[found.RunId]];
        var worst = Worst(levels, found.ModelGrade, all);
        return found with
        {
            Levels = [.. worst.Select(l => l.Text)],
            Images = [.. worst.Select(l => Image(found.RunId, l, "")).Concat(Withheld(found, all)).Take(MostKeyImages)],
        };
    }

    // A slice that two opinions part has no grade and so no level, and is what the study may be flagged for.
    private static IEnumerable<MdtImage> Withheld(MdtCase found, List<CardSlice> slices) =>
        from at in Enumerable.Range(0, slices.Count)
        where slices[at].OpinionsDiffer
        orderby slices[at].HighGradeProbability descending
        let level = LevelText.Of(slices[at].Name, slices[at].Confidence, slices[at].PositionMm, slices[at].PositionMm, AxisOf(slices, at))
        select new MdtImage(
            ReviewRoutes.SliceOf(found.StudyId, found.RunId, at, 0, level),
            $"Withheld slice, {level}: prototypes and measurements differ, a reader must grade it");

    // The images that the earlier grade was given for come first: the newest grading may not have looked at that place.
    private static MdtCase WithEarlier(MdtCase found, ILookup<Guid, LevelResult> levels, ILookup<Guid, CardSlice> slices)
    {
        if (found.EarlierRunId is not { } run || (run == found.RunId && found.Levels.Count > 0))
        {
            return found;
        }

        var worst = Worst(levels[run], found.EarlierGrade, [.. slices[run]]);
        return found with
        {
            Levels = [.. worst.Select(l => l.Text), .. found.Levels],
            Images = [.. worst.Select(l => Image(run, l, " before the newest images")).Concat(found.Images).Take(MostKeyImages)],
        };
    }

    private static List<(int Ordinal, BilskyGrade Grade, string Text)> Worst(IEnumerable<LevelResult> levels, BilskyGrade? grade, List<CardSlice> slices) =>
        [.. levels.Where(l => l.Grade == grade).OrderBy(l => l.Ordinal).Select(l => (l.Ordinal, l.HighestSingleGrade ?? l.Grade, LevelText.Of(l.Name, l.NameConfidence, l.FromMm, l.ToMm, AxisOf(slices, l.KeySliceOrdinal))))];

    private static int? AxisOf(List<CardSlice> slices, int ordinal) => SliceAxes.At(slices.ConvertAll(s => s.Axis), ordinal);

    private static MdtImage Image(Guid run, (int Ordinal, BilskyGrade Grade, string Text) level, string when) => new(
        GradingRoutes.KeyImageOf(run, level.Ordinal, level.Text), $"Key image of the level {level.Text}, grade {level.Grade.ToText()} by the model{when}");

    private static MdtCase Reviewed(MdtCase found, ReviewStanding standing, List<CardSlice> slices)
    {
        string Text(int slice, double fromMm, double toMm) => LevelText.Of(slices.ElementAtOrDefault(slice)?.Name, slices.ElementAtOrDefault(slice)?.Confidence, fromMm, toMm, AxisOf(slices, slice));
        return found with
        {
            Levels = [.. standing.ReadLevels().Select(l => Text(l.KeySlice, l.FromMm, l.ToMm))],

            // The worst first: more than a card holds are on the study's page.
            Images = [.. standing.ReadKeyImages().OrderByDescending(i => i.Grade).ThenBy(i => i.Slice).Take(MostKeyImages)
                .Select(i => (Image: i, Level: Text(i.Slice, i.PositionMm, i.PositionMm)))
                .Select(i => new MdtImage(
                    ReviewRoutes.SliceOf(found.StudyId, found.RunId, i.Image.Slice, standing.Sequence, i.Level), Words(i.Image, i.Level)))],
        };
    }

    private static string Words(StandingImage image, string level)
    {
        var said = image.Grade is not { } grade ? "no grade"
            : $"grade {grade.ToText()} by {(image.ByReviewer ? "a reviewer" : "the model")}" + (image.ModelGrade is { } model && model != grade ? $", {model.ToText()} by the model" : "");
        return $"Key image {(image.Accepted ? "chosen by a reviewer" : "proposed")}, {level}, {said}";
    }

    private sealed record CardSlice(string? Name, double? Confidence, int Axis, bool NeedsLook)
    {
        public double PositionMm { get; init; }

        public double HighGradeProbability { get; init; }

        public bool OpinionsDiffer { get; init; }
    }
}
