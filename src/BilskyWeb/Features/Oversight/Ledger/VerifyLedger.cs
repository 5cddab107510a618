using System.Data;
using System.Globalization;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Ledger;

/// <summary>The first thing that is wrong with the ledger.</summary>
/// <param name="RecordId">The record, where it can be named.</param>
/// <param name="Words">What is wrong.</param>
public sealed record LedgerTrouble(long? RecordId, string Words);

/// <summary>What a walk along the chain found.</summary>
/// <param name="Sealed">Records in the chain, up to the trouble if there is one.</param>
/// <param name="Waiting">Records that are committed and not yet sealed.</param>
/// <param name="Hash">The chain's hash where the walk ended.</param>
/// <param name="Trouble">Null when all is well.</param>
internal sealed record LedgerVerdict(long Sealed, long Waiting, byte[] Hash, LedgerTrouble? Trouble);

/// <summary>
/// Walks the whole chain and works every hash out again, here and not in the database. Finds a record that was altered, taken out, put in or moved, a chain whose
/// end was cut off since the last walk, and, given anchors that were kept elsewhere, one that was written anew from some place on.
/// </summary>
internal sealed class VerifyLedger(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    private const int AtOnce = 5000;

    /// <param name="anchors">What was exported before; empty for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<LedgerVerdict> HandleAsync(IReadOnlyList<LedgerAnchor> anchors, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        LedgerVerdict verdict;
        await using (await database.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken))
        {
            verdict = await WalkAsync(database, anchors, cancellationToken);
        }

        database.LedgerChecks.Add(new LedgerCheck { At = clock.GetUtcNow(), Position = verdict.Sealed, Hash = verdict.Hash, Trouble = verdict.Trouble?.Words, TroubleRecordId = verdict.Trouble?.RecordId });
        await database.SaveChangesAsync(cancellationToken);
        return verdict;
    }

    private static async Task<LedgerVerdict> WalkAsync(BilskyDbContext database, IReadOnlyList<LedgerAnchor> anchors, CancellationToken cancellationToken)
    {
        var waiting = await database.LedgerQueue.LongCountAsync(cancellationToken);
        var known = await KnownPlacesAsync(database, anchors, cancellationToken);
        var (position, hash) = (0L, LedgerHash.Beginning);
        while (true)
        {
            var after = position;
            var next = await (
                from seal in database.LedgerSeals.AsNoTracking()
                where seal.Position > after
                join found in database.AuditEvents.AsNoTracking() on seal.RecordId equals found.Id into records
                from record in records.DefaultIfEmpty()
                orderby seal.Position
                select new { Seal = seal, Record = record }).Take(AtOnce).ToListAsync(cancellationToken);
            foreach (var step in next)
            {
                if (Problem(position + 1, hash, step.Seal, step.Record) is { } broken)
                {
                    return new LedgerVerdict(position, waiting, hash, broken);
                }

                (position, hash) = (step.Seal.Position, step.Seal.Hash);
                if (known.Remove(position, out var places) && places.Find(p => !hash.AsSpan().SequenceEqual(p.Hash)) is { } other)
                {
                    return new LedgerVerdict(position, waiting, hash, new LedgerTrouble(step.Seal.RecordId,
                        $"The chain at position {position} (record {step.Seal.RecordId}) is not what {other.Source} says: it was written anew, there or before."));
                }
            }

            if (next.Count < AtOnce)
            {
                break;
            }
        }

        return new LedgerVerdict(position, waiting, hash, Cut(known, position) ?? await LooseAsync(database, cancellationToken));
    }

    private static LedgerTrouble? Problem(long expected, byte[] before, LedgerSeal seal, AuditEvent? record) =>
        seal.Position != expected ? new LedgerTrouble(null, $"Position {expected} of the chain is missing: the record that stood there and its seal were deleted.")
        : record is null ? new LedgerTrouble(seal.RecordId, $"Record {seal.RecordId} (position {expected}) has been deleted.")
        : !seal.Hash.AsSpan().SequenceEqual(LedgerHash.Of(before, seal.Position, seal.SealedAt, record)) ? new LedgerTrouble(record.Id, string.Create(CultureInfo.InvariantCulture,
            $"Record {record.Id} (position {expected}, {record.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, \"{record.Action}\") does not match its seal: it was altered, or stands where another stood."))
        : null;

    // What was seen before must be there still.
    private static LedgerTrouble? Cut(Dictionary<long, List<KnownPlace>> known, long end) => known.Count == 0 ? null
        : new LedgerTrouble(null, $"The chain ends at position {end}, but {known.MaxBy(k => k.Key).Value[0].Source} saw it go on to {known.Keys.Max()}: its end was cut off.");

    /// <summary>Records outside the chain: a trigger put each into the queue, and only sealing takes it out.</summary>
    private static async Task<LedgerTrouble?> LooseAsync(BilskyDbContext database, CancellationToken cancellationToken)
    {
        var gone = await database.LedgerQueue.Where(q => !database.AuditEvents.Any(e => e.Id == q.RecordId)).Select(q => (long?)q.RecordId).MinAsync(cancellationToken);
        if (gone is not null)
        {
            return new LedgerTrouble(gone, $"Record {gone} was deleted before it was sealed.");
        }

        var loose = await database.AuditEvents
            .Where(e => !database.LedgerSeals.Any(s => s.RecordId == e.Id) && !database.LedgerQueue.Any(q => q.RecordId == e.Id)).Select(e => (long?)e.Id).MinAsync(cancellationToken);
        return loose is null ? null : new LedgerTrouble(loose, $"Record {loose} is in no chain and does not wait for one: it was put in by hand, or taken out of the queue.");
    }

    private static async Task<Dictionary<long, List<KnownPlace>>> KnownPlacesAsync(BilskyDbContext database, IReadOnlyList<LedgerAnchor> anchors, CancellationToken cancellationToken)
    {
        var roots = await database.LedgerRoots.AsNoTracking().ToListAsync(cancellationToken);
        var checks = await database.LedgerChecks.AsNoTracking().Where(c => c.Trouble == null && c.Position > 0).ToListAsync(cancellationToken);
        return roots.Select(r => new KnownPlace(r.Position, r.Hash, string.Create(CultureInfo.InvariantCulture, $"the root of {r.Day:yyyy-MM-dd}")))
            .Concat(checks.Select(c => new KnownPlace(c.Position, c.Hash, string.Create(CultureInfo.InvariantCulture, $"the check of {c.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC"))))
            .Concat(anchors.Select(a => new KnownPlace(a.Position, Convert.FromHexString(a.Sha256), string.Create(CultureInfo.InvariantCulture, $"the anchor of {a.Day:yyyy-MM-dd}"))))
            .GroupBy(p => p.Position).ToDictionary(g => g.Key, g => g.ToList());
    }

    private sealed record KnownPlace(long Position, byte[] Hash, string Source);
}
