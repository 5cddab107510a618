using System.Net;
using System.Reflection;
using System.Security.Claims;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Intake.Links;
using BilskyWeb.Tests.Fixtures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Platform.Auth;

/// <summary>Asks every route that the program maps, as nobody, as a guest by link and in each role. A route that is not named here is for signed-in people only.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class RouteAuthorisationTests(AppFixture app)
{
    private static readonly string[] Open =
        ["/account/signin", "/account/signout", "/account/join/", "/by-link", "/api/referral-links/open", "/health/", "/openapi/", "/status/", "/error", "/not-found", "/forbidden"];

    // What a guest by link may ask for, and nobody else may ask for the first.
    private const string GuestsPage = Guest.Page;
    private static readonly string[] Guests = [$"GET {GuestsPage}", "POST /api/uploads", "GET /api/clinical-forms/00000000-0000-7000-8000-000000000000", "POST /api/clinical-forms/00000000-0000-7000-8000-000000000000/answers"];

    // What an auditor may ask for, beside what is open: they read what was done and change nothing.
    private static readonly string[] Auditors = ["/admin/gradings", "/admin/trail", "/admin/workers", "/admin/monitoring", "/account/keys", "/account/second-factor"];

    // From this very machine the metrics are open; see OperatorHandler.
    private static readonly string[] Local = ["/metrics"];

    // The first that fits counts.
    private static readonly List<KeyValuePair<string, string>> Least =
    [
        new("/worklist", Role.Reviewer),
        new("/mdt", Role.Reviewer),
        new("/clocks", Role.Reviewer),
        new("/api/clocks.csv", Role.Reviewer),
        new("/api/reviews/", Role.Reviewer),
        new("/api/cases/", Role.Reviewer),
        new("/api/meetings", Role.Reviewer),
        new("/api/circulations/", Role.Reviewer),
        new("/api/on-call", Role.Reviewer),
        new("/api/studies/1.2.3/case", Role.Reviewer),
        new("/referrals/links", Role.Reviewer), // lets outsiders in
        new("/api/referral-links", Role.Reviewer), // the same; what the page behind a link asks for is open
        new("/referrals/fetch", Role.Reviewer), // from a remote archive: any patient
        new("/admin/held", Role.Reviewer),
        new("/admin/results", Role.Reviewer),
        new("/api/gradings/00000000-0000-7000-8000-000000000000/outlines/", Role.Reviewer),
        new("/api/studies/1.2.3/level-pins", Role.Reviewer),
        new("/api/studies/1.2.3/series/1.2.3/take", Role.Reviewer),
        new("/admin", Role.Admin),
        new("/label-sets/new", Role.Admin),
        new("/label-sets", Role.Reviewer),
        new("/api/label-sets/00000000-0000-7000-8000-000000000000/import", Role.Admin),
        new("/api/label-sets/", Role.Reviewer),
        new("/api/reader-studies/00000000-0000-7000-8000-000000000000/reads.csv", Role.Admin),
    ];

    [Fact]
    public async Task EveryRoute_AsNobodyAndInEachRole_LetsInWhoItShould()
    {
        using var nobody = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };
        var (referrer, _) = await app.SignInAsync(Role.Referrer);
        var (reviewer, _) = await app.SignInAsync(Role.Reviewer);
        var (admin, _) = await app.SignInAsync(Role.Admin);
        var (auditor, _) = await app.SignInAsync(Role.Auditor);
        using var guest = await Guest.OfNewLinkAsync(app);
        var wrong = new List<string>();
        var asked = Routes().ToList();
        Assert.Empty(Guests.Except(asked.Select(r => $"{r.Method} {r.Path}")));
        foreach (var (method, path) in asked.Where(r => r.Path != "/account/signout").Append(("POST", "/account/signout")))
        {
            if (path == GuestsPage)
            {
                await CheckAsync(nobody, method, path, false, "nobody", wrong);
                await CheckAsync(guest.Client, method, path, true, Role.Guest, wrong);
                await CheckAsync(admin, method, path, false, Role.Admin, wrong);
                await CheckAsync(auditor, method, path, false, Role.Auditor, wrong);
                continue;
            }

            var open = Open.Concat(Local).Any(o => path.StartsWith(o, StringComparison.Ordinal));
            var least = Least.FirstOrDefault(l => path.StartsWith(l.Key, StringComparison.Ordinal)).Value ?? Role.Referrer;
            await CheckAsync(nobody, method, path, open, "nobody", wrong);
            await CheckAsync(guest.Client, method, path, open || Guests.Contains($"{method} {path}"), Role.Guest, wrong);
            await CheckAsync(referrer, method, path, open || least == Role.Referrer, Role.Referrer, wrong);
            await CheckAsync(reviewer, method, path, open || least != Role.Admin, Role.Reviewer, wrong);
            await CheckAsync(admin, method, path, true, Role.Admin, wrong);
            await CheckAsync(auditor, method, path, open || path == "/" || Auditors.Any(a => path.StartsWith(a, StringComparison.Ordinal)), Role.Auditor, wrong);
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void EveryRoute_ThatIsOpenToAll_IsMeantToBe()
    {
        var open = Endpoints().Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(RoutePaths.PathOf)
            .Where(path => !RoutePaths.IsFile(path) && !Open.Any(o => path.StartsWith(o, StringComparison.Ordinal)));

        Assert.Empty(open);
    }

    /// <summary>A guest's page has a live connection, by which a person goes from page to page without a request.</summary>
    [Fact]
    public async Task EveryPage_OverAGuestsLiveConnection_IsRefusedButTheirOwn()
    {
        var authorization = app.Services.GetRequiredService<IAuthorizationService>();
        var policies = app.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        var guest = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, Role.Guest)], "cookie"));
        var admitted = new List<string>();
        foreach (var page in typeof(Program).Assembly.GetTypes().Where(t => t.GetCustomAttribute<RouteAttribute>() is not null))
        {
            var data = page.GetCustomAttributes<AuthorizeAttribute>(inherit: true).ToList<IAuthorizeData>();
            var policy = data.Count == 0 ? null : await AuthorizationPolicy.CombineAsync(policies, data);
            if (policy is null || (await authorization.AuthorizeAsync(guest, policy)).Succeeded)
            {
                admitted.Add(page.GetCustomAttribute<RouteAttribute>()!.Template);
            }
        }

        Assert.Equal(GuestsPage, Assert.Single(admitted, template => !Open.Any(o => template.StartsWith(o, StringComparison.Ordinal)) || template == GuestsPage));
        using var nobody = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };
        using var connection = await nobody.PostAsync("/_blazor/negotiate?negotiateVersion=1", null);
        using var browser = await Guest.OfNewLinkAsync(app);
        using var theirs = await browser.Client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null);
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.OK), (connection.StatusCode, theirs.StatusCode));
    }

    /// <summary>From page to page an auditor goes without a request too.</summary>
    [Fact]
    public async Task EveryPage_OverAnAuditorsLiveConnection_IsRefusedButTheirOwn()
    {
        var authorization = app.Services.GetRequiredService<IAuthorizationService>();
        var policies = app.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        var auditor = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, Role.Auditor)], "cookie"));
        var admitted = new List<string>();
        foreach (var page in typeof(Program).Assembly.GetTypes().Where(t => t.GetCustomAttribute<RouteAttribute>() is not null && t.GetCustomAttribute<AllowAnonymousAttribute>() is null))
        {
            var data = page.GetCustomAttributes<AuthorizeAttribute>(inherit: true).ToList<IAuthorizeData>();
            var policy = await AuthorizationPolicy.CombineAsync(policies, data) ?? await policies.GetFallbackPolicyAsync();
            if ((await authorization.AuthorizeAsync(auditor, policy!)).Succeeded)
            {
                admitted.AddRange(page.GetCustomAttributes<RouteAttribute>().Select(r => r.Template));
            }
        }

        Assert.All(admitted, template => Assert.True(template == "/" || Auditors.Any(a => template.StartsWith(a, StringComparison.Ordinal)), $"{template} is open to an auditor."));
        Assert.Contains("/admin/trail", admitted);
    }

    private static async Task CheckAsync(HttpClient client, string method, string path, bool admitted, string who, List<string> wrong)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var refused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            || (response.StatusCode is HttpStatusCode.Redirect && (response.Headers.Location?.ToString().Contains(AuthRegistration.SignInPath + "?", StringComparison.Ordinal) == true
                || (response.Headers.Location?.ToString() == AuthRegistration.ByLinkPath && path != "/account/signout")));

        // What a route refuses for its own reasons (no such study, no body) is for the feature's tests.
        if (refused == admitted)
        {
            wrong.Add($"{method} {path} as {who}: {(int)response.StatusCode}, {(admitted ? "should be let in" : "should be refused")}");
        }
    }

    private IEnumerable<(string Method, string Path)> Routes() =>
        from endpoint in Endpoints()
        let path = RoutePaths.PathOf(endpoint)
        where !RoutePaths.IsFile(path) && !path.StartsWith("/_", StringComparison.Ordinal)
        from method in (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Where(m => m is not ("HEAD" or "OPTIONS")).Take(2)
        select (method, path);

    private IEnumerable<RouteEndpoint> Endpoints() => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
}
