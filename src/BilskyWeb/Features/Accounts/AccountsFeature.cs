using BilskyWeb.Data;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BilskyWeb.Features.Accounts;

/// <summary>People, their roles and their programs' keys.</summary>
internal static class AccountsFeature
{
    public static void AddAccounts(this IHostApplicationBuilder builder, ProcessRole role)
    {
        var services = builder.Services;
        services.AddIdentityCore<BilskyUser>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.Password.RequiredLength = 12;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Password.RequiredUniqueChars = 5;
                options.Lockout.MaxFailedAccessAttempts = 6;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<BilskyDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddClaimsPrincipalFactory<BilskyClaims>();

        // A locked or demoted account loses its open sessions within this time.
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(2));
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(AuthRegistration.ApiKeyScheme, null);
        services.AddScoped<SignIn>();
        services.AddScoped<OpenAccount>();
        services.AddScoped<IssueApiKey>();
        if (role == ProcessRole.Serve)
        {
            services.Replace(ServiceDescriptor.Scoped<AuthenticationStateProvider, RevalidatingSession>());
            services.AddOptions<DemoOptions>().Configure<IConfiguration>(DemoOptions.Read)
                .Validate(o => !o.IsOn || o.Password.Length >= 12, $"{DemoOptions.PasswordKey} must hold the demo accounts' password, 12 characters or more, when {DemoOptions.Key}=1.")
                .ValidateOnStart();
            services.AddHostedService<DemoAccounts>();
        }
    }

    public static void MapAccounts(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/account/signout", async (HttpContext http, SignInManager<BilskyUser> sessions, AuditTrail trail) =>
        {
            // No form token here: on a shared workstation a page left open for days must still sign out. Other sites are told by the browser itself.
            if (http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin")
            {
                await sessions.SignOutAsync();
                if (ActorAccessor.From(http.User) is { } actor)
                {
                    await trail.RecordAsync(actor, AuditAction.SignedOut);
                }
            }

            return Results.LocalRedirect(AuthRegistration.SignInPath);
        }).AllowAnonymous().ExcludeFromDescription();
}
