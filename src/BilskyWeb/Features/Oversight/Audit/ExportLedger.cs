using System.Globalization;
using System.Text;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Audit;

internal sealed record NotAnAuditor() : ForbiddenError("ledger.not_an_admin", "Only an auditor or an admin reads the ledger.");

/// <summary>Records as CSV, oldest first, each with its place in the chain and its hash, so that a copy can be compared. No patient's name or number is in it.</summary>
internal sealed class ExportLedger(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail)
{
    private const string Head = "position,record,at,person,person_id,action,study,model,detail,facts,sha256";

    /// <returns>What writes the file, once it is recorded that it is written.</returns>
    public async Task<Result<Func<Stream, CancellationToken, Task>>> HandleAsync(Actor actor, LedgerFilter filter, CancellationToken cancellationToken)
    {
        if (!actor.IsAuditor)
        {
            return new NotAnAuditor();
        }

        var words = string.Join(", ", new[] { filter.Action, filter.Person, filter.Study, filter.ModelBeginning, filter.From?.ToString("O", CultureInfo.InvariantCulture), filter.To?.ToString("O", CultureInfo.InvariantCulture) }.Where(w => !string.IsNullOrWhiteSpace(w)));
        await trail.RecordAsync(actor, AuditAction.ExportedLedger, detail: words.Length == 0 ? "all" : words, cancellationToken: cancellationToken);
        return (Func<Stream, CancellationToken, Task>)((target, cancelled) => WriteAsync(filter, target, cancelled));
    }

    private async Task WriteAsync(LedgerFilter filter, Stream target, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var records = await ListAuditTrail.FindAsync(database, filter, cancellationToken);
        await using var writer = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync(Head + "\r\n");
        var rows = from record in records
                   join found in database.LedgerSeals on record.Id equals found.RecordId into seals
                   from seal in seals.DefaultIfEmpty()
                   orderby record.At, record.Id
                   select new { Record = record, Seal = seal };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var record = row.Record;
            await writer.WriteAsync(string.Join(',', new[]
            {
                row.Seal?.Position.ToString(CultureInfo.InvariantCulture) ?? "",
                record.Id.ToString(CultureInfo.InvariantCulture),
                record.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                CsvCell.Of(record.ActorName),
                record.ActorId?.ToString() ?? "",
                CsvCell.Of(record.Action),
                record.StudyId?.ToString() ?? "",
                record.Model ?? "",
                CsvCell.Of(record.Detail),
                CsvCell.Of(record.Facts),
                row.Seal is null ? "" : Convert.ToHexStringLower(row.Seal.Hash),
            }) + "\r\n");
        }
    }
}
