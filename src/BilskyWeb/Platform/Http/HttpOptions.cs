namespace BilskyWeb.Platform.Http;

/// <summary>Settings under <c>Http</c>.</summary>
internal sealed class HttpOptions
{
    public const string Section = "Http";
    public const int ShortestMetricsToken = 20;

    /// <summary>Addresses or networks (10.0.0.0/8) of reverse proxies whose X-Forwarded-For, -Proto and -Host are believed. Empty: none.</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>Sign-in attempts per minute from one address.</summary>
    public int SignInsPerMinute { get; set; } = 20;

    /// <summary>Most bytes of a request's body, where the route says nothing else. Uploads have a limit of their own.</summary>
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>What a program that reads <c>/metrics</c> sends as bearer token. Empty: metrics are for callers on this very machine and for admins.</summary>
    public string MetricsToken { get; set; } = "";
}
