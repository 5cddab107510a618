using Microsoft.Extensions.Primitives;

namespace BilskyWeb.Platform.Http;

/// <summary>
/// The names under which this server may be asked: those of <c>AllowedHosts</c>, and always loopback. The name stands in redirects and in
/// RetrieveURL, so a foreign one is refused before anything uses it.
/// </summary>
internal sealed class KnownHosts
{
    public const string Key = "AllowedHosts";
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly List<StringSegment> _names;

    public KnownHosts(IConfiguration configuration)
    {
        var given = (configuration[Key] ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        // Browsers send a name outside ASCII in punycode.
        _names = [.. Loopback.Concat(given.Select(name => name == "*" ? name : new HostString(name).ToUriComponent())).Select(name => new StringSegment(name))];
    }

    /// <summary>True for a name of ours, with or without port. No name at all (HTTP/1.0) is none of ours.</summary>
    public bool Knows(HostString host)
    {
        try
        {
            return host.HasValue && HostString.MatchesAny(host.ToUriComponent(), _names);
        }
        catch (FormatException)
        {
            return false; // a port that is no number
        }
    }
}

internal static class KnownHostsRegistration
{
    /// <summary>Stands behind the forwarded headers, so that it judges the name that everything after it sees.</summary>
    public static void UseKnownHosts(this IApplicationBuilder app) => app.Use((http, next) =>
        http.RequestServices.GetRequiredService<KnownHosts>().Knows(http.Request.Host)
            ? next(http)
            : Refusal.WriteAsync(http, StatusCodes.Status400BadRequest, "host.unknown",
                $"This server is not known under the name in this address. Use the address that you were given, or let the operator add the name to {KnownHosts.Key}."));
}
