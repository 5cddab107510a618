using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Platform.Jobs;

/// <summary>
/// Looks again and again for what was saved and not done: a process that dies between the two loses nothing. Any number of processes run one; at a time one of them sweeps. A sweep that
/// fails is told and followed by the next.
/// </summary>
internal abstract class Sweeper(IDbContextFactory<BilskyDbContext> contexts, string name, TimeSpan pause, TimeProvider clock, ILogger logger) : BackgroundService
{
    protected IDbContextFactory<BilskyDbContext> Contexts => contexts;

    protected TimeProvider Clock => clock;

    /// <summary>One sweep; none while another process is at it.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var alone = await AdvisoryLock.TryTakeAsync(contexts, $"{name} sweep", cancellationToken);
        if (alone is not null)
        {
            await SweepAloneAsync(cancellationToken);
        }
    }

    /// <summary>Does what is due.</summary>
    protected abstract Task SweepAloneAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception trouble) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("A sweep for {What} failed ({Reason}); the next one follows", name, trouble.Message);
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
