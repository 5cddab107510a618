using BilskyWeb.Core;
using BilskyWeb.Features.Grading.ByHand;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.Net.Http.Headers;

namespace BilskyWeb.Features.Grading;

/// <summary>Gradings for programs, key images for programs and pages.</summary>
internal static class GradingEndpoints
{
    public static void MapGradingApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("").RequireAuthorization(Policy.Referrer).WithTags("Grading");
        api.MapGet("/api/studies/{uid}/grading", async (string uid, FindGrading find, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await find.HandleAsync(await actors.GetAsync(), uid, cancellationToken)).ToHttp(grading => Results.Json(grading, GradingJson.Options)))
            .Produces<GradingJson>().WithMetadata(new ShowsStudyByUidAttribute(StudyWay.Api));
        endpoints.MapPost("/api/studies/{uid}/series/{seriesUid}/take", async (string uid, string seriesUid, TakeSeries take, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await take.HandleAsync(await actors.GetAsync(), uid, seriesUid, cancellationToken)).ToHttp(_ => Results.Accepted($"/api/studies/{uid}/grading")))
            .RequireAuthorization(Policy.Reviewer).RequireAntiforgeryHeader().WithTags("Grading");
        endpoints.MapDelete("/api/studies/{uid}/series/{seriesUid}/take", async (string uid, string seriesUid, LeaveSeries leave, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await leave.HandleAsync(await actors.GetAsync(), uid, seriesUid, cancellationToken)).ToHttp(_ => Results.Accepted($"/api/studies/{uid}/grading")))
            .RequireAuthorization(Policy.Reviewer).RequireAntiforgeryHeader().WithTags("Grading");
        api.MapGet(GradingRoutes.KeyImage, async (Guid run, int number, DrawKeyImage draw, ActorAccessor actors, HttpContext http) =>
            await PictureAsync(http, await draw.HandleAsync(await actors.GetAsync(), run, number, http.RequestAborted)))
            .WithMetadata(new ShowsStudyOfRunAttribute(StudyWay.Image));
        api.MapGet(GradingRoutes.TrainingCase, (string sha256, int number, DrawTrainingCase draw, HttpContext http) =>
        {
            var picture = draw.Handle(sha256, number);
            http.Response.Headers.CacheControl = picture.IsOk ? "private, max-age=86400, immutable" : "no-store";
            return picture.ToHttp(png => Results.Bytes(png, "image/png"));
        });
    }

    /// <summary>A key image as an answer. Whoever asks may see it: one who may not got an error, and a 304 no more than a picture.</summary>
    /// <param name="http">The request.</param>
    /// <param name="picture">The picture, or why there is none.</param>
    /// <param name="keptFor">How long the browser may show it without asking again.</param>
    internal static async Task<IResult> PictureAsync(HttpContext http, Result<Picture> picture, TimeSpan keptFor = default)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!picture.IsOk)
        {
            return picture.Error!.ToHttp();
        }

        // Only for this browser, and as a rule asked again each time: a level's name on it changes when a reader moves a pin.
        var cached = keptFor == default ? "private, no-cache" : $"private, max-age={keptFor.TotalSeconds:0}";
        var tag = new EntityTagHeaderValue($"\"{picture.Value.Tag}\"");
        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            http.Response.Headers.CacheControl = cached;
            http.Response.GetTypedHeaders().ETag = tag;
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        var png = await picture.Value.ReadAsync(http.RequestAborted);
        http.Response.Headers.CacheControl = png.IsOk ? cached : "no-store";
        return png.ToHttp(bytes => Results.Bytes(bytes, "image/png", entityTag: tag));
    }
}
