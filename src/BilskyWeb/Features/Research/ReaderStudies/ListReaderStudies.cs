using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>One reader study in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Cases">Number of cases.</param>
/// <param name="Readers">Number of readers.</param>
/// <param name="MyReads">How many cases the asker has read; null when the asker does not read in it.</param>
/// <param name="AllReads">Reads of everybody; for admins.</param>
/// <param name="ClosedAt">When the reading was closed; null while it is open.</param>
/// <param name="ArchivedAt">When it was archived; null while it is in use.</param>
public sealed record ReaderStudyRow(
    Guid Id, string Name, DateTimeOffset MadeAt, int Cases, int Readers, int? MyReads, int AllReads, DateTimeOffset? ClosedAt, DateTimeOffset? ArchivedAt);

/// <summary>The reader studies that the asker reads in; for an admin, all of them.</summary>
internal sealed class ListReaderStudies(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<IReadOnlyList<ReaderStudyRow>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var studies = actor.IsAdmin ? database.ReaderStudies : database.ReaderStudiesReadBy(actor.UserId);
        return await studies.AsNoTracking().OrderByDescending(s => s.MadeAt).Select(s => new ReaderStudyRow(
            s.Id,
            s.Name,
            s.MadeAt,
            s.Cases.Count,
            s.Readers.Count,
            s.Readers.Any(r => r.UserId == actor.UserId)
                ? database.ReaderStudyReads.Count(r => r.ReaderId == actor.UserId && s.Cases.Any(c => c.Id == r.CaseId))
                : null,
            database.ReaderStudyReads.Count(r => s.Cases.Any(c => c.Id == r.CaseId)),
            s.ClosedAt,
            s.ArchivedAt)).ToListAsync(cancellationToken);
    }
}
