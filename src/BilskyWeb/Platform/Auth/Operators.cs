using System.Net;
using System.Security.Cryptography;
using System.Text;
using BilskyWeb.Platform.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Platform.Auth;

internal sealed class OperatorRequirement : IAuthorizationRequirement;

/// <summary>
/// Lets in who may read metrics: the holder of the token; without one, a caller on this very machine with no proxy in between; always an admin.
/// </summary>
internal sealed class OperatorHandler(IOptions<HttpOptions> options) : AuthorizationHandler<OperatorRequirement>
{
    // Also what the forwarded-headers middleware leaves behind when it has believed a proxy (X-Original-For).
    private static readonly string[] ProxyHeaders =
        ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "X-Original-For", "X-Original-Host", "X-Original-Proto", "CF-Connecting-IP", "True-Client-IP"];

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, OperatorRequirement requirement)
    {
        var token = options.Value.MetricsToken;
        if (context.User.IsInRole(Role.Admin)
            || (context.Resource is HttpContext http && (token.Length > 0 ? Carries(http.Request, token) : IsOnThisMachine(http))))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    /// <summary>True when the request carries this bearer token. Takes the same time for every wrong one.</summary>
    public static bool Carries(HttpRequest request, string token)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return token.Length > 0 && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[scheme.Length..].Trim())), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    // HTTP/1.0 is what nginx speaks to us when nobody told it to say for whom it asks.
    internal static bool IsOnThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && IsLoopbackName(http.Request.Host.Host)
        && !HttpProtocol.IsHttp10(http.Request.Protocol)
        && !http.Request.Headers.Keys.Any(name => name.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase) || ProxyHeaders.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
