using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Accounts.SecondFactor;

/// <summary>
/// Remembers, in a cookie of its own, that this browser gave the right password a moment ago. Nothing but the page that asks for the code reads it: it is no session, and no policy knows
/// its scheme.
/// </summary>
internal sealed class HalfSignIn(UserManager<BilskyUser> users, IOptions<IdentityOptions> options)
{
    public const string Cookie = "bilsky-half";
    public static readonly TimeSpan Holds = TimeSpan.FromMinutes(5);

    public static void Configure(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = Cookie;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.Cookie.Path = "/account/signin";
        cookie.ExpireTimeSpan = Holds;
        cookie.SlidingExpiration = false;
    }

    public Task BeginAsync(HttpContext http, BilskyUser user) => http.SignInAsync(
        IdentityConstants.TwoFactorUserIdScheme,
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()), new Claim(StampClaim, user.SecurityStamp ?? "")], IdentityConstants.TwoFactorUserIdScheme)));

    /// <summary>Who gave the password; null once it is too long ago, and when the account was changed or closed since.</summary>
    public async Task<BilskyUser?> FindAsync(HttpContext http)
    {
        var kept = (await http.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Principal;
        return kept?.FindFirstValue(ClaimTypes.NameIdentifier) is { } id && await users.FindByIdAsync(id) is { TwoFactorEnabled: true } user
            && user.SecurityStamp == kept.FindFirstValue(StampClaim) && !await users.IsLockedOutAsync(user) ? user : null;
    }

    public static Task EndAsync(HttpContext http) => http.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);

    private string StampClaim => options.Value.ClaimsIdentity.SecurityStampClaimType;
}
