using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using BilskyWeb.Tests.Fixtures;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BilskyWeb.Tests.Shell.Components;

[Trait("Kind", "integration")]
public sealed class LivePageTests(DatabaseFixture database) : BunitContext, IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private NpgsqlDataSource _source = null!;
    private LiveUpdates _live = null!;

    public async Task InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(database.ConnectionString);
        _live = new LiveUpdates(_source, NullLogger<LiveUpdates>.Instance);
        await _live.StartAsync(default);
        await _live.Listening;
        Services.AddSingleton(_live);
        Services.AddSingleton<BrowserConnection>();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<MinuteBeat>();
        Services.AddLogging();
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await _live.StopAsync(default);
        _live.Dispose();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task DisposeAsync_LivePage_EndsItsSubscriptions()
    {
        var before = _live.SubscriptionCount;
        var page = Render<Board>();
        Assert.Equal(before + 3, _live.SubscriptionCount);

        await DisposeComponentsAsync();

        Assert.Equal(before, _live.SubscriptionCount);
        Assert.True(page.IsDisposed);
    }

    [Fact]
    public async Task RefreshOn_BurstOfUpdates_ReadsAFewTimesAndShowsTheLast()
    {
        var page = Render<Board>();
        var start = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 200; i++)
        {
            await _live.PublishAsync(new LiveUpdate(LiveTopic.Study, Guid.NewGuid()));
        }

        await Task.Delay(1500);

        // One read in half a second, the first at once and one that was waiting.
        Assert.InRange(page.Instance.Reads, 1, (int)(start.ElapsedMilliseconds / 500) + 2);
    }

    [Fact]
    public async Task RefreshAsync_Fails_PageSaysItIsStaleAndStays()
    {
        var page = Render<Board>();
        page.Instance.Broken = true;

        await _live.PublishAsync(new LiveUpdate(LiveTopic.Study, Guid.NewGuid()));

        page.WaitForAssertion(() => Assert.Contains("stale", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Prerendered_LivePage_SubscribesToNothing()
    {
        Renderer.SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        var before = _live.SubscriptionCount;

        Render<Board>();

        Assert.Equal(before, _live.SubscriptionCount);
    }

    [Fact]
    public async Task RefreshOn_BrowserIsGone_ReadsNothingAndOnceWhenItIsBack()
    {
        var connection = Services.GetRequiredService<BrowserConnection>();
        var page = Render<Board>();
        await connection.OnConnectionDownAsync(null!, default);

        for (var i = 0; i < 5; i++)
        {
            await PublishAndHearAsync(new LiveUpdate(LiveTopic.Study, Guid.NewGuid()));
        }

        Assert.Equal(0, page.Instance.Reads);
        await connection.OnConnectionUpAsync(null!, default);
        page.WaitForAssertion(() => Assert.Equal("1 reads, 0 of 0", page.Markup), TimeSpan.FromSeconds(60));

        // Nothing was missed the second time.
        await connection.OnConnectionDownAsync(null!, default);
        await connection.OnConnectionUpAsync(null!, default);
        await PublishAndHearAsync(new LiveUpdate(LiveTopic.Review, Guid.NewGuid()));
        Assert.Equal(1, page.Instance.Reads);
    }

    [Fact]
    public async Task ReadFirstAsync_BrowserIsGoneAlready_ReadsWhenItIsBack()
    {
        var connection = Services.GetRequiredService<BrowserConnection>();
        await connection.OnConnectionDownAsync(null!, default);
        var page = Render<Sheet>();
        Assert.Equal("loading", page.Markup);

        await connection.OnConnectionUpAsync(null!, default);

        page.WaitForAssertion(() => Assert.Equal("read", page.Markup), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task DisposeAsync_LivePage_IsNotWokenWhenTheBrowserComesBack()
    {
        var connection = Services.GetRequiredService<BrowserConnection>();
        var page = Render<Board>().Instance;
        await connection.OnConnectionDownAsync(null!, default);
        await PublishAndHearAsync(new LiveUpdate(LiveTopic.Study, Guid.NewGuid()));
        await DisposeComponentsAsync();

        await connection.OnConnectionUpAsync(null!, default);

        Assert.Equal(0, page.Reads);
    }

    [Fact]
    public async Task ShowProgress_PulseOfAGrading_IsShownWithoutReading()
    {
        var page = Render<Board>();

        await PublishAndHearAsync(new LiveUpdate(LiveTopic.GradingProgress, page.Instance.Study) { Done = 12, Total = 31 });
        await PublishAndHearAsync(new LiveUpdate(LiveTopic.GradingProgress, Guid.NewGuid()) { Done = 30, Total = 31 });

        page.WaitForAssertion(() => Assert.Equal("0 reads, 12 of 31", page.Markup), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task DisposeAsync_RelativeTime_EndsItsBeat()
    {
        var beat = Services.GetRequiredService<MinuteBeat>();
        Render<RelativeTime>(p => p.Add(c => c.When, DateTimeOffset.UtcNow.AddHours(-3)));
        Assert.Equal(1, beat.ListenerCount);

        await DisposeComponentsAsync();

        Assert.Equal(0, beat.ListenerCount);
    }

    /// <summary>Returns when every subscriber that was there before has been told.</summary>
    private async Task PublishAndHearAsync(LiveUpdate update)
    {
        var heard = new TaskCompletionSource();
        using var subscription = _live.Subscribe(update.Topic, _ =>
        {
            heard.TrySetResult();
            return Task.CompletedTask;
        });
        await _live.PublishAsync(update);
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(60));

        // One update after another is handed out: what comes back now was handed out last.
        var after = new TaskCompletionSource();
        using var next = _live.Subscribe("test", _ =>
        {
            after.TrySetResult();
            return Task.CompletedTask;
        });
        await _live.PublishAsync(new LiveUpdate("test", Guid.NewGuid()));
        await after.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>A page that reads at first and is told of nothing.</summary>
    private sealed class Sheet : LivePage
    {
        protected override Task OnInitializedAsync() => ReadFirstAsync(restored: false);

        protected override Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) => builder.AddContent(0, IsLoading ? "loading" : "read");
    }

    private sealed class Board : LivePage
    {
        public Guid Study { get; } = Guid.NewGuid();

        private (int Done, int Total) _progress;

        public int Reads { get; private set; }

        public bool Broken { get; set; }

        protected override void OnInitialized()
        {
            RefreshOn(LiveTopic.Study);
            RefreshOn(LiveTopic.Grading);
            ShowProgress(update =>
            {
                var isMine = update.Id == Study;
                _progress = isMine ? (update.Done, update.Total) : _progress;
                return isMine;
            });
        }

        protected override Task RefreshAsync(CancellationToken cancellationToken)
        {
            Reads++;
            return Broken ? throw new InvalidOperationException("no database") : Task.CompletedTask;
        }

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) =>
            builder.AddContent(0, IsStale ? "stale" : $"{Reads} reads, {_progress.Done} of {_progress.Total}");
    }
}
