namespace BilskyWeb.Features.Oversight.Replays;

/// <summary>Running past gradings again, to be compared with what is recorded.</summary>
internal static class ReplaysFeature
{
    public static void AddReplays(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ReplayQueue>();
        services.AddSingleton<RequestReplay>();
        services.AddSingleton<CancelReplay>();
        services.AddSingleton<ReplayGrading>();
        services.AddSingleton<ListReplays>();
        services.AddScoped<ReplayJob>();
        services.AddHostedService<ReplaySweeper>();
    }
}
