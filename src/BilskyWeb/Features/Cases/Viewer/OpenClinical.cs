using BilskyWeb.Core;
using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Core.Clinical.Scores;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>What is known of a patient beside the images, with what the images give to the scores.</summary>
public sealed record OpenedClinical(Study Study, ClinicalPicture Picture)
{
    /// <summary>The grade that counts for the asker; null while there is none.</summary>
    public BilskyGrade? Grade { get; init; }

    /// <summary>Whose grade it is.</summary>
    public string GradeBy { get; init; } = "the model";

    /// <summary>The level of that grade; of several the one that stability makes most of. Null where none has a name.</summary>
    public string? Level { get; init; }

    /// <summary>Clocks that have begun.</summary>
    public IReadOnlyList<CaseClock> Clocks { get; init; } = [];

    /// <summary>The team's case of the study; null while it is in none.</summary>
    internal Guid? CaseId { get; init; }

    /// <summary>The stability score.</summary>
    internal Score Stability => field ??= Sins.Of(Picture.Facts, Level);

    /// <summary>All scores, stability first.</summary>
    internal IReadOnlyList<Score> Scores => field ??= [Stability, Tokuhashi.Of(Picture.Facts), Nesms.Of(Picture.Facts)];

    /// <summary>The columns of NOMS.</summary>
    internal IReadOnlyList<NomsColumn> NomsColumns => field ??= Noms.Of(Picture.Facts, Grade, GradeBy, Stability);

    /// <summary>Whether its clocks may be others after something happened to a case: to its own, or to any while it is in none.</summary>
    internal bool ConcernedBy(LiveUpdate ofCase) => CaseId is not { } own || ofCase.Concerns(own);
}

/// <summary>Reads the clinical picture of a study for its page, its panel and programs.</summary>
internal sealed class OpenClinical(IDbContextFactory<BilskyDbContext> contexts, IOptions<ClockOptions> clocks)
{
    public async Task<Result<OpenedClinical>> HandleAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(database, actor, database.StudiesVisibleTo(actor).Where(s => s.Id == studyId), cancellationToken);
    }

    /// <summary>The same by the study's own identifier, for programs.</summary>
    public async Task<Result<OpenedClinical>> HandleAsync(Actor actor, string studyInstanceUid, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(database, actor, database.StudiesVisibleTo(actor).Where(s => s.StudyInstanceUid == studyInstanceUid), cancellationToken);
    }

    private async Task<Result<OpenedClinical>> ReadAsync(BilskyDbContext database, Actor actor, IQueryable<Study> studies, CancellationToken cancellationToken)
    {
        if (await database.CasesOf(studies).SingleOrDefaultAsync(cancellationToken) is not { } found)
        {
            return new StudyNotFound();
        }

        if (found.Study.HoldReason is not null && !actor.IsReviewer)
        {
            return new StudyHeld();
        }

        var study = found.Study;
        var pictures = await ClinicalPicture.ReadAsync(database, [study.Id], actor, cancellationToken);
        var times = await ReadCaseTimes.ReadAsync(database, [study], pictures, clocks.Value.Zone, cancellationToken);
        var counts = found.Result(actor.IsReviewer ? CaseAudience.Team : CaseAudience.Referrer);
        var names = found.Graded is not { } graded ? []
            : await database.LevelResults.Where(l => l.RunId == graded.Id && l.Grade == graded.HighestGrade && l.Name != null).OrderBy(l => l.Ordinal).Select(l => l.Name).ToListAsync(cancellationToken);
        return new OpenedClinical(study, pictures[study.Id])
        {
            Grade = counts.Grade,
            GradeBy = counts.GradeByReviewer ? "a reviewer" : "the model",
            Level = names.MaxBy(n => Sins.LocationOf(n) is { } place ? Sins.Location[place] : -1),
            Clocks = CaseClock.Of(times[study.Id], clocks.Value),
            CaseId = await StagesReached.CaseOfAsync(database, study.Id, cancellationToken),
        };
    }
}
