using BilskyWeb.Core;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Review;

/// <summary>
/// Draws a study's key image as it goes round: once people have reviewed, those that they chose (or the proposals that follow from their
/// grades), before that the model's. A referrer gets what was signed.
/// </summary>
internal sealed class DrawCirculatedImage(ReadReview read, DrawReviewedSlice reviewed, DrawKeyImage model)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="studyInstanceUid">The study.</param>
    /// <param name="number">Number of the key image, from 1, head first.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Picture>> HandleAsync(Actor actor, string studyInstanceUid, int number, CancellationToken cancellationToken)
    {
        var review = await read.HandleAsync(actor, studyInstanceUid, cancellationToken);
        if (!review.IsOk || review.Value.Sequence == 0)
        {
            return await model.HandleAsync(actor, studyInstanceUid, number, null, cancellationToken);
        }

        return review.Value.KeyImages.ElementAtOrDefault(number - 1) is { } slice
            ? await reviewed.DrawAsync(actor, review.Value, slice, cancellationToken)
            : new KeyImageNotFound();
    }
}
