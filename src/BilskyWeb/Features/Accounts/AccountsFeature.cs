using BilskyWeb.Data;
using BilskyWeb.Features.Accounts.Keys;
using BilskyWeb.Features.Accounts.Passwords;
using BilskyWeb.Features.Accounts.People;
using BilskyWeb.Features.Accounts.SecondFactor;
using BilskyWeb.Features.Accounts.Sessions;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

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
                options.Password.RequiredUniqueChars = 1;
            })
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<BilskyDbContext>()
            .AddUserStore<AccountStore>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddTokenProvider<AuthenticatorCode>(TokenOptions.DefaultAuthenticatorProvider)
            .AddPasswordValidator<GuessablePassword>()
            .AddClaimsPrincipalFactory<BilskyClaims>();

        services.AddOptions<SessionLimits>().BindConfiguration(SessionLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<IOptions<SessionLimits>>((cookie, session) =>
        {
            cookie.ExpireTimeSpan = TimeSpan.FromHours(session.Value.IdleHours);
            cookie.Events.OnValidatePrincipal = ValidateAsync;
        });
        services.AddSingleton<OpenSessions>();
        services.AddSingleton<EndSession>();
        services.AddScoped<OpenSession>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<KnownBrowser>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(AuthRegistration.ApiKeyScheme, null)
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, HalfSignIn.Configure);
        services.AddScoped<SignIn>();
        services.AddScoped<OpenAccount>();
        services.AddSingleton<IssueApiKey>();
        services.AddSingleton<ListApiKeys>();
        services.AddSingleton<RevokeApiKey>();
        services.AddSingleton<ListPeople>();
        services.AddSingleton<InvitePerson>();
        services.AddSingleton<ChangeRole>();
        services.AddSingleton<DisablePerson>();
        services.AddSingleton<ResetPassword>();
        services.AddScoped<JoinByLink>();
        services.AddScoped<HalfSignIn>();
        services.AddScoped<AskAgain>();
        services.AddScoped<EnterCode>();
        services.AddScoped<OwnSecondFactor>();
        services.AddScoped<SetUpSecondFactor>();
        services.AddScoped<SwitchOffSecondFactor>();
        services.AddScoped<RenewRecoveryCodes>();
        services.AddSingleton<ResetSecondFactor>();
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
        endpoints.MapPost("/account/signout", async (HttpContext http, SignInManager<BilskyUser> cookies, EndSession end, ILogger<EndSession> logger) =>
        {
            // No form token here: on a shared workstation a page left open for days must still sign out. Other sites are told by the browser itself.
            if (http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin")
            {
                await cookies.SignOutAsync();

                // Images may stay in a browser for minutes; whoever sits down next must not find them.
                http.Response.Headers["Clear-Site-Data"] = "\"cache\"";
                try
                {
                    await end.HandleAsync(http.User);
                }
                catch (Exception away) when (away is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
                {
                    // The database is away. The cookie leaves this browser all the same.
                    logger.LogWarning("A sign-out could not end its session; it ends by itself ({Reason})", away.GetType().Name);
                }
            }

            return Results.LocalRedirect(http.User.IsInRole(Role.Guest) ? AuthRegistration.ByLinkPath : AuthRegistration.SignInPath);
        }).AllowAnonymous().ExcludeFromDescription();

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<OpenSessions>();
        if (context.Principal is null || !await sessions.IsOpenAsync(context.Principal, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
        }
    }
}
