using System.Text.RegularExpressions;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Audit;

/// <summary>One record, with the patient of the study it is about.</summary>
/// <param name="HasFacts">True when it says more, which <see cref="ReadFacts"/> reads: facts have no bound, and a page of them is more than a live page can begin with.</param>
/// <param name="Position">Its place in the chain; null while it waits to be sealed.</param>
public sealed record TrailRow(long Id, DateTimeOffset At, string ActorName, string Action, Guid? StudyId, string? PatientName, string? PatientId, string? Model, string? Detail, bool HasFacts, long? Position);

/// <summary>One page of the ledger.</summary>
/// <param name="Rows">Newest first.</param>
/// <param name="Next">Where the next page begins; null when there is none.</param>
public sealed record TrailList(IReadOnlyList<TrailRow> Rows, LedgerPlace? Next);

/// <summary>Who did what, newest first. A page begins where the one before ended, so that a late one costs no more than the first.</summary>
internal sealed partial class ListAuditTrail(IDbContextFactory<BilskyDbContext> contexts, IEnumerable<TrailNames> names)
{
    public const int PageSize = 100;

    /// <param name="filter">Which records.</param>
    /// <param name="before">Where the page begins; null for the newest.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<TrailList> HandleAsync(LedgerFilter filter, LedgerPlace? before, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var records = await FindAsync(database, filter, cancellationToken);
        if (before is not null)
        {
            records = records.Where(e => e.At < before.At || (e.At == before.At && e.Id < before.Id));
        }

        var rows = await (
            from line in records.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(PageSize + 1)
            join study in database.Studies on line.StudyId equals study.Id into studies
            from study in studies.DefaultIfEmpty()
            join seal in database.LedgerSeals on line.Id equals seal.RecordId into seals
            from seal in seals.DefaultIfEmpty()
            orderby line.At descending, line.Id descending
            select new TrailRow(
                line.Id, line.At, line.ActorName, line.Action, line.StudyId, study == null ? null : study.PatientName, study == null ? null : study.PatientId, line.Model, line.Detail, line.Facts != null,
                seal == null ? null : seal.Position))
            .ToListAsync(cancellationToken);
        var more = rows.Count > PageSize;
        var shown = await WithNamesAsync(database, more ? rows[..PageSize] : rows, cancellationToken);
        return new TrailList(shown, more ? new LedgerPlace(shown[^1].At, shown[^1].Id) : null);
    }

    /// <summary>The records that a filter means.</summary>
    internal static async Task<IQueryable<AuditEvent>> FindAsync(BilskyDbContext database, LedgerFilter filter, CancellationToken cancellationToken)
    {
        var records = database.AuditEvents.AsNoTracking();
        if (filter.Action is { } action)
        {
            records = records.Where(e => e.Action == action);
        }

        if (SearchPattern.Words(filter.Person) is { } pattern)
        {
            // People are few, and records have an index by person; a name that no account has any more is looked for in the records.
            var people = await database.Users.Where(u => EF.Functions.ILike(u.DisplayName, pattern, SearchPattern.Escape) || EF.Functions.ILike(u.Email!, pattern, SearchPattern.Escape)).Select(u => (Guid?)u.Id).Take(200).ToListAsync(cancellationToken);
            records = people.Count > 0 ? records.Where(e => people.Contains(e.ActorId)) : records.Where(e => EF.Functions.ILike(e.ActorName, pattern, SearchPattern.Escape));
        }

        if (filter.Study.Trim() is { Length: > 0 } study)
        {
            var id = Guid.TryParse(study, out var own) ? own : await database.Studies.Where(s => s.StudyInstanceUid == study).Select(s => s.Id).SingleOrDefaultAsync(cancellationToken);
            records = records.Where(e => e.StudyId == id);
        }

        if (filter.ModelBeginning is { } beginning)
        {
            records = records.Where(e => e.Model != null && e.Model.StartsWith(beginning));
        }

        if (filter.From is { } from)
        {
            var start = new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            records = records.Where(e => e.At >= start);
        }

        if (filter.To is { } to)
        {
            var end = new DateTimeOffset(to.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(1);
            records = records.Where(e => e.At < end);
        }

        return records;
    }

    // A record keeps an id, which holds whatever its thing is called later; a reader wants the name.
    private async Task<IReadOnlyList<TrailRow>> WithNamesAsync(BilskyDbContext database, IReadOnlyList<TrailRow> rows, CancellationToken cancellationToken)
    {
        var ids = rows.SelectMany(r => Id().Matches(r.Detail ?? "")).Select(m => Guid.Parse(m.Value)).Distinct().ToList();
        if (ids.Count == 0)
        {
            return rows;
        }

        var known = new Dictionary<Guid, string>();
        foreach (var kind in names)
        {
            foreach (var thing in await kind.Of(database, ids).ToListAsync(cancellationToken))
            {
                known[thing.Id] = thing.Name;
            }
        }

        return [.. rows.Select(r => r with { Detail = r.Detail is null ? null : Id().Replace(r.Detail, m => known.GetValueOrDefault(Guid.Parse(m.Value), m.Value)) })];
    }

    [GeneratedRegex("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
