namespace BilskyWeb.Platform.Http;

/// <summary>Settings under <c>Http</c>.</summary>
internal sealed class HttpOptions
{
    public const string Section = "Http";

    /// <summary>Addresses or networks (10.0.0.0/8) of reverse proxies whose X-Forwarded-For, -Proto and -Host are believed. Empty: none.</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>Sign-in attempts per minute from one address.</summary>
    public int SignInsPerMinute { get; set; } = 20;
}
