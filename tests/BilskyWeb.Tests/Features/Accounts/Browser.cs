using System.Net;
using System.Text.RegularExpressions;

namespace BilskyWeb.Tests.Features.Accounts;

/// <summary>As much of a browser as a form needs: cookies and the form's token.</summary>
internal sealed class Browser(Uri address) : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false };
    private HttpClient? _client;

    public CookieContainer Cookies => _handler.CookieContainer;

    private HttpClient Client => _client ??= new HttpClient(_handler) { BaseAddress = address };

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(path);

    public Task<HttpResponseMessage> SignOutAsync() => Client.PostAsync("/account/signout", null);

    public async Task<HttpResponseMessage> SignInAsync(string person, string password)
    {
        var page = await Client.GetStringAsync("/account/signin");
        var token = Regex.Match(page, "__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        return await Client.PostAsync("/account/signin", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in",
            ["__RequestVerificationToken"] = token,
            ["Form.Address"] = person,
            ["Form.Password"] = password,
        }));
    }

    public void Dispose()
    {
        _client?.Dispose();
        _handler.Dispose();
    }
}
