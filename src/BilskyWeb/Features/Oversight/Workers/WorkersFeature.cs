using BilskyWeb.Platform;

namespace BilskyWeb.Features.Oversight.Workers;

/// <summary>The processes that grade: whether each is fit to.</summary>
internal static class WorkersFeature
{
    public static void AddWorkers(this IHostApplicationBuilder builder, ProcessRole role)
    {
        var services = builder.Services;
        services.AddOptions<WorkerCheckOptions>().BindConfiguration(WorkerCheckOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<OwnWorker>(provider, role));
        services.AddSingleton<CheckRecord>();
        services.AddSingleton<CheckWorker>();
        services.AddSingleton<RequestCheck>();
        services.AddSingleton<ListWorkers>();
        services.AddSingleton<WatchWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<WatchWorker>());
    }
}
