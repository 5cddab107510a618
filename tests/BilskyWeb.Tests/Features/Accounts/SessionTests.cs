using System.Net;
using System.Security.Claims;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Accounts.Sessions;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Tests.Fixtures;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Accounts;

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class SessionTests(AppFixture app)
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task SignOut_CookieKeptByAnotherProgram_IsRefusedAndTheOtherBrowserGoesOn()
    {
        var address = await OpenAccountAsync();
        using var browser = new Browser(app.Address);
        using var other = new Browser(app.Address);
        using var thief = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        await other.SignInAsync(address, Password);
        thief.Cookies.Add(browser.Cookies.GetCookies(app.Address)["bilsky"]!);
        Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/api/studies")).StatusCode);

        using var left = await browser.SignOutAsync();

        // Images that a page has shown must not wait in the browser for the next person.
        Assert.Equal("\"cache\"", Assert.Single(left.Headers.GetValues("Clear-Site-Data")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetAsync("/api/studies")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/studies")).StatusCode);
    }

    [Fact]
    public async Task SignIn_BrowserWithASession_StartsAnotherAndEndsTheFirst()
    {
        var address = await OpenAccountAsync();
        using var browser = new Browser(app.Address);
        using var planted = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        planted.Cookies.Add(browser.Cookies.GetCookies(app.Address)["bilsky"]!);

        await browser.SignInAsync(address, Password);

        Assert.Equal(HttpStatusCode.Unauthorized, (await planted.GetAsync("/api/studies")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/studies")).StatusCode);
    }

    [Fact]
    public async Task IsOpenAsync_SessionAtItsEndOrAccountClosedOrPasswordChanged_IsNot()
    {
        var address = await OpenAccountAsync();
        var person = await SignedInAsync(address);
        var later = new Later();
        using var sessions = new OpenSessions(
            app.Services.GetRequiredService<IDbContextFactory<BilskyWeb.Data.BilskyDbContext>>(), app.Services.GetRequiredService<LiveUpdates>(), app.Services.GetRequiredService<IOptions<IdentityOptions>>(), later);

        Assert.True(await sessions.IsOpenAsync(person, default));
        later.By = TimeSpan.FromHours(23);
        Assert.True(await sessions.IsOpenAsync(person, default));
        later.By = TimeSpan.FromHours(25);
        Assert.False(await sessions.IsOpenAsync(person, default));
        later.By = TimeSpan.FromMinutes(1);
        Assert.True(await sessions.IsOpenAsync(person, default));
        await using (var database = app.NewContext())
        {
            await database.Users.Where(u => u.Email == address).ExecuteUpdateAsync(u => u.SetProperty(x => x.SecurityStamp, "another"));
        }

        later.By = TimeSpan.FromMinutes(2);
        Assert.False(await sessions.IsOpenAsync(person, default));
    }

    [Fact]
    public async Task OpenPage_SessionSignedOutElsewhere_ActsForNobody()
    {
        var person = await SignedInAsync(await OpenAccountAsync());
        await using var page = app.Services.CreateAsyncScope();
        var provider = page.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        ((IHostEnvironmentAuthenticationStateProvider)provider).SetAuthenticationState(Task.FromResult(new AuthenticationState(person)));
        Assert.True((await provider.GetAuthenticationStateAsync()).User.Identity!.IsAuthenticated);

        await app.Services.GetRequiredService<EndSession>().HandleAsync(person);

        Assert.False((await provider.GetAuthenticationStateAsync()).User.Identity?.IsAuthenticated);
    }

    private async Task<string> OpenAccountAsync()
    {
        var address = $"{Guid.NewGuid():N}@test.local";
        await using var scope = app.Services.CreateAsyncScope();
        Assert.True((await scope.ServiceProvider.GetRequiredService<OpenAccount>().HandleAsync(address, "Person", Password, Role.Reviewer)).IsOk);
        return address;
    }

    /// <summary>What a page knows of its person after a sign-in.</summary>
    private async Task<ClaimsPrincipal> SignedInAsync(string address)
    {
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        await using var database = app.NewContext();
        var user = await database.Users.SingleAsync(u => u.Email == address);
        var session = await database.Sessions.SingleAsync(s => s.UserId == user.Id);
        return new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()), new Claim(ClaimNames.Session, session.Id.ToString()), new Claim(new ClaimsIdentityOptions().SecurityStampClaimType, user.SecurityStamp!)],
            IdentityConstants.ApplicationScheme));
    }

    private sealed class Later : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }
}
