namespace BilskyWeb.Features.Oversight.Monitoring;

/// <summary>How models and reviewers agree over time, and how long results take.</summary>
internal static class MonitoringFeature
{
    public static void AddMonitoring(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ListMonitoring>();
}
