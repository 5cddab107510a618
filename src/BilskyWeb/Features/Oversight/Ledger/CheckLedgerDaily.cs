using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Oversight.Ledger;

/// <summary>Has the ledger verified once a day, by one process. What it found stands on the ledger's page and in <c>/health/ready</c>.</summary>
internal sealed class CheckLedgerDaily(IDbContextFactory<BilskyDbContext> contexts, VerifyLedger verify, TimeProvider clock, ILogger<CheckLedgerDaily> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromHours(24);

    /// <summary>Verifies when the last check is a day old.</summary>
    internal async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        await using var alone = await AdvisoryLock.TryTakeAsync(contexts, "ledger check", cancellationToken);
        if (alone is null)
        {
            return false;
        }

        var since = clock.GetUtcNow() - CheckEvery;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (await database.LedgerChecks.AnyAsync(c => c.At > since, cancellationToken))
            {
                return false;
            }
        }

        var verdict = await verify.HandleAsync([], cancellationToken);
        if (verdict.Trouble is { } trouble)
        {
            logger.LogError("The ledger is broken: {Trouble}", trouble.Words);
        }

        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(LookEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!stoppingToken.IsCancellationRequested)
                {
                    await LookAsync(stoppingToken);
                }
            }
            catch (Exception trouble) when (trouble is NpgsqlException or InvalidOperationException)
            {
                logger.LogWarning("The ledger could not be verified ({Reason}); the next try follows", trouble.GetType().Name);
            }
            catch (OperationCanceledException)
            {
                // The process stops.
            }
        }
    }
}
