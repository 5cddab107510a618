using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BilskyWeb.Platform.Health;

/// <summary><c>/health/live</c>: the process runs. <c>/health/ready</c>: everything that a request needs answers; each part adds its own check with the tag <see cref="Ready"/>.</summary>
internal static class HealthRegistration
{
    public const string Ready = "ready";

    public static void AddHealth(this IHostApplicationBuilder builder) => builder.Services.AddHealthChecks();

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains(Ready), ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        var body = new
        {
            status = report.Status.ToString().ToLowerInvariant(),
            checks = report.Entries.ToDictionary(e => e.Key, e => new
            {
                status = e.Value.Status.ToString().ToLowerInvariant(),
                description = e.Value.Description,
                data = e.Value.Data.Count == 0 ? null : e.Value.Data,
                milliseconds = (int)e.Value.Duration.TotalMilliseconds,
            }),
        };
        return http.Response.WriteAsJsonAsync(body, JsonSerializerOptions.Web, http.RequestAborted);
    }
}
