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

    /// <summary>Where a link leads, and under it the page of a guest: whose session is over is sent back there, since they cannot sign in.</summary>
    public const string ByLinkPath = "/by-link";

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
        services.AddOptions<SecondFactorOptions>().BindConfiguration(SecondFactorOptions.Section)
            .Validate(o => o.RequiredFor.All(Role.All.Contains), $"{SecondFactorOptions.Section}:RequiredFor holds something that is no role. Roles are {string.Join(", ", Role.All)}.")
            .ValidateOnStart();
        services.AddAuthorizationBuilder()
            .AddPolicy(Policy.Referrer, policy => policy.RequireRole(Role.Referrer, Role.Reviewer, Role.Admin))
            .AddPolicy(Policy.Sender, policy => policy.RequireRole([.. Role.Clinical, Role.Guest]))
            .AddPolicy(Policy.Guest, policy => policy.RequireRole(Role.Guest))
            .AddPolicy(Policy.Reviewer, policy => policy.RequireRole(Role.Reviewer, Role.Admin))
            .AddPolicy(Policy.Auditor, policy => policy.RequireRole(Role.Auditor, Role.Admin))
            .AddPolicy(Policy.Account, policy => policy.RequireRole(Role.All))
            .AddPolicy(Policy.Admin, policy => policy.RequireRole(Role.Admin))
            .AddPolicy(Policy.Operator, policy => policy.AddRequirements(new OperatorRequirement()))
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireRole(Role.Clinical).Build())
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(asked => Role.Clinical.Any(asked.User.IsInRole) || ((asked.User.IsInRole(Role.Guest) || asked.User.IsInRole(Role.Auditor)) && IsLive(asked.Resource))).Build());
    }

    // The pages of a guest and of an auditor are live too. What can be reached over the connection has policies of its own, page by page.
    private static bool IsLive(object? resource) => resource is HttpContext http && http.Request.Path.StartsWithSegments("/_blazor");

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
            context.Response.Redirect(context.Request.Path.StartsWithSegments(ByLinkPath) ? ByLinkPath : context.RedirectUri);
        }

        return Task.CompletedTask;
    }
}
