using System.Collections.Concurrent;
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

    /// <summary>For a program: JSON.</summary>
    public string? Facts { get; init; }
}

/// <summary>Writes the ledger: with what is done (<see cref="Add"/>, <see cref="WriteAsync"/>), or by itself where nothing is changed (<see cref="RecordAsync"/>).</summary>
public sealed class AuditTrail(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    private const int MostViewsKept = 20_000;
    private static readonly TimeSpan OneViewing = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(Guid Person, string As, Guid Study, string Way), View> _views = new();

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
            ActorName = Shorten(actor?.DisplayName ?? "nobody", 200)!,
            Action = entry.Action,
            StudyId = entry.StudyId,
            Model = entry.Model,
            Detail = Shorten(entry.Detail, 500),
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

    /// <summary>
    /// Records that somebody sees a study, or its images, by a way in: one line in five minutes for a person, a study and a way, so that scrolling is one line.
    /// Whoever comes while the first line is being written waits for it: what is shown was recorded.
    /// </summary>
    /// <param name="actor">Who sees it.</param>
    /// <param name="studyId">The study.</param>
    /// <param name="way">One of <see cref="StudyWay"/>.</param>
    public async Task RecordViewAsync(Actor actor, Guid studyId, string way = StudyWay.Page)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var (key, now) = ((actor.UserId, actor.DisplayName, studyId, way), clock.GetUtcNow());
        if (_views.Count >= MostViewsKept)
        {
            _views.Clear(); // costs a second line
        }

        // Neither by a clock that was put back is a line left out.
        var view = _views.AddOrUpdate(key, _ => NewView(), (_, kept) => now - kept.At is var age && age >= TimeSpan.Zero && age < OneViewing ? kept : NewView());
        try
        {
            await view.Written.Value;
        }
        catch
        {
            _views.TryRemove(new(key, view));
            throw;
        }

        View NewView() => new(now, new(() => RecordAsync(actor, AuditAction.ViewedStudy, studyId, way)));
    }

    private sealed record View(DateTimeOffset At, Lazy<Task> Written);

    private static string? Shorten(string? text, int length) => text is null || text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
