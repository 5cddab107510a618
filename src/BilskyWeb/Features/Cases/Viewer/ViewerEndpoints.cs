using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;

namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>What the viewer's script asks for by itself, so that images and lines need no live connection.</summary>
internal static class ViewerEndpoints
{
    public static void MapViewer(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/studies/{uid}/clinical", async (string uid, OpenClinical open, ActorAccessor actors, TimeProvider clock, CancellationToken cancellationToken) =>
            (await open.HandleAsync(await actors.GetAsync(), uid, cancellationToken)).ToHttp(opened => Results.Ok(ClinicalJson.From(opened, clock.GetUtcNow()))))
            .RequireAuthorization(Policy.Referrer).WithTags("Clinical").WithSummary("What is known of the patient beside the images, scores with their inputs and what is missing, and clocks.")
            .WithMetadata(new ShowsStudyByUidAttribute(StudyWay.Api));
        endpoints.MapGet("/api/viewer/{study:guid}/planes", async (Guid study, LinkPlanes link, ActorAccessor actors, HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            return (await link.HandleAsync(await actors.GetAsync(), study, http.RequestAborted)).ToHttp();
        }).RequireAuthorization(Policy.Referrer).WithTags("Viewer").WithMetadata(new ShowsStudyByIdAttribute(StudyWay.Page));
    }
}
