using BilskyWeb.Platform.Audit;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Core;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace BilskyWeb.Features.Review;

/// <summary>
/// Reviews for programs, and for the study page: it saves by plain requests and not over its live connection, so that a lost one stops
/// nobody from grading.
/// </summary>
internal static class ReviewEndpoints
{
    // A batch of the most changes, each with the longest note, every letter of it escaped.
    private const int LargestBatch = RecordChanges.MostAtOnce * (ReviewChangeTable.NoteLength * 6 + 500);

    public static void MapReviewApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/studies/{uid}/review", async (string uid, ReadReview read, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await read.HandleAsync(await actors.GetAsync(), uid, cancellationToken)).ToHttp(review => Results.Ok(ReviewJson.From(review))))
            .RequireAuthorization(Policy.Referrer).WithTags("Review").Produces<ReviewJson>().WithMetadata(new ShowsStudyByUidAttribute(StudyWay.Api));
        endpoints.MapGet("/api/studies/{uid}/key-images/{number:int}.png", async (string uid, int number, DrawCirculatedImage draw, ActorAccessor actors, HttpContext http) =>
            await GradingEndpoints.PictureAsync(http, await draw.HandleAsync(await actors.GetAsync(), uid, number, http.RequestAborted)))
            .RequireAuthorization(Policy.Referrer).WithTags("Review").WithMetadata(new ShowsStudyByUidAttribute(StudyWay.Image));

        // The page's own routes hold no DICOM identifier.
        var page = endpoints.MapGroup(ReviewRoutes.Group).RequireAuthorization(Policy.Reviewer).WithTags("Review");
        page.MapGet("", async (Guid study, ReadReview read, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await read.HandleAsync(await actors.GetAsync(), study, cancellationToken)).ToHttp(review => Results.Ok(ReviewJson.From(review)))).WithMetadata(new ShowsStudyByIdAttribute(StudyWay.Page));
        page.MapGet(ReviewRoutes.Slice, async (Guid study, int slice, Guid run, DrawReviewedSlice draw, ActorAccessor actors, HttpContext http) =>
            // The page's address names the review's number, so a picture kept for a while is that of its text.
            await GradingEndpoints.PictureAsync(http, await draw.HandleAsync(await actors.GetAsync(), study, run, slice, http.RequestAborted), TimeSpan.FromMinutes(15))).WithMetadata(new ShowsStudyByIdAttribute(StudyWay.Image));
        page.MapPost("changes", async (Guid study, ChangesBody body, RecordChanges record, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await record.HandleAsync(await actors.GetAsync(), study, body.Changes ?? [], cancellationToken))
                .ToHttp(saved => Results.Ok(new ChangesSaved(ReviewJson.From(saved.Review), saved.Refused))))
            .RequireAntiforgeryHeader().WithMetadata(new RequestSizeLimitAttribute(LargestBatch));
        page.MapPost("signatures", async (Guid study, NewSignature signature, SignOffReview sign, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await sign.HandleAsync(await actors.GetAsync(), study, signature, cancellationToken)).ToHttp(review => Results.Ok(ReviewJson.From(review))))
            .RequireAntiforgeryHeader();
    }

    internal sealed record ChangesBody(IReadOnlyList<NewChange>? Changes);

    internal sealed record ChangesSaved(ReviewJson Review, IReadOnlyList<RefusedChange> Refused);
}
