using BilskyWeb.Shell.Components;
using MudBlazor.Services;

namespace BilskyWeb.Shell;

/// <summary>Pages: Blazor on the server, one circuit per open tab.</summary>
internal static class ShellRegistration
{
    /// <summary>
    /// Largest message of a circuit, in bytes. What a prerendered page hands to the live one comes in one message, and past the limit the
    /// connection is cut and the page is dead; SignalR's own limit is 32 KB.
    /// </summary>
    internal const int LargestMessage = 512 * 1024;

    public static void AddShell(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment() && !Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")))
        {
            // Built but not published: the build's manifest says where the static files are.
            builder.WebHost.UseStaticWebAssets();

            // Else such a program reads each file anew, packs it without compressing it, and lets no browser keep it, as is handy while developing.
            builder.Configuration.AddInMemoryCollection([new("ReloadStaticAssetsAtRuntime", "false")]);
        }

        builder.Services.AddMudServices();
        builder.Services.AddScoped<MinuteBeat>();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            // A laptop that slept through a phone call finds its page, and what was typed into it, as it was.
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(15);
            options.DisconnectedCircuitMaxRetained = 200;
            options.DetailedErrors = builder.Environment.IsDevelopment();
        }).AddHubOptions(options => options.MaximumReceiveMessageSize = LargestMessage);
    }

    public static void MapShell(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapStaticAssets().AllowAnonymous();
        endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
