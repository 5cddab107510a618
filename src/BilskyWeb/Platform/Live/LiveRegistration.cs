using Microsoft.AspNetCore.Components.Server.Circuits;

namespace BilskyWeb.Platform.Live;

internal static class LiveRegistration
{
    public static void AddLiveUpdates(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LiveUpdates>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LiveUpdates>());
        builder.Services.AddScoped<BrowserConnection>();
        builder.Services.AddScoped<CircuitHandler>(services => services.GetRequiredService<BrowserConnection>());
    }
}
