using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Oversight.Ledger;

/// <summary>
/// Chains what was written and committed, some seconds later and many at once, so that no writer waits for another. The database does it (<c>bilsky_ledger_seal</c>):
/// the program's own role may call that and write no seal itself.
/// </summary>
internal sealed class SealLedger(IDbContextFactory<BilskyDbContext> contexts, ILogger<SealLedger> logger) : BackgroundService
{
    private const int AtOnce = 2000;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>Seals all that waits.</summary>
    /// <returns>How many records; 0 also while another process seals.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var (all, some) = (0, AtOnce);
        while (some == AtOnce)
        {
            some = await database.Database.SqlQuery<int>($"""select bilsky_ledger_seal({AtOnce}) as "Value" """).SingleAsync(cancellationToken);
            all += some;
        }

        return all;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                await HandleAsync(stoppingToken);
            }
            catch (Exception trouble) when (trouble is NpgsqlException or InvalidOperationException)
            {
                logger.LogWarning("Records of the ledger could not be sealed ({Reason}); they wait, and are sealed with the next", trouble.GetType().Name);
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
