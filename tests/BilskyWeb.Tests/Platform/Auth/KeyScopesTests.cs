using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Http;

namespace BilskyWeb.Tests.Platform.Auth;

public sealed class KeyScopesTests
{
    [Theory]
    [InlineData("Full", "POST", true)]
    [InlineData("Read", "GET", true)]
    [InlineData("Read", "POST", false)]
    [InlineData("Upload", "GET", false)]
    [InlineData("Everything", "GET", false)]
    [InlineData("full", "GET", false)]
    [InlineData("0", "GET", false)]
    [InlineData("", "GET", false)]
    public void Admits_Scope_LetsInWhatItSaysAndNothingWhereNobodyKnowsIt(string scope, string method, bool admitted)
    {
        var http = new DefaultHttpContext();
        (http.Request.Method, http.Request.Path) = (method, "/api/studies");

        Assert.Equal(admitted, KeyScopes.Admits(scope, http));
    }

    [Theory]
    [InlineData("Read")]
    [InlineData("Upload")]
    [InlineData("Everything")]
    public void Admits_LiveConnection_IsForFullKeysAlone(string scope)
    {
        var http = new DefaultHttpContext();
        (http.Request.Method, http.Request.Path) = ("GET", "/_blazor");

        Assert.False(KeyScopes.Admits(scope, http));
        Assert.True(KeyScopes.Admits("Full", http));
    }
}
