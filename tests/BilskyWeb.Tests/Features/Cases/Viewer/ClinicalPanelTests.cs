using System.Security.Claims;
using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Features.Mdt;
using BilskyWeb.Tests.Fixtures;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BilskyWeb.Tests.Features.Cases.Viewer;

[Trait("Kind", "integration")]
public sealed class ClinicalPanelTests(DatabaseFixture fixture) : BunitContext, IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CaseDesk _desk = new(fixture);
    private NpgsqlDataSource _source = null!;
    private LiveUpdates _live = null!;

    public async Task InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(fixture.ConnectionString);
        _live = new LiveUpdates(_source, NullLogger<LiveUpdates>.Instance);
        await _live.StartAsync(default);
        await _live.Listening;
        Services.AddSingleton(_live);
        Services.AddSingleton<BrowserConnection>();
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped<MinuteBeat>();
        Services.AddLogging();
        Services.AddSingleton(CaseSeed.Clocks);
        Services.AddSingleton(new OpenClinical(fixture, CaseSeed.Clocks));
        Services.AddSingleton(new ActorAccessor(new Reviewer(), new HttpContextAccessor(), new CircuitScope()));
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeComponentsAsync();
        await _live.StopAsync(default);
        _live.Dispose();
        _desk.Dispose();
        await _source.DisposeAsync();
    }

    /// <summary>What the team signs or moves ends a clock on every page that is open, though it changes neither study nor grading.</summary>
    [Fact]
    public async Task Render_TeamSignsItsDecision_EndsTheOpenClock()
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade3);
        var found = await _desk.CaseAsync(study: study);
        var panel = Render<ClinicalPanel>(p => p.Add(x => x.Opened, new OpenedStudy(study, null, null, [])));
        panel.WaitForAssertion(() => Assert.Contains("Flag to decision", panel.Markup, StringComparison.Ordinal), Patience);

        await _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, CaseDesk.Decision(CaseChoice.SurgeryAndRadiotherapy), default);

        panel.WaitForAssertion(() => Assert.Contains("Decision to treatment", panel.Markup, StringComparison.Ordinal), Patience);
        Assert.DoesNotContain("Flag to decision", panel.Markup, StringComparison.Ordinal);
    }

    private sealed class Reviewer : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, "0198f9d2-0000-7000-8000-000000000001"), new Claim(ClaimTypes.Role, Role.Reviewer)], "test"))));
    }
}
