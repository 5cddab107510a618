using System.Net;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Accounts;

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class AccountsTests(AppFixture app)
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task SignIn_RightPassword_OpensASessionWithAGuardedCookie()
    {
        var address = await OpenAsync(Role.Reviewer);
        using var browser = new Browser(app.Address);

        var response = await browser.SignInAsync(address, Password);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var cookie = response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("bilsky=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/worklist")).StatusCode);
        await using var database = app.NewContext();
        Assert.True(await database.AuditEvents.AnyAsync(e => e.Action == "signed in" && e.ActorName == address));
    }

    [Fact]
    public async Task SignIn_WrongPasswordOrUnknownAddress_SaysTheSame()
    {
        var address = await OpenAsync(Role.Reviewer);
        using var browser = new Browser(app.Address);

        var wrong = await (await browser.SignInAsync(address, "another long password")).Content.ReadAsStringAsync();
        var unknown = await (await browser.SignInAsync("nobody@test.local", Password)).Content.ReadAsStringAsync();

        Assert.Contains("The address or the password is wrong.", wrong, StringComparison.Ordinal);
        Assert.Contains("The address or the password is wrong.", unknown, StringComparison.Ordinal);
        Assert.InRange((int)(await browser.SignInAsync("a\0b@test.local", Password)).StatusCode, 200, 499);
    }

    [Fact]
    public async Task ApiKey_Revoked_IsRefused()
    {
        var (client, userId) = await app.SignInAsync(Role.Reviewer);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/worklist")).StatusCode);
        await using var database = app.NewContext();
        await database.ApiKeys.Where(k => k.UserId == userId).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, DateTimeOffset.UtcNow));

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/studies")).StatusCode);
    }

    [Fact]
    public async Task Pages_Always_CarryTheSecurityHeaders()
    {
        using var browser = new Browser(app.Address);

        var headers = (await browser.GetAsync("/account/signin")).Headers;

        Assert.Contains("script-src 'self' 'wasm-unsafe-eval'", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("dark", "rgba(15,19,23,1)")]
    [InlineData("light", "rgba(246,247,249,1)")]
    public async Task Pages_ThemeChosen_HaveItsColoursFromTheFirstByte(string theme, string background)
    {
        using var client = new HttpClient { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Add("Cookie", $"bilsky-theme={theme}");

        var page = await client.GetStringAsync("/account/signin");

        Assert.Contains($"data-theme=\"{theme}\"", page, StringComparison.Ordinal);
        Assert.Contains($"--mud-palette-background: {background}", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://[::1]:5080", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://192.168.1.4:5080", false)]
    public void IsLoopback_Address_OnlyThisMachine(string address, bool expected) => Assert.Equal(expected, DemoAccounts.IsLoopback(address));

    [Theory]
    [InlineData("/worklist", "/worklist")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData(null, "/")]
    public void LocalPath_ReturnUrl_StaysHere(string? url, string expected) => Assert.Equal(expected, SignInPage.LocalPath(url));

    [Theory]
    [InlineData("BILSKY_DB")]
    [InlineData("BILSKY_ARCHIVE")]
    public void Start_SettingMissing_NamesTheKey(string key)
    {
        using var host = Program.Build([$"--{key}=", .. new[] { "BILSKY_DB=Host=nowhere", "BILSKY_ARCHIVE=http://127.0.0.1:9", "BILSKY_DATA=/tmp" }.Where(s => !s.StartsWith(key + "=", StringComparison.Ordinal)).Select(s => "--" + s)], BilskyWeb.Platform.ProcessRole.Worker);

        var wrong = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(key, wrong.Message, StringComparison.Ordinal);
    }

    private async Task<string> OpenAsync(string role)
    {
        var address = $"{Guid.NewGuid():N}@test.local";
        await using var scope = app.Services.CreateAsyncScope();
        Assert.True((await scope.ServiceProvider.GetRequiredService<OpenAccount>().HandleAsync(address, address, Password, role)).IsOk);
        return address;
    }
}
