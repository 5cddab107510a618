using BilskyWeb.Clinical;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading;

/// <summary>The key image of a level of a study's grading.</summary>
internal sealed class DrawKeyImage(IDbContextFactory<BilskyDbContext> contexts, SliceImage image)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="studyInstanceUid">The study.</param>
    /// <param name="number">Number of the level, from 1, in the order of the grading's levels.</param>
    /// <param name="runId">The grading meant, or null for the newest: a page must not show the image of another grading than its text.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Picture>> HandleAsync(Actor actor, string studyInstanceUid, int number, Guid? runId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.StudiesOpenTo(actor).AsNoTracking().SingleOrDefaultAsync(s => s.StudyInstanceUid == studyInstanceUid, cancellationToken) is { } study
            ? await OfAsync(database, study, number, runId, cancellationToken)
            : new StudyNotFound();
    }

    /// <summary>The same for a page, whose addresses hold no study UID.</summary>
    public async Task<Result<Picture>> HandleAsync(Actor actor, Guid runId, int number, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var studies = database.GradingRuns.Where(r => r.Id == runId).Join(database.StudiesOpenTo(actor), r => r.StudyId, s => s.Id, (_, s) => s);
        return await studies.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } study
            ? await OfAsync(database, study, number, runId, cancellationToken)
            : new KeyImageNotFound();
    }

    // Only what the picture shows is read: most who ask have it already.
    private async Task<Result<Picture>> OfAsync(BilskyDbContext database, Study study, int number, Guid? runId, CancellationToken cancellationToken)
    {
        var runs = runId is { } id ? database.GradingRuns.Where(r => r.Id == id && r.StudyId == study.Id) : FindGrading.NewestFirst(database, study.Id);
        if (number < 1
            || await runs.Select(r => new { r.Id, r.PipelineVersion }).FirstOrDefaultAsync(cancellationToken) is not { } run
            || await database.LevelResults.AsNoTracking().Where(l => l.RunId == run.Id).OrderBy(l => l.Ordinal).Skip(number - 1).FirstOrDefaultAsync(cancellationToken) is not { } level)
        {
            return new KeyImageNotFound();
        }

        var slices = await database.SliceResults.Where(s => s.RunId == run.Id).OrderBy(s => s.Ordinal).Select(s => new SliceResult
        {
            Ordinal = s.Ordinal,
            SeriesInstanceUid = s.SeriesInstanceUid,
            SopInstanceUid = s.SopInstanceUid,
            Frame = s.Frame,
            PositionMm = s.PositionMm,
            Axis = s.Axis,
            RoiX = s.RoiX,
            RoiY = s.RoiY,
            RoiWidth = s.RoiWidth,
            RoiHeight = s.RoiHeight,
            RoiScore = s.RoiScore,
            RoiSource = s.RoiSource,
            Grade = s.Grade,
            Geometry = s.Geometry,
        }).ToListAsync(cancellationToken);
        if (slices.Find(s => s.Ordinal == level.KeySliceOrdinal) is not { } slice)
        {
            return new KeyImageNotFound();
        }

        // The slice's own grade: the worst of its level, which may be more than the study rule supports.
        return image.Of(study, run.PipelineVersion, slices, slice, new SliceWords
        {
            ModelGrade = slice.Grade ?? level.Grade,
            SupportedGrade = level.Grade,
            Level = level.Name is { } name ? LevelText.Named(name, level.NameConfidence) : null,
        });
    }
}
