using System.Net;
using System.Net.WebSockets;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using BilskyWeb.Tests.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace BilskyWeb.Tests.Platform.Http;

/// <summary>Names under which the server is asked, and pages that ask it.</summary>
public sealed class HostAndOriginTests
{
    [Theory]
    [InlineData("", "localhost", true)]
    [InlineData("", "LOCALHOST:5080", true)]
    [InlineData("", "127.0.0.1:5080", true)]
    [InlineData("", "[::1]:5080", true)]
    [InlineData("", "evil.example", false)]
    [InlineData("", "localhost.", false)]
    [InlineData("", "localhost.evil.example", false)]
    [InlineData("", "127.0.0.1.evil.example", false)]
    [InlineData("", "", false)]
    [InlineData("", "localhost:port", false)]
    [InlineData("bilsky.hospital.example", "bilsky.hospital.example:8443", true)]
    [InlineData("bilsky.hospital.example", "127.0.0.1", true)]
    [InlineData("bilsky.hospital.example", "evil.bilsky.hospital.example", false)]
    [InlineData("*.hospital.example", "bilsky.hospital.example", true)]
    [InlineData("*.hospital.example", "hospital.example.evil.example", false)]
    [InlineData("krankenhaus-münchen.example", "xn--krankenhaus-mnchen-y6b.example", true)]
    [InlineData("*", "anything.example", true)]
    public void Knows_NameInTheRequest_OnlyLoopbackAndWhatIsConfigured(string configured, string host, bool known)
    {
        var hosts = new KnownHosts(new ConfigurationBuilder().AddInMemoryCollection([new(KnownHosts.Key, configured)]).Build());

        Assert.Equal(known, hosts.Knows(HostString.FromUriComponent(host)));
    }

    [Theory]
    [InlineData("http", "127.0.0.1:5080", null, true)]
    [InlineData("http", "127.0.0.1:5080", "http://127.0.0.1:5080", true)]
    [InlineData("http", "127.0.0.1:5080", "http://localhost:5080", false)]
    [InlineData("http", "localhost:5080", "http://localhost:3000", false)]
    [InlineData("http", "[::1]:5080", "http://[::1]:5080", true)]
    [InlineData("http", "bilsky.example", "https://bilsky.example", true)]
    [InlineData("https", "bilsky.example", "https://BILSKY.example", true)]
    [InlineData("https", "bilsky.example", "http://bilsky.example", false)]
    [InlineData("https", "bilsky.example", "https://bilsky.example.evil.example", false)]
    [InlineData("https", "bilsky.example", "https://evil.example", false)]
    [InlineData("https", "bilsky.example:443", "https://bilsky.example", true)]
    [InlineData("https", "bilsky.example:8443", "https://bilsky.example", false)]
    [InlineData("https", "bilsky.example", "null", false)]
    [InlineData("https", "bilsky.example", "", false)]
    [InlineData("https", "xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example", true)]
    public void IsOwn_OriginOfThePage_OnlyThisServers(string scheme, string host, string? origin, bool own)
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host) = (scheme, new HostString(host));
        if (origin is not null)
        {
            request.Headers.Origin = origin;
        }

        Assert.Equal(own, OwnOrigin.IsOwn(request));
    }
}

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class ForeignRequestTests(AppFixture app)
{
    [Theory]
    [InlineData("GET", "/account/signin")]
    [InlineData("HEAD", "/account/signin")]
    [InlineData("GET", "/dicomweb/studies")]
    [InlineData("GET", "/health/live")]
    [InlineData("POST", "/api/uploads")]
    public async Task Request_UnderAForeignName_IsRefused(string method, string path)
    {
        var (client, _) = await app.SignInAsync(Role.Reviewer);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Host = "evil.example";

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain("evil.example", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_WithAForwardedNameFromNoProxyOfOurs_StaysHere()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");

        using var response = await client.GetAsync("/worklist");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(app.Address.Authority, new Uri(app.Address, response.Headers.Location!).Authority);
    }

    [Theory]
    [InlineData("http://evil.example", false)]
    [InlineData("null", false)]
    [InlineData(null, true)]
    public async Task LiveConnection_OpenedByAPage_IsForOurOwnOnly(string? origin, bool opens)
    {
        var (client, _) = await app.SignInAsync(Role.Reviewer);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", client.DefaultRequestHeaders.Authorization!.ToString());
        socket.Options.SetRequestHeader("Origin", origin ?? app.Address.GetLeftPart(UriPartial.Authority));
        socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(app.Address) { Scheme = "ws", Path = "/_blazor" }.Uri;

        if (opens)
        {
            await socket.ConnectAsync(address, default);
            Assert.Equal(WebSocketState.Open, socket.State);
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, default));
            Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        }
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Forwarded-Host", "localhost")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    public async Task Metrics_ThroughAProxyOnThisMachine_AreRefused(string header, string value)
    {
        using var client = new HttpClient { BaseAddress = app.Address };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/metrics")).StatusCode);
        client.DefaultRequestHeaders.Add(header, value);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/metrics")).StatusCode);
    }

    [Fact]
    public async Task Metrics_InTheWayNginxAsksByDefault_AreRefused()
    {
        using var client = new HttpClient { BaseAddress = app.Address, DefaultRequestVersion = HttpVersion.Version10 };

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/metrics")).StatusCode);
    }
}
