using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;

namespace BilskyWeb.Features.Grading;

/// <summary>Gradings for programs, key images for programs and pages.</summary>
internal static class GradingEndpoints
{
    public static void MapGradingApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api").RequireAuthorization(Policy.Referrer).WithTags("Grading");
        api.MapGet("studies/{uid}/grading", async (string uid, FindGrading find, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await find.HandleAsync(await actors.GetAsync(), uid, cancellationToken)).ToHttp(grading => Results.Json(grading, GradingJson.Options)));
        api.MapGet("studies/{uid}/key-images/{number:int}.png", async (
            string uid, int number, Guid? run, DrawKeyImage draw, ActorAccessor actors, HttpContext http, CancellationToken cancellationToken) =>
        {
            var image = await draw.HandleAsync(await actors.GetAsync(), uid, number, run, cancellationToken);
            // A run's images do not change. Only for this browser, and not for long: the images are a patient's.
            http.Response.Headers.CacheControl = image.IsOk && run is not null ? "private, max-age=900" : "no-store";
            return image.ToHttp(png => Results.Bytes(png, "image/png"));
        });
    }
}
