using BilskyWeb.Core;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>Lists of studies and their facts, for programs.</summary>
internal static class StudyEndpoints
{
    public static void MapStudyApi(this IEndpointRouteBuilder endpoints)
    {
        var studies = endpoints.MapGroup("/api/studies").RequireAuthorization(Policy.Referrer).WithTags("Studies");
        studies.MapGet("", async ([AsParameters] StudyFilter filter, ListStudies list, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await list.HandleAsync(await actors.GetAsync(), filter, cancellationToken)).ToHttp()).WithMetadata(new ListsStudiesAttribute(StudyWay.Api));
        studies.MapGet("{uid}", async (string uid, FindStudy find, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await find.HandleAsync(await actors.GetAsync(), uid, cancellationToken)).ToHttp()).WithMetadata(new ShowsStudyByUidAttribute(StudyWay.Api));
    }
}
