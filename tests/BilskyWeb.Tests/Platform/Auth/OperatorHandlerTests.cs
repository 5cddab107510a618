using System.Net;
using System.Security.Claims;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Platform.Auth;

public sealed class OperatorHandlerTests
{
    private const string Token = "a-token-of-twenty-characters-or-more";

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:5080", null, "", true)]
    [InlineData("::1", "[::1]:5080", null, "", true)]
    [InlineData("::ffff:127.0.0.1", "localhost:5080", null, "", true)]
    [InlineData("127.0.0.1", "bilsky.example", null, "", false)]
    [InlineData("192.0.2.1", "127.0.0.1:5080", null, "", false)]
    [InlineData("127.0.0.1", "127.0.0.1:5080", null, Token, false)]
    [InlineData("127.0.0.1", "127.0.0.1:5080", "Bearer wrong", Token, false)]
    [InlineData("192.0.2.1", "bilsky.example", "Bearer " + Token, Token, true)]
    [InlineData("192.0.2.1", "bilsky.example", "Bearer ", "", false)]
    public async Task Handle_WhoAsks_LetsInOperatorsOnly(string from, string host, string? authorization, string token, bool admitted)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(from);
        (http.Request.Host, http.Request.Protocol) = (new HostString(host), "HTTP/1.1");
        if (authorization is not null)
        {
            http.Request.Headers.Authorization = authorization;
        }

        var context = new AuthorizationHandlerContext([new OperatorRequirement()], new ClaimsPrincipal(new ClaimsIdentity()), http);
        await new OperatorHandler(Options.Create(new HttpOptions { MetricsToken = token })).HandleAsync(context);

        Assert.Equal(admitted, context.HasSucceeded);
    }
}
