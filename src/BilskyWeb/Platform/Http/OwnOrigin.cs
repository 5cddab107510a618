namespace BilskyWeb.Platform.Http;

/// <summary>
/// Lets only our own pages open live connections. A browser sends cookies with a WebSocket to whatever page opens it and asks nobody first, so
/// the server compares the page's origin with its own name (RFC 6455 section 10.2). Programs, which send no origin, hold no cookie of a person's.
/// </summary>
internal static class OwnOrigin
{
    private static readonly PathString Live = "/_blazor";

    public static void UseOwnOrigin(this IApplicationBuilder app) => app.Use((http, next) =>
        IsLive(http.Request) && !IsOwn(http.Request)
            ? Refusal.WriteAsync(http, StatusCodes.Status403Forbidden, "origin.foreign", "Live connections are for pages of this server only. Open the page at the server's own address.")
            : next(http));

    internal static bool IsOwn(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        if (origins.Count == 0)
        {
            return true;
        }

        // Behind a proxy that speaks TLS for us the page is https and we are http; never the other way round. "null" (a sandboxed frame, a local file) is no address.
        return origins.Count == 1
            && (Is(origins[0], Uri.UriSchemeHttps, 443, request.Host) || (!request.IsHttps && Is(origins[0], Uri.UriSchemeHttp, 80, request.Host)));
    }

    // Browsers write an origin in one way only (RFC 6454 section 6.2): lower case, punycode, without the scheme's own port.
    private static bool Is(string? origin, string scheme, int ownPort, HostString host) =>
        string.Equals(origin, $"{scheme}://{(host.Port == ownPort ? new HostString(host.Host) : host).ToUriComponent()}", StringComparison.OrdinalIgnoreCase);

    private static bool IsLive(HttpRequest request) =>
        request.Path.StartsWithSegments(Live) || request.Headers.Upgrade.Any(u => u?.Contains("websocket", StringComparison.OrdinalIgnoreCase) == true)
        || request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
}
