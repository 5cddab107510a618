using BilskyWeb.Clinical;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading;

/// <summary>Draws the key image of a level of a study's grading, from the archive's own pixels.</summary>
internal sealed class DrawKeyImage(IDbContextFactory<BilskyDbContext> contexts, SliceImage image)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="studyInstanceUid">The study.</param>
    /// <param name="number">Number of the level, from 1, in the order of the grading's levels.</param>
    /// <param name="runId">The grading meant, or null for the newest: a page must not show the image of another grading than its text.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A PNG file.</returns>
    public async Task<Result<byte[]>> HandleAsync(Actor actor, string studyInstanceUid, int number, Guid? runId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.StudiesOpenTo(actor).AsNoTracking().SingleOrDefaultAsync(s => s.StudyInstanceUid == studyInstanceUid, cancellationToken) is not { } study)
        {
            return new StudyNotFound();
        }

        var run = runId is { } id
            ? await database.GradingRuns.AsNoTracking().AsSplitQuery().Include(r => r.Slices).Include(r => r.Levels)
                .SingleOrDefaultAsync(r => r.Id == id && r.StudyId == study.Id, cancellationToken)
            : await FindGrading.NewestAsync(database, study.Id, cancellationToken);
        if (run?.Levels.OrderBy(l => l.Ordinal).ElementAtOrDefault(number - 1) is not { } level
            || run.Slices.Find(s => s.Ordinal == level.KeySliceOrdinal) is not { } slice)
        {
            return new KeyImageNotFound();
        }

        // The slice's own grade: the worst of its level, which may be more than the study rule supports.
        return await image.DrawAsync(study, run, slice, content => content with { ModelGrade = slice.Grade ?? level.Grade, SupportedGrade = level.Grade, Level = level.Name is { } name ? LevelText.Named(name, level.NameConfidence) : null }, cancellationToken);
    }

    /// <summary>The same for a page, whose addresses hold no study UID.</summary>
    public async Task<Result<byte[]>> HandleAsync(Actor actor, Guid runId, int number, CancellationToken cancellationToken)
    {
        string? study;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            study = await database.GradingRuns.Where(r => r.Id == runId)
                .Join(database.StudiesOpenTo(actor), r => r.StudyId, s => s.Id, (_, s) => s.StudyInstanceUid).SingleOrDefaultAsync(cancellationToken);
        }

        return study is null ? new KeyImageNotFound() : await HandleAsync(actor, study, number, runId, cancellationToken);
    }
}
