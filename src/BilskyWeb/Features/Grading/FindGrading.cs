using BilskyWeb.Core;
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

        return await NewestAsync(database, study.Id, cancellationToken) is { } run
            ? GradingJson.From([(studyInstanceUid, run)])
            : new NotGradedYet();
    }

    /// <summary>The newest complete run, else the newest run of any state; slices and levels included.</summary>
    internal static Task<GradingRun?> NewestAsync(BilskyDbContext database, Guid studyId, CancellationToken cancellationToken) =>
        database.ClinicalRuns().AsNoTracking().AsSplitQuery()
            .Include(r => r.Slices).Include(r => r.Levels)
            .Where(r => r.StudyId == studyId)
            .OrderByDescending(r => r.State == GradingState.Complete).ThenByDescending(r => r.SubmittedAt)
            .FirstOrDefaultAsync(cancellationToken);
}
