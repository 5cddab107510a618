using System.Security.Cryptography;

namespace BilskyWeb.Platform.Http;

/// <summary>Headers that keep a page from loading, or being loaded by, anything that is not ours.</summary>
internal static class SecurityHeaders
{
    // 'wasm-unsafe-eval' and blob: workers are for the viewer's decoders; inline styles are MudBlazor's theme. Nothing leaves this origin.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{0}; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self'; connect-src 'self' blob: data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static readonly object NonceKey = new();

    /// <summary>
    /// What this answer's one inline script carries so that the browser takes it: the import map, which leads from a module's name to the
    /// address with its content's hash, and which no browser takes from a file.
    /// </summary>
    public static string Nonce(HttpContext http)
    {
        if (http.Items[NonceKey] is not string nonce)
        {
            http.Items[NonceKey] = nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        }

        return nonce;
    }

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy.Replace("{0}", http.Items[NonceKey] is string nonce ? $" 'nonce-{nonce}'" : "", StringComparison.Ordinal);
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers.TryAdd("Referrer-Policy", "same-origin"); // a page may be stricter
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";

            // Patients' pages and answers stay out of shared caches; static files set their own.
            if (string.IsNullOrEmpty(headers.CacheControl) && http.User.Identity?.IsAuthenticated == true)
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
        return next(http);
    });
}
