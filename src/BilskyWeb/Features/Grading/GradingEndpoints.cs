using System.Security.Cryptography;
using BilskyWeb.Core;
using BilskyWeb.Features.Grading.ByHand;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.Net.Http.Headers;

namespace BilskyWeb.Features.Grading;

/// <summary>Gradings for programs, key images for programs and pages.</summary>
internal static class GradingEndpoints
{
    public static void MapGradingApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api").RequireAuthorization(Policy.Referrer).WithTags("Grading");
        api.MapGet("studies/{uid}/grading", async (string uid, FindGrading find, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await find.HandleAsync(await actors.GetAsync(), uid, cancellationToken)).ToHttp(grading => Results.Json(grading, GradingJson.Options)));
        endpoints.MapPost("/api/studies/{uid}/series/{seriesUid}/take", async (string uid, string seriesUid, TakeSeries take, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await take.HandleAsync(await actors.GetAsync(), uid, seriesUid, cancellationToken)).ToHttp(_ => Results.Accepted($"/api/studies/{uid}/grading")))
            .RequireAuthorization(Policy.Reviewer).RequireAntiforgeryHeader().WithTags("Grading");
        endpoints.MapDelete("/api/studies/{uid}/series/{seriesUid}/take", async (string uid, string seriesUid, LeaveSeries leave, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await leave.HandleAsync(await actors.GetAsync(), uid, seriesUid, cancellationToken)).ToHttp(_ => Results.Accepted($"/api/studies/{uid}/grading")))
            .RequireAuthorization(Policy.Reviewer).RequireAntiforgeryHeader().WithTags("Grading");
        api.MapGet("gradings/{run:guid}/key-images/{number:int}.png", async (Guid run, int number, DrawKeyImage draw, ActorAccessor actors, HttpContext http) =>
            Picture(http, await draw.HandleAsync(await actors.GetAsync(), run, number, http.RequestAborted)));
        api.MapGet("evidence/{sha256}/{number:int}.png", (string sha256, int number, DrawTrainingCase draw, HttpContext http) =>
        {
            var picture = draw.Handle(sha256, number);
            http.Response.Headers.CacheControl = picture.IsOk ? "private, max-age=86400, immutable" : "no-store";
            return picture.ToHttp(png => Results.Bytes(png, "image/png"));
        });
    }

    /// <summary>A key image as an answer.</summary>
    internal static IResult Picture(HttpContext http, Result<byte[]> image)
    {
        // Only for this browser, and asked again each time: a level's name on it changes when a reader moves a pin.
        http.Response.Headers.CacheControl = image.IsOk ? "private, no-cache" : "no-store";

        // Drawn before the tag is compared, so that a reader who may no longer see the study gets no 304 either.
        return image.ToHttp(png => Results.Bytes(png, "image/png", entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(png)[..12])}\"")));
    }
}
