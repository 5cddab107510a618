using System.Text.Json;
using BilskyWeb.Clinical;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Review;

/// <summary>Writes a review's standing for the lists, inside the transaction that changed the review.</summary>
internal static class StandingWriter
{
    /// <summary>Makes every other change to the review of this study wait until the transaction ends. False when there is no such study.</summary>
    public static Task<bool> LockAsync(BilskyDbContext database, Guid studyId, CancellationToken cancellationToken) =>
        StudyLock.TakeAsync(database, studyId, cancellationToken);

    /// <summary>Writes the standing of a review; call with the study's lock held.</summary>
    public static async Task WriteAsync(BilskyDbContext database, Guid studyId, StudyReview review, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var standing = await database.ReviewStandings.SingleOrDefaultAsync(s => s.StudyId == studyId, cancellationToken);
        if (standing is null)
        {
            standing = new ReviewStanding { StudyId = studyId };
            database.ReviewStandings.Add(standing);
        }

        var verdict = review.Verdict;
        standing.RunId = review.Run.Id;
        standing.Sequence = review.Sequence;
        standing.ChangedAt = now;
        standing.Grade = verdict.Grade;
        standing.HighestSingleGrade = verdict.HighestSingleGrade;
        standing.NeedsReader = review.NeedsReader;
        standing.GradeByReviewer = review.GradeByReviewer;
        standing.Flagged = review.Flagged;
        standing.Reason = review.Flagged && !verdict.IsHighGrade ? $"{verdict.Reason} {review.Run.EarlierReason ?? "The model's flag stays until the review is signed off."}" : verdict.Reason;
        standing.Strip = StripText.Write(review.Slices.Select(Drawn));
        standing.Levels = JsonSerializer.Serialize(
            verdict.Levels.Where(l => l.Grade == verdict.Grade).Select(l => new StandingLevel(l.KeySlice, l.FromMm, l.ToMm)), JsonSerializerOptions.Web);
        standing.KeyImages = JsonSerializer.Serialize(review.KeyImages.Select(Image), JsonSerializerOptions.Web);
        standing.SlicesRead = verdict.Read;
        standing.Conflicts = review.Conflicts;
        standing.SignedOffAt = review.SignOff?.SignedAt;
        standing.SignedOffBy = review.SignOff?.AuthorName;
        standing.Addenda = Math.Max(0, review.Signatures.Count - 1);
        standing.ChangedSinceSigned = review.ChangedSinceSigned;
        standing.SignedOnRun = review.IsSignedOnThisRun;
        await database.SaveChangesAsync(cancellationToken);
    }

    private static StandingImage Image(ReviewedSlice slice)
    {
        var model = slice.Model.Status == SliceStatus.Graded ? slice.Model.Grade : null;
        return new StandingImage(
            slice.Model.Ordinal, slice.Model.PositionMm, slice.Reading is { } reading ? reading.Grade : model, slice.Reading is not null, model, slice.IsKeyImage);
    }

    private static StripSlice Drawn(ReviewedSlice slice) => slice.Reading switch
    {
        { Grade: { } grade } => new StripSlice(SliceStatus.Graded, grade, ByPerson: true),
        { Exclusion: not null } => new StripSlice(SliceStatus.Excluded, null, ByPerson: true),
        _ => new StripSlice(slice.Model.Status, slice.Model.Grade),
    };
}
