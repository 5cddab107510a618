using BilskyWeb.Platform.Live;
using Microsoft.AspNetCore.Components;

namespace BilskyWeb.Shell.Components;

/// <summary>
/// A page that reads again when something it shows has changed, in whatever process that happened. Call <see cref="RefreshOn"/> in
/// OnInitialized, before the first read, so that nothing falls between the two. Bursts are joined: one read runs, at most one waits.
/// While the browser cannot be reached nothing is read; what was missed is read when it is back. Everything subscribed here ends with the page.
/// </summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly List<IDisposable> _subscriptions = [];
    private readonly SemaphoreSlim _reading = new(1, 1);
    private int _wanted;
    private volatile bool _isBehind;
    private long _lastRead;

    /// <summary>Cancelled when the page goes away: pass it to every query.</summary>
    protected CancellationToken Closing => _closing.Token;

    /// <summary>True until the first read has ended.</summary>
    protected bool IsLoading { get; private set; } = true;

    /// <summary>True while the last read failed: what is shown may be out of date. It is tried again by itself.</summary>
    protected bool IsStale { get; private set; }

    /// <summary>Reads are at least this far apart.</summary>
    protected virtual TimeSpan ReadAtMostEvery => TimeSpan.FromMilliseconds(500);

    [Inject]
    private LiveUpdates Live { get; set; } = default!;

    [Inject]
    private BrowserConnection Connection { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILoggerFactory Loggers { get; set; } = default!;

    /// <summary>Call from OnInitializedAsync after <see cref="RefreshOn"/>; <paramref name="restored"/> says that prerendering has left its rows, which are shown at once and read again soon.</summary>
    protected async Task ReadFirstAsync(bool restored)
    {
        HearOfTheBrowser();
        if (restored)
        {
            IsLoading = false;
            RequestRefresh();
        }
        else
        {
            await ReadAsync();
        }
    }

    /// <summary>Reads again what the page shows.</summary>
    protected abstract Task RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Asks for a read at each update of the topic that <paramref name="concerns"/> admits (null: all).</summary>
    protected void RefreshOn(string topic, Func<LiveUpdate, bool>? concerns = null)
    {
        // While a page is prerendered nobody could receive the update, and nobody would dispose the subscription in time.
        if (RendererInfo.IsInteractive)
        {
            HearOfTheBrowser();
            _subscriptions.Add(Live.Subscribe(topic, update =>
            {
                if (concerns?.Invoke(update) != false)
                {
                    RequestRefresh();
                }

                return Task.CompletedTask;
            }));
        }
    }

    /// <summary>Takes how far gradings are from the updates that tell it, without reading anything.</summary>
    /// <param name="apply">Changes what is shown; false where the page shows nothing of it. Called as the page's own code is.</param>
    protected void ShowProgress(Func<LiveUpdate, bool> apply)
    {
        if (RendererInfo.IsInteractive)
        {
            _subscriptions.Add(Live.Subscribe(LiveTopic.GradingProgress, update => Connection.IsLost || update.Id == Guid.Empty ? Task.CompletedTask : InvokeAsync(() =>
            {
                if (!_closing.IsCancellationRequested && apply(update))
                {
                    StateHasChanged();
                }
            })));
        }
    }

    /// <summary>Keeps something of the page's own until the page goes away.</summary>
    protected void DisposeWithPage(IDisposable owned) => _subscriptions.Add(owned);

    /// <summary>Asks for a read soon. Safe from any thread.</summary>
    protected void RequestRefresh()
    {
        // Said before it is asked: a browser that comes back between the two finds it.
        _isBehind = true;
        if (!Connection.IsLost && Interlocked.Exchange(ref _wanted, 1) == 0)
        {
            _ = InvokeAsync(ReadAsync);
        }
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Dispose();
        }

        _subscriptions.Clear();
        Connection.CameBack -= CatchUp;
        await _closing.CancelAsync();
        _closing.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task ReadAsync()
    {
        var closing = _closing.Token;
        try
        {
            await _reading.WaitAsync(closing);
            try
            {
                var sinceLast = Clock.GetElapsedTime(_lastRead);
                if (_lastRead != 0 && sinceLast < ReadAtMostEvery)
                {
                    await Task.Delay(ReadAtMostEvery - sinceLast, Clock, closing);
                }

                Volatile.Write(ref _wanted, 0);
                _isBehind = true;
                if (Connection.IsLost)
                {
                    return;
                }

                _isBehind = false;
                await RefreshAsync(closing);
                _lastRead = Clock.GetTimestamp();
                (IsStale, IsLoading) = (false, false);
                StateHasChanged();
            }
            finally
            {
                _reading.Release();
            }
        }
        catch (Exception gone) when (closing.IsCancellationRequested || gone is ObjectDisposedException)
        {
            // The page went away while it read.
        }
        catch (Exception fault)
        {
            Loggers.CreateLogger(GetType()).LogWarning(fault, "A live page could not read again");
            (IsStale, IsLoading) = (true, false);
            StateHasChanged();
            if (RendererInfo.IsInteractive)
            {
                _ = TryLaterAsync(closing);
            }
        }
    }

    // Once, however often it is asked for; a page that is prerendered has no browser to lose.
    private void HearOfTheBrowser()
    {
        if (RendererInfo.IsInteractive)
        {
            Connection.CameBack -= CatchUp;
            Connection.CameBack += CatchUp;
        }
    }

    private void CatchUp()
    {
        if (_isBehind)
        {
            RequestRefresh();
        }
    }

    private async Task TryLaterAsync(CancellationToken closing)
    {
        await Task.Delay(TimeSpan.FromSeconds(5), Clock, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!closing.IsCancellationRequested)
        {
            Volatile.Write(ref _wanted, 0);
            RequestRefresh();
        }
    }
}
