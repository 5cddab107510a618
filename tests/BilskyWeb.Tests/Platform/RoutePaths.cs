using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace BilskyWeb.Tests.Platform;

/// <summary>Paths of the program's routes, for tests that ask every one of them.</summary>
internal static class RoutePaths
{
    /// <summary>The route's path with something plausible for each parameter.</summary>
    public static string PathOf(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => parameter.ParameterPolicies.Any(p => p.Content == "guid") ? "00000000-0000-7000-8000-000000000000"
                : parameter.ParameterPolicies.Any(p => p.Content?.StartsWith("int", StringComparison.Ordinal) == true) ? "404"
                : parameter.Name == "documentName" ? "v1" : "1.2.3",
            _ => "x",
        })))).TrimStart('/');

    // The viewer's bundle, built by npm, brings its licences and a stamp besides scripts; none is there before it is built.
    public static bool IsFile(string path) => path == "/viewer/built" || path.StartsWith("/viewer/built.", StringComparison.Ordinal)
        || (path.StartsWith("/viewer/", StringComparison.Ordinal) && path.EndsWith(".txt", StringComparison.Ordinal))
        || path.StartsWith("/_content/", StringComparison.Ordinal) || path.StartsWith("/_framework/", StringComparison.Ordinal)
        || new[] { ".css", ".js", ".mjs", ".svg", ".ico", ".wasm", ".map", ".gz", ".br", ".html", ".woff2", ".json" }.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase) && !path.StartsWith("/openapi", StringComparison.Ordinal));
}
