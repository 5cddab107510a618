using BilskyWeb.Platform.Auth;
using OpenTelemetry.Metrics;
using Serilog;
using Serilog.Events;

namespace BilskyWeb.Platform.Telemetry;

/// <summary>Logs to the console and metrics at <c>/metrics</c>. Neither holds a patient identifier, a query string or a form.</summary>
internal static class TelemetryRegistration
{
    // Standard output belongs to what a command prints (a key, JSON); the log goes to standard error.

    /// <summary>Every meter of ours starts with this.</summary>
    public const string MeterPrefix = "BilskyWeb";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSerilog((_, logger) => logger
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("System.Net.Http.HttpClient", LogEventLevel.Warning)
            .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
            .MinimumLevel.Override("Polly", LogEventLevel.Warning)
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.FromLogContext()
            .WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose, outputTemplate: "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}"));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddAspNetCoreInstrumentation()
            .AddMeter(MeterPrefix + "*", "System.Runtime", "Npgsql")
            .AddPrometheusExporter());
    }

    public static void MapTelemetry(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(Policy.Operator);

    /// <summary>One line per request with the route's pattern instead of its path, because a path may name a study.</summary>
    public static void UseRequestLog(this IApplicationBuilder app) => app.UseSerilogRequestLogging(options =>
    {
        options.MessageTemplate = "{RequestMethod} {Route} {StatusCode} in {Elapsed:0} ms";
        options.GetMessageTemplateProperties = (http, _, elapsed, status) =>
        [
            new LogEventProperty("RequestMethod", new ScalarValue(http.Request.Method)),
            new LogEventProperty("Route", new ScalarValue((http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)")),
            new LogEventProperty("StatusCode", new ScalarValue(status)),
            new LogEventProperty("Elapsed", new ScalarValue(elapsed)),
        ];
        options.GetLevel = (http, _, fault) =>
            fault is not null || http.Response.StatusCode >= 500 ? LogEventLevel.Error
            : http.GetEndpoint()?.DisplayName is { } name && (name.Contains("health", StringComparison.OrdinalIgnoreCase) || name.Contains("metrics", StringComparison.OrdinalIgnoreCase) || name.Contains("_blazor", StringComparison.Ordinal)) ? LogEventLevel.Debug
            : LogEventLevel.Information;
    });
}
