using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Ledger;

/// <summary>How the ledger stands.</summary>
/// <param name="CheckedAt">When it was last walked; null when it never was.</param>
/// <param name="Trouble">What that found; null when it held.</param>
/// <param name="Sealed">Records in the chain now.</param>
/// <param name="Waiting">Records that wait to be sealed.</param>
public sealed record LedgerStanding(DateTimeOffset? CheckedAt, string? Trouble, long Sealed, long Waiting);

/// <summary>Reads how the ledger stands, without walking it.</summary>
internal sealed class ReadLedgerStanding(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<LedgerStanding> HandleAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var last = await database.LedgerChecks.AsNoTracking().OrderByDescending(c => c.Id).FirstOrDefaultAsync(cancellationToken);
        return new LedgerStanding(
            last?.At, last?.Trouble, await database.LedgerSeals.MaxAsync(s => (long?)s.Position, cancellationToken) ?? 0, await database.LedgerQueue.LongCountAsync(cancellationToken));
    }
}
