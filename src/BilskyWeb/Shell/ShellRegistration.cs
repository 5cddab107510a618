using MudBlazor.Services;

namespace BilskyWeb.Shell;

/// <summary>Pages: Blazor on the server, one circuit per open tab.</summary>
internal static class ShellRegistration
{
    public static void AddShell(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment() && !Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")))
        {
            // Built but not published: the build's manifest says where the static files are.
            builder.WebHost.UseStaticWebAssets();
        }

        builder.Services.AddMudServices();
        builder.Services.AddScoped<Components.MinuteBeat>();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            // A laptop that slept through a phone call finds its page, and what was typed into it, as it was.
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(15);
            options.DisconnectedCircuitMaxRetained = 200;
            options.DetailedErrors = builder.Environment.IsDevelopment();
        });
    }

    public static void MapShell(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapStaticAssets().AllowAnonymous();
        endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
