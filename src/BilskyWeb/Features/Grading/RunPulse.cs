using BilskyWeb.Data;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading;

/// <summary>Twice a second writes down how far a run is, and looks whether somebody asked to cancel.</summary>
internal sealed class RunPulse : IProgress<GradingProgress>, IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _cancelled;
    private readonly Func<GradingProgress, CancellationToken, Task> _write;
    private readonly Func<CancellationToken, Task<bool>> _isCancelled;
    private readonly Guid _runId;
    private readonly ILogger _logger;
    private readonly Task _beating;
    private volatile object? _latest;

    /// <param name="write">Writes progress down and tells it; called when there is another.</param>
    /// <param name="isCancelled">True once somebody asked to cancel.</param>
    /// <param name="runId">The run, for the log.</param>
    /// <param name="logger">Told when progress could not be written.</param>
    /// <param name="cancellationToken">Cancelled when the worker is told to stop.</param>
    public RunPulse(Func<GradingProgress, CancellationToken, Task> write, Func<CancellationToken, Task<bool>> isCancelled, Guid runId, ILogger logger, CancellationToken cancellationToken)
    {
        _write = write;
        _isCancelled = isCancelled;
        _runId = runId;
        _logger = logger;
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _beating = Task.Run(BeatAsync, CancellationToken.None);
    }

    /// <summary>Of a grading: its row holds how far it is, and open pages are told.</summary>
    public static RunPulse Of(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, (Guid Run, Guid Study) ids, ILogger logger, CancellationToken cancellationToken)
    {
        return new RunPulse(
            async (progress, ct) =>
            {
                await using var database = await contexts.CreateDbContextAsync(ct);
                await Underway(database).ExecuteUpdateAsync(r => r.SetProperty(x => x.SlicesDone, progress.Done).SetProperty(x => x.SlicesTotal, progress.Total), ct);
                await live.PublishAsync(new LiveUpdate(LiveTopic.GradingProgress, ids.Study) { Done = progress.Done, Total = progress.Total }, ct);
            },
            async ct =>
            {
                await using var database = await contexts.CreateDbContextAsync(ct);
                return await Underway(database).AnyAsync(r => r.CancelRequested, ct);
            },
            ids.Run,
            logger,
            cancellationToken);

        IQueryable<GradingRun> Underway(BilskyDbContext database) => database.GradingRuns.Where(r => r.Id == ids.Run && r.State == GradingState.InProgress);
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
                    _logger.LogWarning("Progress of run {RunId} was not written ({Reason})", _runId, trouble.GetType().Name);
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
        var latest = _latest;
        if (latest is GradingProgress progress && !latest.Equals(written))
        {
            await _write(progress, _stop.Token);
        }

        if (!CancelRequested && await _isCancelled(_stop.Token))
        {
            CancelRequested = true;
            await _cancelled.CancelAsync();
        }

        return latest;
    }
}
