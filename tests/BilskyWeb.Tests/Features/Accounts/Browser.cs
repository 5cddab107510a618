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

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path) => Client.SendAsync(new HttpRequestMessage(method, path), HttpCompletionOption.ResponseHeadersRead);

    public Task<HttpResponseMessage> SignOutAsync() => Client.PostAsync("/account/signout", null);

    public Task<HttpResponseMessage> SignInAsync(string person, string password) =>
        SubmitAsync("/account/signin", "sign-in", ("Form.Address", person), ("Form.Password", password));

    /// <summary>Fills in a form of a page and sends it.</summary>
    /// <param name="path">The page.</param>
    /// <param name="form">Which of its forms.</param>
    /// <param name="fields">What is typed, by name.</param>
    public Task<HttpResponseMessage> SubmitAsync(string path, string form, params (string Name, string Value)[] fields) => SubmitAsync(path, form, () => Task.CompletedTask, fields);

    /// <summary>The same, while something else happens between opening the page and sending its form.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string path, string form, Func<Task> meanwhile, params (string Name, string Value)[] fields)
    {
        var page = await Client.GetStringAsync(path);
        var token = Regex.Match(page, "__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        await meanwhile();
        return await Client.PostAsync(path, new FormUrlEncodedContent(fields
            .Append(("_handler", form)).Append(("__RequestVerificationToken", token))
            .Select(f => new KeyValuePair<string, string>(f.Item1, f.Item2))));
    }

    public void Dispose()
    {
        _client?.Dispose();
        _handler.Dispose();
    }
}
