using Hangfire;

namespace BilskyWeb.Platform.Jobs;

/// <summary>
/// Takes gradings from their queue in this process, from when it is told to and until it is told to stop. What it was at when it is stopped is given back, and another process takes it.
/// </summary>
internal sealed class GradingServer(bool hasWorkers, Func<BackgroundJobServerHostedService> make) : IHostedService, IDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private BackgroundJobServerHostedService? _running;

    /// <summary>False where this process is not to grade at all.</summary>
    public bool HasWorkers => hasWorkers;

    /// <summary>True while gradings are taken.</summary>
    public bool IsRunning => _running is not null;

    /// <summary>Takes gradings, if it does not already.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => AloneAsync(
        async () =>
        {
            if (hasWorkers && _running is null)
            {
                var server = make();
                await server.StartAsync(cancellationToken);
                _running = server;
            }
        },
        cancellationToken);

    /// <summary>Takes none any more.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => AloneAsync(
        async () =>
        {
            if (_running is { } server)
            {
                _running = null;
                await server.StopAsync(cancellationToken);
                server.Dispose();
            }
        },
        cancellationToken);

    // Whoever knows that the process is fit to grade starts it.
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => PauseAsync(cancellationToken);

    public void Dispose()
    {
        _running?.Dispose();
        _changing.Dispose();
    }

    private async Task AloneAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await change();
        }
        finally
        {
            _changing.Release();
        }
    }
}
