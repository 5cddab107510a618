using System.Text.RegularExpressions;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Audit;

/// <summary>One line of the trail, with the patient of the study it is about.</summary>
public sealed record TrailRow(DateTimeOffset At, string ActorName, string Action, Guid? StudyId, string? PatientName, string? PatientId, string? Detail);

/// <summary>One page of the trail.</summary>
public sealed record TrailList(IReadOnlyList<TrailRow> Rows, int Total);

/// <summary>Who did what, newest first.</summary>
internal sealed partial class ListAuditTrail(IDbContextFactory<BilskyDbContext> contexts, IEnumerable<TrailNames> names)
{
    public const int PageSize = 100;

    /// <param name="action">One of <see cref="AuditAction"/>, or null for all.</param>
    /// <param name="person">Part of a person's name, or empty for all.</param>
    /// <param name="page">0-based.</param>
    public async Task<TrailList> HandleAsync(string? action, string person, int page, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var lines = database.AuditEvents.AsNoTracking().Where(e => action == null || e.Action == action);
        if (SearchPattern.Words(person) is { } pattern)
        {
            lines = lines.Where(e => EF.Functions.ILike(e.ActorName, pattern, SearchPattern.Escape));
        }

        var total = await lines.CountAsync(cancellationToken);
        var rows = await (
            from line in lines.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Skip(page * PageSize).Take(PageSize)
            join study in database.Studies on line.StudyId equals study.Id into studies
            from study in studies.DefaultIfEmpty()
            orderby line.At descending, line.Id descending
            select new TrailRow(line.At, line.ActorName, line.Action, line.StudyId, study == null ? null : study.PatientName, study == null ? null : study.PatientId, line.Detail))
            .ToListAsync(cancellationToken);
        return new TrailList(await WithNamesAsync(database, rows, cancellationToken), total);
    }

    // A line keeps an id, which holds whatever its thing is called later; a reader wants the name.
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
