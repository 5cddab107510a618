using BilskyWeb.Platform.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Platform.Auth;

/// <summary>Settings under <c>Accounts:SecondFactor</c>.</summary>
internal sealed class SecondFactorOptions
{
    public const string Section = "Accounts:SecondFactor";

    /// <summary>Roles whose people must have a second factor. Who has none is led to set it up, and gets nothing else until then.</summary>
    public string[] RequiredFor { get; set; } = [];

    public bool IsRequiredFor(Actor actor) => RequiredFor.Any(actor.Roles.Contains);
}

/// <summary>Leads whoever must have a second factor and has signed in without one to the page where it is set up. Programs' keys are not asked.</summary>
internal static class RequiredSecondFactor
{
    public const string SetUpPath = "/account/second-factor";

    public static void UseRequiredSecondFactor(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<SecondFactorOptions>>();
        app.Use((http, next) => IsMissing(http, options.Value) && !IsOpen(http) ? LeadAsync(http) : next(http));
    }

    // The claim is made at a sign-in with a code; switching the factor off ends the session that has it.
    private static bool IsMissing(HttpContext http, SecondFactorOptions required) =>
        http.User.FindFirst(ClaimNames.KeyScope) is null && http.User.FindFirst(ClaimNames.SecondFactor) is null
        && ActorAccessor.From(http.User) is { } actor && required.IsRequiredFor(actor);

    private static bool IsOpen(HttpContext http) =>
        http.Request.Path.StartsWithSegments(SetUpPath) || http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static Task LeadAsync(HttpContext http)
    {
        // A live page cannot be led anywhere over its connection.
        if (ProgramPaths.Match(http.Request) || !HttpMethods.IsGet(http.Request.Method) || http.Request.Path.StartsWithSegments("/_blazor"))
        {
            return Refusal.WriteAsync(http, StatusCodes.Status403Forbidden, "account.second_factor_required", $"Your role must have a second factor. Set it up at {SetUpPath} first.");
        }

        http.Response.Redirect($"{SetUpPath}?returnUrl={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}");
        return Task.CompletedTask;
    }
}
