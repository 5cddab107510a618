using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Platform.Auth;

/// <summary>Cookies for people, bearer keys for programs, and a policy on everything.</summary>
internal static class AuthRegistration
{
    /// <summary>Chooses the key scheme when a request carries a bearer key, else the cookie.</summary>
    public const string ChoosingScheme = "bilsky";
    public const string ApiKeyScheme = "api-key";
    public const string SignInPath = "/account/signin";

    public static void AddAuth(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHttpContextAccessor();
        services.AddCascadingAuthenticationState();
        services.AddScoped<CircuitScope>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<CircuitScope>());
        services.AddScoped<ActorAccessor>();
        var authentication = services.AddAuthentication(options =>
        {
            options.DefaultScheme = ChoosingScheme;
            options.DefaultSignInScheme = IdentityConstants.ApplicationScheme;
        });
        authentication.AddPolicyScheme(ChoosingScheme, null, options => options.ForwardDefaultSelector = http =>
            IsKey(http) ? ApiKeyScheme : IdentityConstants.ApplicationScheme);
        authentication.AddCookie(IdentityConstants.ApplicationScheme, Configure);
        services.AddSingleton<IAuthorizationHandler, OperatorHandler>();
        services.AddAuthorizationBuilder()
            .AddPolicy(Policy.Referrer, policy => policy.RequireRole(Role.Referrer, Role.Reviewer, Role.Admin))
            .AddPolicy(Policy.Reviewer, policy => policy.RequireRole(Role.Reviewer, Role.Admin))
            .AddPolicy(Policy.Admin, policy => policy.RequireRole(Role.Admin))
            .AddPolicy(Policy.Operator, policy => policy.AddRequirements(new OperatorRequirement()))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    // The token for metrics is no key: metrics must be had while the database, which knows the keys, is down.
    internal static bool IsKey(HttpContext http) =>
        http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && !OperatorHandler.Carries(http.Request, http.RequestServices.GetRequiredService<IOptions<Http.HttpOptions>>().Value.MetricsToken);

    private static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "bilsky";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.LoginPath = SignInPath;
        options.AccessDeniedPath = "/forbidden";
        options.ReturnUrlParameter = "returnUrl";
        options.SlidingExpiration = true;
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
    }

    /// <summary>A person's browser is led to a page; a program gets the status it can act on.</summary>
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (Http.ProgramPaths.Match(context.Request) || status == StatusCodes.Status403Forbidden)
        {
            context.Response.StatusCode = status;
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }
}
