using System.Security.Claims;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Worklist;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using BilskyWeb.Tests.Fixtures;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BilskyWeb.Tests.Features.Cases.Worklist;

/// <summary>What an open worklist does while studies are graded.</summary>
[Trait("Kind", "integration")]
public sealed class WorklistPageTests(DatabaseFixture fixture) : BunitContext, IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private NpgsqlDataSource _source = null!;
    private LiveUpdates _live = null!;
    private Study _study = null!;
    private GradingRun _run = null!;

    public async Task InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(fixture.ConnectionString);
        _live = new LiveUpdates(_source, NullLogger<LiveUpdates>.Instance);
        await _live.StartAsync(default);
        await _live.Listening;
        await using (var database = fixture.NewContext())
        {
            await database.Studies.ExecuteDeleteAsync();
            _study = database.AddStudy("Doe^Jane", DateTimeOffset.UtcNow);
            _run = database.AddRun(_study, GradingState.InProgress);
            await database.SaveChangesAsync();
        }

        Services.AddSingleton(_live);
        Services.AddSingleton<BrowserConnection>();
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped<MinuteBeat>();
        Services.AddLogging();
        Services.AddSingleton(new ListWorklist(fixture, CaseSeed.Clocks));
        Services.AddSingleton(new ActorAccessor(new Reviewer(), new HttpContextAccessor(), new CircuitScope()));
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeComponentsAsync();
        await _live.StopAsync(default);
        _live.Dispose();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task Render_PulseOfAGrading_MovesItsRowWithoutAQuery()
    {
        var page = Render<WorklistPage>();
        page.WaitForAssertion(() => Assert.Contains("slice 12 of 31", page.Markup, StringComparison.Ordinal), Patience);
        using var recorder = new SqlRecorder(fixture.ConnectionString);

        await using (var pulse = RunPulse.Of(fixture, _live, (_run.Id, _study.Id), NullLogger.Instance, default))
        {
            pulse.Report(new GradingProgress(20, 31));
            page.WaitForAssertion(() => Assert.Contains("slice 20 of 31", page.Markup, StringComparison.Ordinal), Patience);
        }

        // The pulse writes, and asks whether it was cancelled; the page asks nothing.
        Assert.All(recorder.Sent, sql => Assert.Contains("GradingRuns", sql, StringComparison.Ordinal));
        Assert.DoesNotContain(recorder.Sent, sql => sql.Contains("Studies", StringComparison.Ordinal));
        await using var database = fixture.NewContext();
        Assert.Equal(20, (await database.GradingRuns.SingleAsync(r => r.Id == _run.Id)).SlicesDone);
    }

    [Fact]
    public async Task Render_GradingEnds_ReadsAgain()
    {
        var page = Render<WorklistPage>();
        page.WaitForAssertion(() => Assert.Contains("slice 12 of 31", page.Markup, StringComparison.Ordinal), Patience);

        await using (var database = fixture.NewContext())
        {
            await database.GradingRuns.Where(r => r.Id == _run.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, GradingState.Complete));
        }

        await _live.PublishAsync(new LiveUpdate(LiveTopic.Grading, _study.Id));

        page.WaitForAssertion(() => Assert.Contains("Complete", page.Find(".case-status").TextContent, StringComparison.Ordinal), Patience);

        // A pulse that was on its way when the grading ended moves nothing.
        await _live.PublishAsync(new LiveUpdate(LiveTopic.GradingProgress, _study.Id) { Done = 30, Total = 31 });
        await _live.PublishAsync(new LiveUpdate(LiveTopic.Grading, _study.Id));
        Assert.DoesNotContain("slice 30", page.Markup, StringComparison.Ordinal);
    }

    private sealed class Reviewer : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, "0198f9d2-0000-7000-8000-000000000001"), new Claim(ClaimTypes.Role, Role.Reviewer)], "test"))));
    }
}
