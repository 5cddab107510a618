using System.Security.Claims;
using BilskyWeb.Platform.Http;

namespace BilskyWeb.Platform.Auth;

/// <summary>What a program's key may do of what its role may.</summary>
public enum KeyScope
{
    /// <summary>All of it.</summary>
    Full,

    /// <summary>Read; change nothing.</summary>
    Read,

    /// <summary>Send images and follow them; read no study.</summary>
    Upload,
}

/// <summary>Said of a route that a key for uploads may use.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class TakesUploadsAttribute : Attribute;

/// <summary>Holds a key to its scope, whatever its role lets in.</summary>
internal static class KeyScopes
{
    public static void UseKeyScopes(this WebApplication app) => app.Use((http, next) =>
        http.User.FindFirstValue(ClaimNames.KeyScope) is not { } scope || Admits(scope, http) ? next(http)
        : Refusal.WriteAsync(http, StatusCodes.Status403Forbidden, "account.key_scope", scope switch
        {
            nameof(KeyScope.Read) => "This key may read and change nothing. Use a key whose scope is wider.",
            nameof(KeyScope.Upload) => "This key may send images and follow them, nothing else. Use a key whose scope is wider.",
            _ => "This key has a scope that this version of the program does not know. Make another key.",
        }));

    /// <summary>True where a scope, as the key's claim names it, lets a request in. One that nobody knows lets nothing in.</summary>
    internal static bool Admits(string scope, HttpContext http) => scope switch
    {
        nameof(KeyScope.Full) => true,

        // A live page acts over its connection, whatever the method that opened it.
        _ when http.Request.Path.StartsWithSegments("/_blazor") => false,
        nameof(KeyScope.Read) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method),
        nameof(KeyScope.Upload) => http.GetEndpoint()?.Metadata.GetMetadata<TakesUploadsAttribute>() is not null,
        _ => false,
    };
}
