using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace BilskyWeb.Platform.Auth;

/// <summary>Asks anew whether whoever began a request may still act: a long one outlives a sign-out, a revoked key, a closed account.</summary>
internal static class StandingSignIn
{
    /// <summary>True while the request's cookie or key still opens the same account with the same roles.</summary>
    public static async Task<bool> StandsAsync(HttpContext http)
    {
        // Within a request an answer is kept with its handler; a scope of its own makes another handler, which looks again.
        await using var anew = http.RequestServices.CreateAsyncScope();
        var scheme = AuthRegistration.IsKey(http) ? AuthRegistration.ApiKeyScheme : IdentityConstants.ApplicationScheme;
        var handler = await anew.ServiceProvider.GetRequiredService<IAuthenticationHandlerProvider>().GetHandlerAsync(http, scheme);
        return handler is not null && (await handler.AuthenticateAsync()).Principal is { } now
            && now.FindFirstValue(ClaimTypes.NameIdentifier) == http.User.FindFirstValue(ClaimTypes.NameIdentifier)
            && http.User.FindAll(ClaimTypes.Role).All(role => now.IsInRole(role.Value));
    }
}
