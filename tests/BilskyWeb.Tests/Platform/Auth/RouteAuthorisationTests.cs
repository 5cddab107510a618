using System.Net;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Platform.Auth;

/// <summary>Asks every route that the program maps, as nobody and in each role. A route that is not named here is for signed-in people only.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class RouteAuthorisationTests(AppFixture app)
{
    private static readonly string[] Open =
        ["/account/signin", "/account/signout", "/account/join/", "/health/", "/openapi/", "/status/", "/error", "/not-found", "/forbidden"];

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
        new("/api/studies/1.2.3/case", Role.Reviewer),
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
        var wrong = new List<string>();
        foreach (var (method, path) in Routes())
        {
            var open = Open.Concat(Local).Any(o => path.StartsWith(o, StringComparison.Ordinal));
            var least = Least.FirstOrDefault(l => path.StartsWith(l.Key, StringComparison.Ordinal)).Value ?? Role.Referrer;
            await CheckAsync(nobody, method, path, open, "nobody", wrong);
            await CheckAsync(referrer, method, path, open || least == Role.Referrer, Role.Referrer, wrong);
            await CheckAsync(reviewer, method, path, open || least != Role.Admin, Role.Reviewer, wrong);
            await CheckAsync(admin, method, path, true, Role.Admin, wrong);
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

    private static async Task CheckAsync(HttpClient client, string method, string path, bool admitted, string who, List<string> wrong)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var refused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            || (response.StatusCode is HttpStatusCode.Redirect && response.Headers.Location?.ToString().Contains(AuthRegistration.SignInPath + "?", StringComparison.Ordinal) == true);

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
