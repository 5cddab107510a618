using System.Net;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using BilskyWeb.Tests.Platform;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Accounts.SecondFactor;

/// <summary>Admins must have a second factor.</summary>
public sealed class StrictAppFixture : AppFixture
{
    protected override IEnumerable<string> Settings => ["--Accounts:SecondFactor:RequiredFor:0=admin"];
}

[Trait("Kind", "integration")]
public sealed class RequiredSecondFactorTests(StrictAppFixture app) : IClassFixture<StrictAppFixture>
{
    private const string Password = "seven otters mend a lighthouse";

    [Fact]
    public async Task SignIn_RoleThatMustHaveOneAndHasNone_IsLedToSetItUpBeforeAnythingElse()
    {
        var (_, address) = await SecondFactorTests.OpenAsync(app, Role.Admin);
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(address, Password);

        var admitted = new List<string>();
        foreach (var endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var path = RoutePaths.PathOf(endpoint);
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            if (RoutePaths.IsFile(path) || path.StartsWith(RequiredSecondFactor.SetUpPath, StringComparison.Ordinal))
            {
                continue;
            }

            using var answer = await browser.SendAsync(new HttpMethod(method), path);
            if (!(answer.StatusCode is HttpStatusCode.Redirect && answer.Headers.Location!.ToString().StartsWith(RequiredSecondFactor.SetUpPath + "?", StringComparison.Ordinal)) && answer.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.BadRequest))
            {
                admitted.Add($"{method} {path}: {(int)answer.StatusCode}");
            }
        }

        Assert.Empty(admitted);
        await SecondFactorTests.SetUpAsync(browser);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/admin/people")).StatusCode);
    }

    [Fact]
    public async Task SignIn_AnotherRoleOrAProgram_IsNotAsked()
    {
        var (_, address) = await SecondFactorTests.OpenAsync(app, Role.Reviewer);
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(address, Password);
        var (program, _) = await app.SignInAsync(Role.Admin);

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/worklist")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/studies")).StatusCode);
    }

    [Fact]
    public void Start_RequiredForNoRole_NamesTheKey()
    {
        using var host = Program.Build(["--BILSKY_DB=Host=nowhere", "--BILSKY_ARCHIVE=http://127.0.0.1:9", "--BILSKY_DATA=/tmp", "--Accounts:SecondFactor:RequiredFor:0=surgeon"], BilskyWeb.Platform.ProcessRole.Worker);

        var wrong = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains("Accounts:SecondFactor:RequiredFor", wrong.Message, StringComparison.Ordinal);
    }
}
