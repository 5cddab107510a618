using System.Globalization;
using System.Text;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Audit;

internal sealed record NotAnAuditor() : ForbiddenError("ledger.not_an_admin", "Only an admin reads the ledger.");

/// <summary>Records as CSV, oldest first, each with its place in the chain and its hash, so that a copy can be compared. No patient's name or number is in it.</summary>
internal sealed class ExportLedger(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail)
{
    private const string Head = "position,record,at,person,person_id,action,study,model,detail,facts,sha256";

    /// <returns>What writes the file, once it is recorded that it is written.</returns>
    public async Task<Result<Func<Stream, CancellationToken, Task>>> HandleAsync(Actor actor, LedgerFilter filter, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAuditor();
        }

        var words = string.Join(", ", new[] { filter.Action, filter.Person, filter.Study, filter.Model, filter.From?.ToString("O", CultureInfo.InvariantCulture), filter.To?.ToString("O", CultureInfo.InvariantCulture) }.Where(w => !string.IsNullOrWhiteSpace(w)));
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
                Cell(record.ActorName),
                record.ActorId?.ToString() ?? "",
                Cell(record.Action),
                record.StudyId?.ToString() ?? "",
                record.Model ?? "",
                Cell(record.Detail),
                Cell(record.Facts),
                row.Seal is null ? "" : Convert.ToHexStringLower(row.Seal.Hash),
            }) + "\r\n");
        }
    }

    // What a spreadsheet would take for a formula is made harmless.
    private static string Cell(string? text)
    {
        var safe = text is { Length: > 0 } && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text ?? "";
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
