using BilskyWeb.Core;
using BilskyWeb.Core.Cases;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading;

/// <summary>The grading of a study for a program: its newest result, or how far the first one is.</summary>
internal sealed class FindGrading(IDbContextFactory<BilskyDbContext> contexts)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="studyInstanceUid">The study.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<GradingJson>> HandleAsync(Actor actor, string studyInstanceUid, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.StudiesOpenTo(actor).AsNoTracking().SingleOrDefaultAsync(s => s.StudyInstanceUid == studyInstanceUid, cancellationToken) is not { } study)
        {
            return new StudyNotFound();
        }

        if (await NewestAsync(database, study.Id, cancellationToken) is not { } run)
        {
            return new NotGradedYet();
        }

        var told = GradingJson.From([(studyInstanceUid, run)]);
        return run.State == GradingState.Complete && await database.RefusalSinceAsync(run, cancellationToken) is { } refusal
            ? told with { Studies = [told.Studies[0].RefusedBy(refusal, CaseResult.Of(run.AsCase(refusal), null, CaseAudience.Team))] }
            : told;
    }

    /// <summary>The newest complete run, else the newest run of any state; slices and levels included.</summary>
    internal static Task<GradingRun?> NewestAsync(BilskyDbContext database, Guid studyId, CancellationToken cancellationToken) =>
        NewestFirst(database, studyId).AsNoTracking().AsSplitQuery().Include(r => r.Slices).Include(r => r.Levels).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The runs of a study, that one first.</summary>
    internal static IQueryable<GradingRun> NewestFirst(BilskyDbContext database, Guid studyId) =>
        database.ClinicalRuns().Where(r => r.StudyId == studyId).OrderByDescending(r => r.State == GradingState.Complete).ThenByDescending(r => r.SubmittedAt);
}
