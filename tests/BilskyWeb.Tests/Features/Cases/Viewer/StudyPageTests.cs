using System.Security.Claims;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;
using Npgsql;
using StudyPage = BilskyWeb.Features.Cases.Viewer.StudyPage;

namespace BilskyWeb.Tests.Features.Cases.Viewer;

/// <summary>When the page opens the viewer. The viewer itself is tested in a real browser; here the browser answers when a test says so.</summary>
[Trait("Kind", "integration")]
public sealed class StudyPageTests(DatabaseFixture fixture) : BunitContext, IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Browser _browser = new();
    private NpgsqlDataSource _source = null!;
    private LiveUpdates _live = null!;
    private Study _study = null!;
    private Guid _run;

    public async Task InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(fixture.ConnectionString);
        _live = new LiveUpdates(_source, NullLogger<LiveUpdates>.Instance);
        await _live.StartAsync(default);
        await _live.Listening;
        await using (var database = fixture.NewContext())
        {
            _study = database.AddStudy("Doe^Jane", DateTimeOffset.UtcNow);
            await database.SaveChangesAsync();
        }

        _run = await GradeAsync(minutesLater: 0);

        Services.AddSingleton(_live);
        Services.AddSingleton<BrowserConnection>();
        Services.AddSingleton(TimeProvider.System);
        Services.AddLogging();
        Services.AddSingleton<IJSRuntime>(_browser);
        Services.AddSingleton(new OpenStudy(fixture, new StudyViews(fixture, new AuditTrail(fixture, TimeProvider.System), TimeProvider.System)));
        Services.AddSingleton(new ActorAccessor(new Reviewer(), new HttpContextAccessor(), new CircuitScope()));

        // The sagittal images open a view of their own, which is tested in a real browser.
        ComponentFactories.AddStub<SagittalPane>();

        // Its button asks for gradings, which is tested with the job that does them.
        ComponentFactories.AddStub<SeriesList>();
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
    public async Task Render_ViewerCannotOpen_SaysSoAndOpensAgainOnlyWhenAsked()
    {
        _browser.Broken = true;
        var page = Render<StudyPage>(p => p.Add(c => c.Id, _study.Id));
        page.WaitForAssertion(() => Assert.Contains("The viewer could not start", page.Find("[role=alert]").TextContent, StringComparison.Ordinal), Patience);

        page.Render();
        page.Render();

        Assert.Equal([_run], _browser.OpenedWith);

        _browser.Broken = false;
        page.Find("[role=alert] button").Click();

        await OpenedWithAsync(_run, _run);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[role=alert]")), Patience);
    }

    [Fact]
    public void Render_BrowserWithoutWebGl_SaysWhatToDoAndOpensNoViewer()
    {
        _browser.HasWebGl = false;

        var page = Render<StudyPage>(p => p.Add(c => c.Id, _study.Id));

        page.WaitForAssertion(() => Assert.Contains("Turn on graphics (hardware) acceleration", page.Find("[role=alert]").TextContent, StringComparison.Ordinal), Patience);
        page.Render();
        Assert.Empty(page.FindAll("[role=alert] button"));
        Assert.Empty(_browser.OpenedWith);
        Assert.Contains("Flagged", page.Find("[data-testid=study-state]").TextContent, StringComparison.Ordinal);
    }

    /// <summary>It said "0, not flagged by the model" after a series taken by hand had been left to the rules again and nothing else could be graded.</summary>
    [Fact]
    public async Task Render_RefusedSinceALowGrade_SaysNotGradedAndNoGradeOfToday()
    {
        await using (var database = fixture.NewContext())
        {
            (await database.GradingRuns.FindAsync(_run))!.HighestGrade = BilskyGrade.Grade0;
            (await database.GradingRuns.FindAsync(_run))!.Flagged = false;
            database.AddRun(_study, GradingState.Rejected, at: DateTimeOffset.UtcNow.AddMinutes(1));
            await database.SaveChangesAsync();
        }

        var page = Render<StudyPage>(p => p.Add(c => c.Id, _study.Id));

        page.WaitForAssertion(() => Assert.Equal("Not graded by the model: a reader must look at the images", page.Find("[data-testid=not-graded]").TextContent), Patience);
        var head = page.Find("[data-testid=study-state]").TextContent;
        Assert.Contains("No axial T2-weighted series. Ask for one. Before: grade 0, not flagged.", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Not flagged by the model", head, StringComparison.Ordinal);
        Assert.Single(page.FindAll("[data-testid=study-state] .grade-chip"));
    }

    [Theory]
    [InlineData(GradingState.Rejected, "This study could not be graded")]
    [InlineData(GradingState.Failed, "The grading failed")]
    [InlineData(GradingState.Submitted, "No grades yet")]
    public async Task Render_NothingToShow_SaysWhatBecameOfTheGrading(GradingState state, string title)
    {
        Guid study;
        await using (var database = fixture.NewContext())
        {
            var made = database.AddStudy("Roe^Jane", DateTimeOffset.UtcNow);
            database.AddRun(made, state);
            study = made.Id;
            await database.SaveChangesAsync();
        }

        var page = Render<StudyPage>(p => p.Add(c => c.Id, study));

        page.WaitForAssertion(() => Assert.Equal(title, page.Find(".empty-state h2").TextContent), Patience);
    }

    [Fact]
    public async Task Refresh_GradedAnewWhileTheViewerOpens_OpensItAgainWithTheNewGrades()
    {
        var opening = _browser.HoldNextOpening();
        var page = Render<StudyPage>(p => p.Add(c => c.Id, _study.Id));
        await OpenedWithAsync(_run);

        var anew = await GradeAsync(minutesLater: 5);
        await _live.PublishAsync(new LiveUpdate(LiveTopic.Grading, _study.Id));
        page.WaitForAssertion(() => Assert.Contains("anew", page.Find("[data-testid=study-state]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal([_run], _browser.OpenedWith);

        // Nothing renders the page after this: the opening itself has to see that it is behind.
        opening.SetResult();

        await OpenedWithAsync(_run, anew);
        Assert.Equal(1, _browser.Disposals);
    }

    [Fact]
    public async Task Refresh_ConnectionToTheDatabaseWasLost_ReadsAgain()
    {
        var page = Render<StudyPage>(p => p.Add(c => c.Id, _study.Id));
        await OpenedWithAsync(_run);
        var anew = await GradeAsync(minutesLater: 5);

        // After a lost connection anything may have changed, which is told without an id.
        await _live.PublishAsync(new LiveUpdate(LiveTopic.Grading, Guid.Empty));

        await OpenedWithAsync(_run, anew);
    }

    /// <summary>The viewer opens after a render, so waiting for renders would miss it.</summary>
    private async Task OpenedWithAsync(params Guid[] runs)
    {
        for (var waited = TimeSpan.Zero; waited < Patience && !_browser.OpenedWith.SequenceEqual(runs); waited += TimeSpan.FromMilliseconds(50))
        {
            await Task.Delay(50);
        }

        Assert.Equal(runs, _browser.OpenedWith);
    }

    private async Task<Guid> GradeAsync(int minutesLater)
    {
        await using var database = fixture.NewContext();
        var run = database.AddRun(_study, GradingState.Complete, BilskyGrade.Grade2, flagged: true, at: DateTimeOffset.UtcNow.AddMinutes(minutesLater));
        run.FlagReason = minutesLater == 0 ? "Two neighbouring slices are high grade." : "Two neighbouring slices are high grade, graded anew.";
        run.Slices.Add(new SliceResult { Ordinal = 0, SeriesInstanceUid = "2.25.9", SopInstanceUid = run.Id.ToString(), Status = SliceStatus.Graded, Grade = BilskyGrade.Grade2 });
        await database.SaveChangesAsync();
        return run.Id;
    }

    private sealed class Reviewer : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, "0198f9d2-0000-7000-8000-000000000001"), new Claim(ClaimTypes.Role, Role.Reviewer)], "test"))));
    }

    /// <summary>The browser's side of the page: module, viewer and what they are asked.</summary>
    private sealed class Browser : IJSRuntime, IJSObjectReference
    {
        private TaskCompletionSource? _held;

        public bool Broken { get; set; }

        public bool HasWebGl { get; set; } = true;

        /// <summary>The runs with which the viewer was opened: each has one slice, named like the run.</summary>
        public List<Guid> OpenedWith { get; } = [];

        public int Disposals { get; private set; }

        public TaskCompletionSource HoldNextOpening() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => InvokeAsync<TValue>(identifier, default, args);

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => identifier switch
        {
            "import" => (TValue)(object)this,
            "open" => (TValue)(HasWebGl ? await OpenAsync((ViewerSetup)args![2]!) : null)!,
            "dispose" => Dispose<TValue>(),
            _ => default!,
        };

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async Task<object> OpenAsync(ViewerSetup setup)
        {
            OpenedWith.Add(Guid.Parse(setup.Slices[0].SopInstanceUid));
            if (Broken)
            {
                throw new JSException("WebGL went away");
            }

            if (_held is { } held)
            {
                _held = null;
                await held.Task;
            }

            return this;
        }

        private TValue Dispose<TValue>()
        {
            Disposals++;
            return default!;
        }
    }
}
