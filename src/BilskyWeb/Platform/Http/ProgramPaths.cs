namespace BilskyWeb.Platform.Http;

/// <summary>Routes that programs call: they get status codes and problem details, never a page or a redirect.</summary>
internal static class ProgramPaths
{
    private static readonly PathString[] Prefixes = ["/api", "/dicomweb", "/fhir", "/health", "/metrics", "/openapi"];

    public static bool Match(HttpRequest request) => Array.Exists(Prefixes, prefix => request.Path.StartsWithSegments(prefix));
}
