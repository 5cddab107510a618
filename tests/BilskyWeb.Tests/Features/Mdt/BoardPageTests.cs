using System.Security.Claims;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Features.Mdt.Board;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using BilskyWeb.Tests.Fixtures;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Mdt;

[Trait("Kind", "integration")]
public sealed class BoardPageTests(DatabaseFixture fixture) : BunitContext, IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CaseDesk _desk = new(fixture);

    public Task InitializeAsync()
    {
        Services.AddSingleton(_desk.Live);
        Services.AddSingleton<BrowserConnection>();
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped<MinuteBeat>();
        Services.AddLogging();
        Services.AddSingleton(_desk.Board);
        Services.AddSingleton(_desk.Move);
        Services.AddSingleton(new ActorAccessor(new Reviewer(), new HttpContextAccessor(), new CircuitScope()));
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        JSInterop.Mode = JSRuntimeMode.Loose;
        return Task.CompletedTask;
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeComponentsAsync();
        _desk.Dispose();
    }

    /// <summary>While one card is asked why, the same step of another card is asked too, and not sent without words.</summary>
    [Fact]
    public async Task Step_WhileAnotherCardIsAsked_AsksThatCard()
    {
        var (first, second) = (await _desk.CaseAsync(), await _desk.CaseAsync());
        var board = Render<BoardPage>();
        board.WaitForAssertion(() => Assert.Equal(2, board.FindAll(".board-card").Count), Patience);

        await PressAsync(first, "Needs information");
        Assert.Single(board.FindAll($"[data-case='{first.Number}'] textarea"));
        await PressAsync(second, "Needs information");

        Assert.Empty(board.FindAll("[role=alert]"));
        Assert.Empty(board.FindAll($"[data-case='{first.Number}'] textarea"));
        await board.InvokeAsync(() => board.Find($"[data-case='{second.Number}'] textarea").InputAsync(new ChangeEventArgs { Value = "The date of the biopsy" }));
        await board.InvokeAsync(() => board.Find($"[data-case='{second.Number}'] form").SubmitAsync());
        board.WaitForAssertion(() => Assert.Contains($"Case {second.Number} moved to Needs information.", board.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal("The date of the biopsy", (await _desk.HistoryAsync(second.Id))[^1].Words);
        Assert.Single(await _desk.HistoryAsync(first.Id));

        // Found and pressed in one turn of the renderer: what is drawn again between the two has other handlers.
        Task PressAsync(PatientCase card, string step) => board.InvokeAsync(() => board.FindAll($"[data-case='{card.Number}'] button").Single(b => b.TextContent == step).ClickAsync(new()));
    }

    private sealed class Reviewer : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, CaseDesk.Ada.UserId.ToString()), new Claim(ClaimTypes.Name, "Dr Ada"), new Claim(ClaimTypes.Role, Role.Reviewer)], "test"))));
    }
}
