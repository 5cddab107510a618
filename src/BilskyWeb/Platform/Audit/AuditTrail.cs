using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Platform.Audit;

/// <summary>What a record says beside who and when.</summary>
/// <param name="Action">One of <see cref="AuditAction"/>.</param>
/// <param name="StudyId">Which study it is about.</param>
/// <param name="Detail">For a reader, 500 characters at most; the rest is cut.</param>
internal sealed record LedgerEntry(string Action, Guid? StudyId = null, string? Detail = null)
{
    /// <summary>SHA-256 of the grader's model.</summary>
    public string? Model { get; init; }

    /// <summary>Who did it, where no person did.</summary>
    public string By { get; init; } = "nobody";

    /// <summary>For a program: JSON.</summary>
    public string? Facts { get; init; }
}

/// <summary>Writes the ledger: with what is done (<see cref="Add"/>, <see cref="WriteAsync"/>), or by itself where nothing is changed (<see cref="RecordAsync"/>).</summary>
public sealed class AuditTrail(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    /// <summary>Adds a record to what the caller is about to save: both are kept, or neither.</summary>
    /// <param name="database">The caller's own context.</param>
    /// <param name="actor">Who acts; null for nobody signed in, and for the program itself.</param>
    /// <param name="entry">What they do.</param>
    internal void Add(BilskyDbContext database, Actor? actor, LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(entry);
        database.AuditEvents.Add(new AuditEvent
        {
            At = clock.GetUtcNow(),
            ActorId = actor?.UserId,
            ActorName = KeepableText.Cut(actor?.DisplayName ?? entry.By, 200),
            Action = entry.Action,
            StudyId = entry.StudyId,
            Model = entry.Model,
            Detail = entry.Detail is { } detail ? KeepableText.Cut(detail, 500) : null,
            Facts = entry.Facts,
        });
    }

    /// <summary>Saves a record, and all else that the context holds, in the transaction that the caller has open: before it commits.</summary>
    internal async Task WriteAsync(BilskyDbContext database, Actor? actor, LedgerEntry entry, CancellationToken cancellationToken)
    {
        Add(database, actor, entry);
        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Adds a record of something that changes no row: a refusal, a reading, an export. What changes a row uses <see cref="WriteAsync"/>.</summary>
    public async Task RecordAsync(Actor? actor, string action, Guid? studyId = null, string? detail = null, CancellationToken cancellationToken = default)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await WriteAsync(database, actor, new LedgerEntry(action, studyId, detail), cancellationToken);
    }
}
