using BilskyWeb.Data;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading;

/// <summary>Twice a second writes a run's progress down, tells open pages, and looks whether somebody asked to cancel.</summary>
internal sealed class RunPulse : IProgress<GradingProgress>, IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _cancelled;
    private readonly IDbContextFactory<BilskyDbContext> _contexts;
    private readonly LiveUpdates _live;
    private readonly (Guid Run, Guid Study) _ids;
    private readonly ILogger _logger;
    private readonly Task _beating;
    private volatile object? _latest;

    public RunPulse(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, (Guid Run, Guid Study) ids, ILogger logger, CancellationToken cancellationToken)
    {
        _contexts = contexts;
        _live = live;
        _ids = ids;
        _logger = logger;
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _beating = Task.Run(BeatAsync, CancellationToken.None);
    }

    /// <summary>Set when somebody asked to cancel, or when the worker is told to stop.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>True when a person asked.</summary>
    public bool CancelRequested { get; private set; }

    public void Report(GradingProgress value) => _latest = value;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beating;
        _stop.Dispose();
        _cancelled.Dispose();
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(Beat);
        object? written = null;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    written = await WriteAsync(written);
                }
                catch (Exception trouble) when (trouble is not OperationCanceledException)
                {
                    // Progress is for show: a database that stumbles must not end a grading.
                    _logger.LogWarning("Progress of run {RunId} was not written ({Reason})", _ids.Run, trouble.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task<object?> WriteAsync(object? written)
    {
        await using var database = await _contexts.CreateDbContextAsync(_stop.Token);
        var run = database.GradingRuns.Where(r => r.Id == _ids.Run && r.State == GradingState.InProgress);
        var latest = _latest;
        if (latest is GradingProgress progress && !latest.Equals(written))
        {
            await run.ExecuteUpdateAsync(r => r.SetProperty(x => x.SlicesDone, progress.Done).SetProperty(x => x.SlicesTotal, progress.Total), _stop.Token);
            await _live.PublishAsync(new LiveUpdate(LiveTopic.GradingProgress, _ids.Study) { Done = progress.Done, Total = progress.Total }, _stop.Token);
        }

        if (!CancelRequested && await run.AnyAsync(r => r.CancelRequested, _stop.Token))
        {
            CancelRequested = true;
            await _cancelled.CancelAsync();
        }

        return latest;
    }
}
