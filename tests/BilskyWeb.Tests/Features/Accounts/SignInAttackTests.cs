using System.Net;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Accounts;

/// <summary>Somebody guesses another's password: they are slowed, the other is not.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class SignInAttackTests(AppFixture app)
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task SignIn_ManyWrongPasswords_SlowsTheGuesserAndNobodyElse()
    {
        var address = $"{Guid.NewGuid():N}@test.local";
        string key;
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<OpenAccount>().HandleAsync(address, "Person", Password, Role.Reviewer);
            key = (await scope.ServiceProvider.GetRequiredService<IssueApiKey>().HandleAsync(Role.Reviewer, address, "test", default)).Value;
        }

        using var person = new Browser(app.Address);
        using var attacker = new Browser(app.Address);
        Assert.Equal(HttpStatusCode.Redirect, (await person.SignInAsync(address, Password)).StatusCode);
        string slowed = "", unknown = "";
        for (var i = 0; i <= SignInThrottle.FreeTries; i++)
        {
            slowed = await (await attacker.SignInAsync(address, $"wrong guess number {i}")).Content.ReadAsStringAsync();
            unknown = await (await attacker.SignInAsync("nobody-" + address, $"wrong guess number {i}")).Content.ReadAsStringAsync();
        }

        Assert.Contains("Too many tries for this address from here", slowed, StringComparison.Ordinal);
        Assert.Contains("Too many tries for this address from here", unknown, StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.Redirect, (await attacker.SignInAsync(address, Password)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/worklist")).StatusCode);
        using var program = new HttpClient { BaseAddress = app.Address, DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/studies")).StatusCode);

        // Also in a new session, from the very network of the attacker: this browser is known.
        await person.SignOutAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await person.SignInAsync(address, Password)).StatusCode);
    }
}
