using System.Net;
using System.Net.Http.Headers;
using BilskyWeb.Core;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Accounts.Keys;
using BilskyWeb.Features.Accounts.People;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BilskyWeb.Tests.Features.Accounts.People;

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class PeopleTests(AppFixture app)
{
    private const string Password = "seven otters mend a lighthouse";

    [Fact]
    public async Task Invite_LinkOpenedOnce_SetsThePasswordAndIsSpent()
    {
        var admin = await AdminAsync();
        var address = $"{Guid.NewGuid():N}@test.local";

        var link = (await Get<InvitePerson>().HandleAsync(admin, address, "Dr New", Role.Reviewer, default)).Value;

        var token = link.Path.Split('/')[^1];
        using var browser = new Browser(app.Address);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/" + link.Path)).StatusCode);
        Assert.IsType<PasswordsDiffer>((await JoinAsync(token, Password, "another")).Error);
        Assert.IsType<AccountRefused>((await JoinAsync(token, "password1234", "password1234")).Error);
        Assert.True((await JoinAsync(token, Password, Password)).IsOk);
        Assert.IsType<LinkSpent>((await JoinAsync(token, "four other words entirely", "four other words entirely")).Error);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(address, Password)).StatusCode);
        Assert.IsType<AddressTaken>((await Get<InvitePerson>().HandleAsync(admin, address.ToUpperInvariant(), "Dr New", Role.Reviewer, default)).Error);
        await using var database = app.NewContext();
        var person = await database.Users.SingleAsync(u => u.Email == address);
        Assert.Equal(1, await database.AuditEvents.CountAsync(e => e.ActorId == person.Id && e.Action == AuditAction.SetPassword));
        Assert.Equal(1, await database.AuditEvents.CountAsync(e => e.ActorId == admin.UserId && e.Action == AuditAction.InvitedPerson && e.Facts!.Contains(person.Id.ToString())));
        Assert.False(await database.AuditEvents.AnyAsync(e => e.Detail!.Contains(token) || e.Facts!.Contains(token)));
    }

    [Fact]
    public async Task ListPeople_PartOfAnAddressWithWhatIsSpecialInAPattern_FindsThemAlone()
    {
        var admin = await AdminAsync();
        var person = $"{Guid.NewGuid():N}";
        foreach (var address in new[] { $"{person}_b@test.local", $"{person}xb@test.local" })
        {
            Assert.True((await Get<InvitePerson>().HandleAsync(admin, address, "Dr Underline", Role.Referrer, default)).IsOk);
        }

        var found = (await Get<ListPeople>().HandleAsync(admin, $" {person}_B@ ", default)).Value;

        Assert.Equal($"{person}_b@test.local", Assert.Single(found).Address);
        Assert.NotEmpty((await Get<ListPeople>().HandleAsync(admin, " ", default)).Value);
    }

    [Fact]
    public async Task Join_LinkUsedTwiceAtOnce_SetsOnePassword()
    {
        var link = (await Get<InvitePerson>().HandleAsync(await AdminAsync(), $"{Guid.NewGuid():N}@test.local", "Dr Twice", Role.Referrer, default)).Value;
        var token = link.Path.Split('/')[^1];

        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => JoinAsync(token, Password, Password)));

        Assert.Equal(1, tries.Count(t => t.IsOk));
    }

    [Fact]
    public async Task Disable_PersonWithSessionAndKey_EndsBothAtOnce()
    {
        var admin = await AdminAsync();
        var (id, address) = await OpenAsync(Role.Reviewer);
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        using var program = Program(await IssueAsync(id, KeyScope.Full));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/studies")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/studies")).StatusCode);

        Assert.True((await Get<DisablePerson>().HandleAsync(admin, id, true, default)).IsOk);

        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/studies")).StatusCode);
        await UntilAsync(async () => (await browser.GetAsync("/api/studies")).StatusCode == HttpStatusCode.Unauthorized);
        Assert.True((await Get<DisablePerson>().HandleAsync(admin, id, false, default)).IsOk);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/studies")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(address, Password)).StatusCode);
        await using var database = app.NewContext();
        Assert.Equal(
            [true, false],
            (await database.AuditEvents.Where(e => e.ActorId == admin.UserId && e.Action == AuditAction.ChangedAccount).OrderBy(e => e.Id).Select(e => e.Facts!).ToListAsync()).Select(f => f.Contains("\"to\":true", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Reset_Password_EndsSessionsAndKeysAndTheOldPassword()
    {
        var (id, address) = await OpenAsync(Role.Referrer);
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        using var program = Program(await IssueAsync(id, KeyScope.Full));

        var link = await Get<ResetPassword>().HandleAsync(await AdminAsync(), id, default);

        Assert.True(link.IsOk);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/studies")).StatusCode);
        await UntilAsync(async () => (await browser.GetAsync("/api/studies")).StatusCode == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, (await browser.SignInAsync(address, Password)).StatusCode); // the form again
        Assert.True((await JoinAsync(link.Value.Path.Split('/')[^1], "nine herons repair a bridge", "nine herons repair a bridge")).IsOk);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(address, "nine herons repair a bridge")).StatusCode);
    }

    [Fact]
    public async Task Reset_PasswordOfADisabledAccount_IsRefusedAndMakesNoLink()
    {
        var admin = await AdminAsync();
        var (id, _) = await OpenAsync(Role.Referrer);
        Assert.True((await Get<DisablePerson>().HandleAsync(admin, id, true, default)).IsOk);

        Assert.IsType<AccountDisabled>((await Get<ResetPassword>().HandleAsync(admin, id, default)).Error);

        await using var database = app.NewContext();
        Assert.False(await database.Invitations.AnyAsync(i => i.UserId == id));
        Assert.NotNull((await database.Users.SingleAsync(u => u.Id == id)).PasswordHash);
    }

    [Fact]
    public async Task OpenAccount_OtherPasswordFromTheShell_SaysSoInTheLedger()
    {
        var (id, address) = await OpenAsync(Role.Referrer);
        await using var scope = app.Services.CreateAsyncScope();

        Assert.True((await scope.ServiceProvider.GetRequiredService<OpenAccount>().HandleAsync(address, Role.Referrer, "nine herons repair a bridge", Role.Referrer)).IsOk);

        await using var database = app.NewContext();
        var facts = await database.AuditEvents.Where(e => e.Action == AuditAction.ChangedAccount && e.Facts!.Contains(id.ToString())).Select(e => e.Facts).SingleAsync();
        Assert.Equal("""{"person":"ID","changed":{"password":{"from":"the one before","to":"another"}}}""".Replace("ID", id.ToString(), StringComparison.Ordinal), facts);
    }

    [Fact]
    public async Task OpenAccount_OtherPasswordFromTheShell_EndsKeys()
    {
        var (id, address) = await OpenAsync(Role.Referrer);
        using var program = Program(await IssueAsync(id, KeyScope.Full));
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/studies")).StatusCode);

        await using var scope = app.Services.CreateAsyncScope();
        Assert.True((await scope.ServiceProvider.GetRequiredService<OpenAccount>().HandleAsync(address, "Dr Reset", "nine herons repair a bridge", Role.Referrer)).IsOk);

        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/studies")).StatusCode);
    }

    [Fact]
    public async Task Admin_DemotedWhileTheirPageIsOpen_ChangesNothingMore()
    {
        var (admin, other) = (await AdminAsync(), await AdminAsync());
        Assert.True((await Get<ChangeRole>().HandleAsync(other, admin.UserId, Role.Referrer, default)).IsOk);

        // Their live page still knows them as an admin.
        Assert.IsType<NotAnAdmin>((await Get<ChangeRole>().HandleAsync(admin, other.UserId, Role.Referrer, default)).Error);
        Assert.IsType<NotAnAdmin>((await Get<InvitePerson>().HandleAsync(admin, $"{Guid.NewGuid():N}@test.local", "Friend", Role.Admin, default)).Error);
        Assert.IsType<NotAnAdmin>((await Get<ResetPassword>().HandleAsync(admin, other.UserId, default)).Error);
    }

    [Theory]
    [InlineData(KeyScope.Read, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData(KeyScope.Upload, HttpStatusCode.Forbidden, HttpStatusCode.NotFound)]
    public async Task Key_WithAScope_IsHeldToIt(KeyScope scope, HttpStatusCode reading, HttpStatusCode sending)
    {
        var (id, _) = await OpenAsync(Role.Reviewer);
        using var program = Program(await IssueAsync(id, scope));

        Assert.Equal(reading, (await program.GetAsync("/api/studies")).StatusCode);
        Assert.Equal(sending, (await program.DeleteAsync($"/api/uploads/{Guid.NewGuid()}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.PostAsync($"/api/reviews/{Guid.NewGuid()}/changes", new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.PostAsync("/_blazor/negotiate", null)).StatusCode);
    }

    [Fact]
    public async Task Key_AtItsEndOrRevokedByItsOwner_IsRefused_AndAnothersIsNotFound()
    {
        var (id, _) = await OpenAsync(Role.Referrer);
        var (stranger, _) = await OpenAsync(Role.Referrer);
        using var ended = Program(await IssueAsync(id, KeyScope.Full));
        using var revoked = Program(await IssueAsync(id, KeyScope.Full));
        await using var database = app.NewContext();
        var keys = await database.ApiKeys.Where(k => k.UserId == id).OrderBy(k => k.Id).Select(k => k.Id).ToListAsync();
        await database.ApiKeys.Where(k => k.Id == keys[0]).ExecuteUpdateAsync(k => k.SetProperty(x => x.ExpiresAt, DateTimeOffset.UtcNow.AddSeconds(-1)));

        Assert.IsType<KeyNotFound>((await Get<RevokeApiKey>().HandleAsync(ActorOf(stranger, Role.Referrer), keys[1], default)).Error);
        Assert.True((await Get<RevokeApiKey>().HandleAsync(ActorOf(id, Role.Referrer), keys[1], default)).IsOk);

        Assert.Equal(HttpStatusCode.Unauthorized, (await ended.GetAsync("/api/studies")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await revoked.GetAsync("/api/studies")).StatusCode);
        Assert.Equal(1, await database.AuditEvents.CountAsync(e => e.ActorId == id && e.Action == AuditAction.RevokedKey));
        Assert.All(await Get<ListApiKeys>().HandleAsync(ActorOf(stranger, Role.Referrer), everybody: true, default), k => Assert.Equal(stranger, k.OwnerId));
    }

    private T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    private static Actor ActorOf(Guid id, string role) => new(id, role, new HashSet<string> { role });

    private async Task<Actor> AdminAsync() => ActorOf((await OpenAsync(Role.Admin)).Id, Role.Admin);

    private async Task<(Guid Id, string Address)> OpenAsync(string role)
    {
        var address = $"{Guid.NewGuid():N}@test.local";
        await using var scope = app.Services.CreateAsyncScope();
        return ((await scope.ServiceProvider.GetRequiredService<OpenAccount>().HandleAsync(address, role, Password, role)).Value, address);
    }

    private async Task<string> IssueAsync(Guid owner, KeyScope scope) => (await Get<IssueApiKey>().ForOneselfAsync(ActorOf(owner, "anybody"), "test", scope, 7, default)).Value;

    private async Task<Result<Done>> JoinAsync(string token, string password, string again)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<JoinByLink>().HandleAsync(token, password, again, default);
    }

    private HttpClient Program(string key)
    {
        var client = new HttpClient { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; !await holds(); tries++)
        {
            Assert.True(tries < 600, "It did not become so within a minute.");
            await Task.Delay(100);
        }
    }
}

/// <summary>In a database of its own, since all admins of one count.</summary>
[Trait("Kind", "integration")]
public sealed class LastAdminTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task LastAdmin_ByThemselvesOrTwoByEachOtherAtOnce_Stays()
    {
        var (one, two) = (await AdminAsync("One"), await AdminAsync("Two"));
        await using var source = NpgsqlDataSource.Create(fixture.ConnectionString);
        using var live = new LiveUpdates(source, NullLogger<LiveUpdates>.Instance);
        var trail = new AuditTrail(fixture, TimeProvider.System);
        var role = new ChangeRole(fixture, trail, live, TimeProvider.System);
        var disable = new DisablePerson(fixture, trail, live, TimeProvider.System);

        var both = await Task.WhenAll(role.HandleAsync(one, two.UserId, Role.Referrer, default), disable.HandleAsync(two, one.UserId, true, default));

        // One of them was first; the other is no admin any more, or finds nobody else left.
        Assert.Single(both, b => b.IsOk);
        await using var database = fixture.NewContext();
        var left = both[0].IsOk ? one : two;
        Assert.IsType<LastAdmin>((await role.HandleAsync(left, left.UserId, Role.Referrer, default)).Error);
        Assert.IsType<LastAdmin>((await disable.HandleAsync(left, left.UserId, true, default)).Error);
        Assert.IsType<LastAdmin>((await new ResetPassword(fixture, trail, live, TimeProvider.System).HandleAsync(left, left.UserId, default)).Error);
    }

    private async Task<Actor> AdminAsync(string name)
    {
        await using var database = fixture.NewContext();
        var user = new BilskyUser { Id = Guid.CreateVersion7(), UserName = name, NormalizedUserName = name.ToUpperInvariant(), Email = $"{name}@test.local", NormalizedEmail = $"{name}@TEST.LOCAL".ToUpperInvariant(), DisplayName = name, PasswordHash = "x", SecurityStamp = "x" };
        database.Users.Add(user);
        database.UserRoles.Add(new Microsoft.AspNetCore.Identity.IdentityUserRole<Guid> { UserId = user.Id, RoleId = await database.Roles.Where(r => r.Name == Role.Admin).Select(r => r.Id).SingleAsync() });
        await database.SaveChangesAsync();
        return new Actor(user.Id, name, new HashSet<string> { Role.Admin });
    }
}
