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
    }
}
