using Microsoft.AspNetCore.Http.Features;

namespace BilskyWeb.Platform.Http;

/// <summary>Refuses a body that says that it is too long for its route before a byte of it is read. One that does not say is cut off at the limit by the server.</summary>
internal static class BodyLimit
{
    public const string Code = "request.too_large";

    /// <summary>Stands behind routing, which sets a route's own limit (<see cref="IRequestSizeLimitMetadata"/>).</summary>
    public static void UseBodyLimit(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var most = http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        if (http.Request.ContentLength is not { } length || most is null || length <= most)
        {
            return next(http);
        }

        http.Response.Headers.Connection = "close";
        return Refusal.WriteAsync(http, StatusCodes.Status413PayloadTooLarge, Code, Sentence(most.Value));
    });

    public static string Sentence(long mostBytes) =>
        $"The body is larger than the {mostBytes / 1024.0:N0} KB that this route takes. Nothing was changed. Send less at once; images go to /api/uploads.";
}
