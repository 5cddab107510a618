using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Cases.Worklist;

/// <summary>What is waiting, most urgent first.</summary>
internal static class WorklistFeature
{
    public static void AddWorklist(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ListWorklist>();
        builder.Services.AddSingleton<FindNextCase>();
    }

    public static void MapWorklist(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/worklist/next", async (Guid? after, FindNextCase next, ActorAccessor actors, CancellationToken cancellationToken) =>
            await next.HandleAsync(await actors.GetAsync(), after, cancellationToken) is { } study ? Results.LocalRedirect($"~/studies/{study}") : Results.LocalRedirect("~/worklist"))
            .RequireAuthorization(Policy.Reviewer).ExcludeFromDescription();
}
