using BilskyWeb.Clinical;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Review;

/// <summary>Draws a slice as people graded it: a person's grade filled, the model's outlined beside it where they differ.</summary>
internal sealed class DrawReviewedSlice(IDbContextFactory<BilskyDbContext> contexts, ReadReview read, SliceImage image)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="studyId">The study.</param>
    /// <param name="runId">The grading on the asker's page: it must not show the image of another one.</param>
    /// <param name="slice">Ordinal of the slice in that grading.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Picture>> HandleAsync(Actor actor, Guid studyId, Guid runId, int slice, CancellationToken cancellationToken)
    {
        var review = await read.HandleAsync(actor, studyId, cancellationToken);
        if (!review.IsOk)
        {
            return review.Error!;
        }

        return review.Value.Run.Id == runId && review.Value.Slices.ElementAtOrDefault(slice) is { } reviewed
            ? await DrawAsync(actor, review.Value, reviewed, cancellationToken)
            : new KeyImageNotFound();
    }

    /// <summary>Draws a slice of a review that was read for that person already.</summary>
    internal async Task<Result<Picture>> DrawAsync(Actor actor, StudyReview review, ReviewedSlice reviewed, CancellationToken cancellationToken)
    {
        Study study;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            study = await database.StudiesOpenTo(actor).AsNoTracking().SingleAsync(s => s.Id == review.Run.StudyId, cancellationToken);
        }

        return image.Of(study, review.Run.PipelineVersion, review.Run.Slices, reviewed.Model, WordsOf(reviewed));
    }

    /// <summary>What is said of a slice that people may have read.</summary>
    internal static SliceWords WordsOf(ReviewedSlice reviewed) => new()
    {
        Level = reviewed.Model.LevelName is { } name ? LevelText.Named(name, reviewed.Model.LevelConfidence) : null,
        ModelGrade = reviewed.Model.Status == SliceStatus.Graded ? reviewed.Model.Grade : null,
        ReaderGrade = reviewed.Reading?.Grade,
        OpinionsDiffer = reviewed.Model.IsWithheldByOpinions,
        Status = reviewed.Reading?.Exclusion is null ? reviewed.Model.Status : SliceStatus.Excluded,
    };
}
