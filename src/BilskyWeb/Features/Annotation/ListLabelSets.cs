using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Annotation;

/// <summary>One label set in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Studies">Number of studies.</param>
/// <param name="Slices">Number of slices.</param>
/// <param name="Labelled">How many of them are labelled.</param>
public sealed record LabelSetRow(Guid Id, string Name, DateTimeOffset MadeAt, int Studies, int Slices, int Labelled);

/// <summary>All label sets, the newest first, with how far each is.</summary>
internal sealed class ListLabelSets(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<IReadOnlyList<LabelSetRow>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var done = database.LabelSlices.Labelled();
        return await database.LabelSetsOpenTo(actor).AsNoTracking().OrderByDescending(s => s.MadeAt).ThenBy(s => s.Id).Select(s => new LabelSetRow(
            s.Id, s.Name, s.MadeAt, s.Slices.Max(x => x.StudyNumber), s.Slices.Count, done.Count(x => x.LabelSetId == s.Id))).ToListAsync(cancellationToken);
    }
}
