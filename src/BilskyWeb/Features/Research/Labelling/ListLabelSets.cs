using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>One label set in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Studies">Number of studies.</param>
/// <param name="Slices">Number of slices.</param>
/// <param name="Labelled">How many of them are labelled.</param>
/// <param name="HasLabels">Whether anybody has labelled anything in it, taken away again or not.</param>
/// <param name="ArchivedAt">When it was archived; null while it is in use.</param>
public sealed record LabelSetRow(Guid Id, string Name, DateTimeOffset MadeAt, int Studies, int Slices, int Labelled, bool HasLabels, DateTimeOffset? ArchivedAt);

/// <summary>All label sets, the newest first, with how far each is.</summary>
internal sealed class ListLabelSets(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<IReadOnlyList<LabelSetRow>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var done = database.LabelSlices.Labelled();
        return await database.LabelSetsOpenTo(actor).AsNoTracking().OrderByDescending(s => s.MadeAt).ThenBy(s => s.Id).Select(s => new LabelSetRow(
            s.Id, s.Name, s.MadeAt, s.Slices.Max(x => x.StudyNumber), s.Slices.Count, done.Count(x => x.LabelSetId == s.Id), s.Slices.Any(x => x.Labels.Count > 0), s.ArchivedAt)).ToListAsync(cancellationToken);
    }
}
