using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BilskyWeb.Features.Oversight.Ledger;

/// <summary>Whether the ledger held when it was last walked, and whether what is written gets sealed. Degrades and does not fail: a broken ledger takes no patient's images away.</summary>
internal sealed class LedgerHealthCheck(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan SealedWithin = TimeSpan.FromMinutes(10);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            var last = await database.LedgerChecks.AsNoTracking().OrderByDescending(c => c.Id).FirstOrDefaultAsync(cancellationToken);
            if (last?.Trouble is not null)
            {
                return HealthCheckResult.Degraded("The ledger was found broken. The page Ledger says where.");
            }

            var late = clock.GetUtcNow() - SealedWithin;
            var waiting = await database.LedgerQueue.Where(q => database.AuditEvents.Any(e => e.Id == q.RecordId && e.At < late)).CountAsync(cancellationToken);
            return waiting > 0 ? HealthCheckResult.Degraded($"{waiting} records of the ledger wait to be sealed for more than {SealedWithin.TotalMinutes:0} minutes.")
                : HealthCheckResult.Healthy(last is null ? "The ledger has not been verified yet." : $"The ledger held at its last check; {last.Position} records.");
        }
        catch (Exception unreachable) when (unreachable is Npgsql.NpgsqlException or InvalidOperationException or TimeoutException)
        {
            return HealthCheckResult.Degraded("The ledger cannot be read: PostgreSQL does not answer, or holds no tables for it.");
        }
    }
}
