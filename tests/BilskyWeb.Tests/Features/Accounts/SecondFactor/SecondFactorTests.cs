using System.Net;
using System.Text.RegularExpressions;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Accounts.SecondFactor;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using BilskyWeb.Tests.Platform;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace BilskyWeb.Tests.Features.Accounts.SecondFactor;

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class SecondFactorTests(AppFixture app)
{
    private const string Password = "seven otters mend a lighthouse";
    private const string Page = "/account/second-factor";
    private const string CodePage = "/account/signin/code";

    [Fact]
    public async Task SetUp_RightPasswordAndCode_AsksForACodeFromThenOnAndSignsOthersOut()
    {
        var (id, address) = await OpenAsync();
        using var browser = new Browser(app.Address);
        using var other = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        await other.SignInAsync(address, Password);
        using var program = Program(await KeyAsync(address));

        var factor = await SetUpAsync(browser);

        Assert.Equal(10, factor.RecoveryCodes.Distinct().Count());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/studies")).StatusCode);
        await UntilAsync(async () => (await other.GetAsync("/api/studies")).StatusCode == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/studies")).StatusCode);
        Assert.Equal(CodePage, (await other.SignInAsync(address, Password)).Headers.Location!.AbsolutePath);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/studies")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await EnterAsync(other, factor.NextCode())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/studies")).StatusCode);

        // What the database holds lets nobody in: no key and no code in plain text, in the ledger neither.
        await using var database = app.NewContext();
        var kept = string.Join(' ', await database.UserTokens.Where(t => t.UserId == id).Select(t => t.Value).ToListAsync());
        Assert.All([factor.Key, .. factor.RecoveryCodes], secret => Assert.DoesNotContain(secret, kept, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(1, await database.AuditEvents.CountAsync(e => e.ActorId == id && e.Action == AuditAction.SetUpSecondFactor));
    }

    [Fact]
    public async Task SetUp_WrongPasswordOrCodeOrForeignKey_ChangesNothing()
    {
        var (id, address) = await OpenAsync();
        var (_, another) = await OpenAsync();
        using var browser = new Browser(app.Address);
        using var foreign = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        await foreign.SignInAsync(another, Password);
        var (key, sealedKey) = KeyOn(await (await browser.GetAsync(Page)).Content.ReadAsStringAsync());
        var (foreignKey, foreignSealed) = KeyOn(await (await foreign.GetAsync(Page)).Content.ReadAsStringAsync());

        Assert.Contains("The password is wrong", await SendAsync("not my password at all", CodeOf(key), sealedKey), StringComparison.Ordinal);
        var wrong = await SendAsync(Password, "000000" == CodeOf(key) ? "000001" : "000000", sealedKey);
        Assert.Contains("This code is wrong", wrong, StringComparison.Ordinal);
        Assert.Equal(key, KeyOn(wrong).Key); // not scanned again
        Assert.Contains("open for too long", await SendAsync(Password, CodeOf(foreignKey), foreignSealed), StringComparison.Ordinal);
        Assert.Contains("open for too long", await SendAsync(Password, CodeOf(foreignKey), "AAAA"), StringComparison.Ordinal);

        await using var database = app.NewContext();
        Assert.False((await database.Users.SingleAsync(u => u.Id == id)).TwoFactorEnabled);
        Assert.False(await database.UserTokens.AnyAsync(t => t.UserId == id));

        async Task<string> SendAsync(string password, string code, string carried) => await (await browser.SubmitAsync(
            Page, "set-up", ("SetUp.Sealed", carried), ("SetUp.Code", code), ("SetUp.Password", password))).Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task SetUp_SetUpMeanwhileInAnotherTab_SaysSoAndKeepsTheFirst()
    {
        var (_, address) = await OpenAsync();
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        var (key, carried) = KeyOn(await (await browser.GetAsync(Page)).Content.ReadAsStringAsync());
        Factor? first = null;

        var second = await browser.SubmitAsync(Page, "set-up", async () => first = await SetUpAsync(browser), ("SetUp.Sealed", carried), ("SetUp.Code", CodeOf(key)), ("SetUp.Password", Password));

        Assert.Contains("A second factor is set up already", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await browser.SignOutAsync();
        await browser.SignInAsync(address, Password);
        Assert.Equal(HttpStatusCode.Redirect, (await EnterAsync(browser, first!.NextCode())).StatusCode);
    }

    [Fact]
    public async Task EnterCode_WrongOne_IsRefusedRecordedAndSlowed()
    {
        var (id, address, factor) = await WithFactorAsync();
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(address, Password);

        var words = "";
        for (var i = 0; i <= SignInThrottle.FreeTries; i++)
        {
            words = await (await EnterAsync(browser, "abcdef")).Content.ReadAsStringAsync();
            Assert.Contains(i < SignInThrottle.FreeTries ? "This code is wrong, or was used already" : "Too many tries", words, StringComparison.Ordinal);
            await browser.SignInAsync(address, Password); // a right password takes no wrong code back
        }

        Assert.NotEqual(HttpStatusCode.Redirect, (await EnterAsync(browser, factor.NextCode())).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/studies")).StatusCode);
        await using var database = app.NewContext();
        Assert.Equal(SignInThrottle.FreeTries + 2, await database.AuditEvents.CountAsync(e => e.ActorId == id && e.Action == AuditAction.RefusedCode));
    }

    [Fact]
    public async Task EnterCode_SameCodeTwice_LetsInOnce()
    {
        var (_, address, factor) = await WithFactorAsync();
        using var first = new Browser(app.Address);
        using var second = new Browser(app.Address);
        await first.SignInAsync(address, Password);
        await second.SignInAsync(address, Password);
        var code = factor.NextCode();

        var entered = await Task.WhenAll(EnterAsync(first, code), EnterAsync(second, code));

        Assert.Equal(1, entered.Count(e => e.StatusCode == HttpStatusCode.Redirect));
    }

    [Fact]
    public async Task EnterCode_RecoveryCode_LetsInOnceAndIsRecorded()
    {
        var (id, address, factor) = await WithFactorAsync();
        using var first = new Browser(app.Address);
        using var second = new Browser(app.Address);
        await first.SignInAsync(address, Password);
        await second.SignInAsync(address, Password);

        Assert.Equal(HttpStatusCode.Redirect, (await EnterAsync(first, $" {factor.RecoveryCodes[3].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)} ")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await EnterAsync(second, factor.RecoveryCodes[3])).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await EnterAsync(second, factor.RecoveryCodes[4])).StatusCode);

        await using var database = app.NewContext();
        Assert.Equal(["9 left", "8 left"], await database.AuditEvents.Where(e => e.ActorId == id && e.Action == AuditAction.UsedRecoveryCode).OrderBy(e => e.Id).Select(e => e.Detail!).ToListAsync());
    }

    [Fact]
    public async Task HalfSignedIn_EveryRoute_OpensNothing()
    {
        var (_, address, _) = await WithFactorAsync();
        using var browser = new Browser(app.Address);
        var cookie = (await browser.SignInAsync(address, Password)).Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(HalfSignIn.Cookie + "=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);

        // Sent to every route, whatever its path says.
        using var thief = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = app.Address };
        thief.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        var admitted = new List<string>();
        foreach (var path in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? true))
            .Select(RoutePaths.PathOf).Where(p => !RoutePaths.IsFile(p) && !p.StartsWith("/metrics", StringComparison.Ordinal)))
        {
            using var answer = await thief.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            if (answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Redirect) || (answer.StatusCode is HttpStatusCode.Redirect && !answer.Headers.Location!.ToString().Contains("/account/signin?", StringComparison.Ordinal) && answer.Headers.Location.ToString() != AuthRegistration.ByLinkPath))
            {
                admitted.Add($"{path}: {(int)answer.StatusCode}");
            }
        }

        Assert.Empty(admitted);
    }

    [Fact]
    public async Task HalfSignedIn_PasswordResetMeanwhile_AsksForThePasswordAgain()
    {
        var (id, address, factor) = await WithFactorAsync();
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        var late = await browser.SubmitAsync(CodePage, "code", async () =>
        {
            await using var database = app.NewContext();
            await database.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.SecurityStamp, "another"));
        }, ("Form.Code", factor.NextCode()));

        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Contains("href=\"account/signin?", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/studies")).StatusCode);
    }

    [Fact]
    public async Task SwitchOff_PasswordAndCode_SignsInWithThePasswordAlone()
    {
        var (id, address, factor) = await WithFactorAsync();
        using var browser = new Browser(app.Address);
        using var other = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        await EnterAsync(browser, factor.RecoveryCodes[0]);
        await other.SignInAsync(address, Password);
        await EnterAsync(other, factor.RecoveryCodes[1]);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync("not my password at all", factor.RecoveryCodes[2])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(Password, factor.RecoveryCodes[0])).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(Password, factor.NextCode())).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/studies")).StatusCode);
        await UntilAsync(async () => (await other.GetAsync("/api/studies")).StatusCode == HttpStatusCode.Unauthorized);
        Assert.Equal("/", (await other.SignInAsync(address, Password)).Headers.Location!.AbsolutePath);
        await using var database = app.NewContext();
        Assert.False(await database.UserTokens.AnyAsync(t => t.UserId == id));
        Assert.Equal(1, await database.AuditEvents.CountAsync(e => e.ActorId == id && e.Action == AuditAction.SwitchedOffSecondFactor));

        Task<HttpResponseMessage> SendAsync(string password, string code) => browser.SubmitAsync(Page, "switch-off", ("SwitchOff.Password", password), ("SwitchOff.Code", code));
    }

    [Fact]
    public async Task RenewCodes_PasswordAndCode_SpendsThoseFromBefore()
    {
        var (id, address, factor) = await WithFactorAsync();
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        await EnterAsync(browser, factor.RecoveryCodes[0]);

        var renewed = CodesOn(await (await browser.SubmitAsync(Page, "renew", ("Renew.Password", Password), ("Renew.Code", factor.NextCode()))).Content.ReadAsStringAsync());

        Assert.Equal(10, renewed.Count);
        Assert.Empty(renewed.Intersect(factor.RecoveryCodes));
        using var other = new Browser(app.Address);
        await other.SignInAsync(address, Password);
        Assert.Equal(HttpStatusCode.OK, (await EnterAsync(other, factor.RecoveryCodes[5])).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await EnterAsync(other, renewed[5])).StatusCode);
        await using var database = app.NewContext();
        Assert.Equal(1, await database.AuditEvents.CountAsync(e => e.ActorId == id && e.Action == AuditAction.MadeRecoveryCodes));
    }

    [Fact]
    public async Task Reset_ByAnAdminWithAReason_EndsSessionsAndTheFactorAndIsRecorded()
    {
        var (id, address, factor) = await WithFactorAsync();
        var (adminId, _) = await OpenAsync(Role.Admin);
        var admin = new Actor(adminId, "Admin", new HashSet<string> { Role.Admin });
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        await EnterAsync(browser, factor.NextCode());
        var reset = app.Services.GetRequiredService<ResetSecondFactor>();

        Assert.IsType<NeedsReason>((await reset.HandleAsync(admin, id, " ", default)).Error);
        Assert.IsType<NotOnesOwn>((await reset.HandleAsync(admin, adminId, "mine", default)).Error);
        Assert.IsType<BilskyWeb.Features.Accounts.People.NotAnAdmin>((await reset.HandleAsync(new Actor(id, "Person", new HashSet<string> { Role.Admin }), adminId, "theirs", default)).Error);
        Assert.True((await reset.HandleAsync(admin, id, "phone lost, known by voice", default)).IsOk);
        Assert.IsType<NotSetUp>((await reset.HandleAsync(admin, id, "again", default)).Error);

        await UntilAsync(async () => (await browser.GetAsync("/api/studies")).StatusCode == HttpStatusCode.Unauthorized);
        Assert.Equal("/", (await browser.SignInAsync(address, Password)).Headers.Location!.AbsolutePath);
        await using var database = app.NewContext();
        Assert.False(await database.UserTokens.AnyAsync(t => t.UserId == id));
        Assert.EndsWith("phone lost, known by voice", (await database.AuditEvents.SingleAsync(e => e.ActorId == adminId && e.Action == AuditAction.ResetSecondFactor)).Detail!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public async Task Validate_PhonesClockApart_TakesOneStep(int secondsApart, bool taken)
    {
        var (id, _, factor) = await WithFactorAsync();
        var now = DateTimeOffset.UtcNow.AddHours(1);
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<BilskyUser>>();
        var user = (await users.FindByIdAsync(id.ToString()))!;
        var code = new Totp(Base32Encoding.ToBytes(factor.Key)).ComputeTotp(now.UtcDateTime.AddSeconds(secondsApart));

        Assert.Equal(taken, await new AuthenticatorCode(new At(now)).ValidateAsync("TwoFactor", code, users, user));
        Assert.False(await new AuthenticatorCode(new At(now)).ValidateAsync("TwoFactor", code, users, user));
    }

    internal static async Task<Factor> SetUpAsync(Browser browser)
    {
        var (key, sealedKey) = KeyOn(await (await browser.GetAsync(Page)).Content.ReadAsStringAsync());
        var done = await browser.SubmitAsync(Page, "set-up", ("SetUp.Sealed", sealedKey), ("SetUp.Code", CodeOf(key)), ("SetUp.Password", Password));
        Assert.Contains("no-store", done.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        return new Factor(key, CodesOn(await done.Content.ReadAsStringAsync()));
    }

    private async Task<(Guid Id, string Address, Factor Factor)> WithFactorAsync()
    {
        var (id, address) = await OpenAsync();
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        return (id, address, await SetUpAsync(browser));
    }

    private Task<(Guid Id, string Address)> OpenAsync(string role = Role.Reviewer) => OpenAsync(app, role);

    internal static async Task<(Guid Id, string Address)> OpenAsync(AppFixture app, string role)
    {
        var address = $"{Guid.NewGuid():N}@test.local";
        await using var scope = app.Services.CreateAsyncScope();
        return ((await scope.ServiceProvider.GetRequiredService<OpenAccount>().HandleAsync(address, "Person", Password, role)).Value, address);
    }

    private async Task<string> KeyAsync(string address) => (await app.Services.GetRequiredService<IssueApiKey>().HandleAsync(Role.Reviewer, address, "test", default)).Value;

    private HttpClient Program(string key) => new() { BaseAddress = app.Address, DefaultRequestHeaders = { Authorization = new("Bearer", key) } };

    private static Task<HttpResponseMessage> EnterAsync(Browser browser, string code) => browser.SubmitAsync(CodePage, "code", ("Form.Code", code));

    private static string CodeOf(string key) => new Totp(Base32Encoding.ToBytes(key)).ComputeTotp();

    private static (string Key, string Sealed) KeyOn(string page) =>
        (Regex.Match(page, "data-testid=\"new-key\"[^>]*>([A-Z2-7 ]+)<").Groups[1].Value.Replace(" ", "", StringComparison.Ordinal), Regex.Match(page, "name=\"SetUp.Sealed\" value=\"([^\"]+)\"").Groups[1].Value);

    private static List<string> CodesOn(string page) => [.. Regex.Matches(page, "<code[^>]*>([A-Z0-9]{5}-[A-Z0-9]{5})</code>").Select(m => m.Groups[1].Value)];

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var until = DateTime.UtcNow.AddMinutes(1); !await holds();)
        {
            Assert.True(DateTime.UtcNow < until, "It did not happen within a minute.");
            await Task.Delay(100);
        }
    }

    internal sealed record Factor(string Key, IReadOnlyList<string> RecoveryCodes)
    {
        /// <summary>Of the step after the present one, since the present one's is used by setting up.</summary>
        public string NextCode() => new Totp(Base32Encoding.ToBytes(Key)).ComputeTotp(DateTime.UtcNow.AddSeconds(30));
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
