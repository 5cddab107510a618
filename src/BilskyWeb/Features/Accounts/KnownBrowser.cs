using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace BilskyWeb.Features.Accounts;

/// <summary>
/// Recognises a browser in which an account signed in before, by a cookie of its own (OWASP's device cookies): whoever guesses that account's password
/// from the same network, or from everywhere, slows everybody but it. The cookie opens nothing.
/// </summary>
internal sealed class KnownBrowser(IDataProtectionProvider protection)
{
    public const string Cookie = "bilsky-known";
    private const int MostAccounts = 8;
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(180);
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("BilskyWeb.KnownBrowser").ToTimeLimitedDataProtector();

    /// <summary>What this browser is known by for the account; null when it is not.</summary>
    public string? Find(HttpContext http, string account) => Read(http).Find(e => e.StartsWith(NameOf(account), StringComparison.Ordinal));

    /// <summary>Remembers this browser for the account that has just signed in.</summary>
    public void Remember(HttpContext http, string account)
    {
        var entry = NameOf(account) + Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
        var entries = Read(http).Where(e => !e.StartsWith(NameOf(account), StringComparison.Ordinal)).Prepend(entry).Take(MostAccounts);
        http.Response.Cookies.Append(Cookie, _protector.Protect(string.Join(',', entries), KeptFor), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = KeptFor,
            Path = "/account",
            SameSite = SameSiteMode.Strict,
            Secure = http.Request.IsHttps,
        });
    }

    private List<string> Read(HttpContext http)
    {
        try
        {
            return http.Request.Cookies[Cookie] is { Length: > 0 and < 4096 } text ? [.. _protector.Unprotect(text).Split(',')] : [];
        }
        catch (CryptographicException)
        {
            return []; // not of ours, or too old
        }
    }

    private static string NameOf(string account) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(account)).AsSpan(0, 16)) + ".";
}
