using System.Security.Claims;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Review;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static BilskyWeb.Core.Grading.BilskyGrade;

namespace BilskyWeb.Tests.Features.Review;

/// <summary>The server's side of the panel; what the script does with it is tested in a real browser.</summary>
[Trait("Kind", "integration")]
public sealed class ReviewPanelTests(DatabaseFixture database) : BunitContext, IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private readonly ReviewSeed _seed = new(database);

    public async Task InitializeAsync()
    {
        await _seed.Live.StartAsync(default);
        await _seed.Live.Listening;
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(_seed.Live);
        Services.AddSingleton(new ActorAccessor(new SignedIn(), new HttpContextAccessor(), new CircuitScope()));
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeComponentsAsync();
        await _seed.Live.StopAsync(default);
        _seed.Dispose();
    }

    [Fact]
    public async Task Render_Study_HasAKeyForEveryGradeWithThePathwayLineBetween1bAnd1c()
    {
        var panel = await RenderAsync();

        var row = panel.Find(".grades").Children;
        Assert.Equal(["0", "1a", "1b", null, "1c", "2", "3"], row.Select(cell => cell.GetAttribute("data-grade")));
        Assert.Contains("pathway", row[3].ClassName, StringComparison.Ordinal);
        Assert.Equal(["instrumentation i", "quality q", "region r", "degenerative u"],
            panel.FindAll("[data-place=exclude] button[value]:not([value=''])").Select(b => $"{b.GetAttribute("value")} {b.QuerySelector("kbd")!.TextContent}"));
        Assert.All(panel.FindAll("button"), button => Assert.False(string.IsNullOrWhiteSpace(button.GetAttribute("aria-label") ?? button.TextContent)));
    }

    [Fact]
    public async Task DisposeAsync_Panel_EndsItsSubscription()
    {
        var before = _seed.Live.SubscriptionCount;
        await RenderAsync();
        Assert.Equal(before + 1, _seed.Live.SubscriptionCount);

        await DisposeComponentsAsync();

        Assert.Equal(before, _seed.Live.SubscriptionCount);
    }

    private async Task<IRenderedComponent<ReviewPanel>> RenderAsync()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade2);
        return Render<ReviewPanel>(p => p.Add(c => c.Opened, new OpenedStudy(study, run, run, [])));
    }

    private sealed class SignedIn : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, ReviewSeed.Ada.UserId.ToString()), new Claim(ClaimTypes.Role, Role.Reviewer)], "test"))));
    }
}
