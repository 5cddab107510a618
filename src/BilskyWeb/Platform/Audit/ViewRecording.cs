using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Platform.Audit;

/// <summary>Sees to it that no answer with a study's data leaves before it is recorded who gets it.</summary>
internal static class ViewRecording
{
    /// <summary>After authorisation. What cannot be recorded is not sent: the answer becomes a fault.</summary>
    public static void UseViewRecording(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata is { } metadata && (metadata.GetMetadata<ShowsStudyAttribute>() is not null || metadata.GetMetadata<ListsStudiesAttribute>() is not null))
        {
            http.Response.OnStarting(() => RecordAsync(http, metadata));
        }

        return next(http);
    });

    private static async Task RecordAsync(HttpContext http, EndpointMetadataCollection metadata)
    {
        // 304 too: the browser shows what it kept.
        if (http.Response.StatusCode is not ((>= 200 and < 300) or StatusCodes.Status304NotModified) || ActorAccessor.From(http.User) is not { } actor)
        {
            return;
        }

        await http.RequestServices.GetRequiredService<StudyViews>()
            .RecordAsync(actor, metadata.GetMetadata<ShowsStudyAttribute>(), metadata.GetMetadata<ListsStudiesAttribute>(), http.Request.RouteValues);
    }
}
