using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>Gives the current labels of a set that were saved after a sequence that the asker has seen.</summary>
internal sealed class ReadNewLabels(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<Result<NewLabels>> HandleAsync(Actor actor, Guid id, long after, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await database.LabelSetsOpenTo(actor).AnyAsync(s => s.Id == id, cancellationToken))
        {
            return new LabelSetNotFound();
        }

        var labels = await database.LabelSlices.AsNoTracking().Where(s => s.LabelSetId == id)
            .SelectMany(s => s.Labels.Where(l => l.IsCurrent && l.Id > after), (s, l) => new { s.Number, Label = l }).OrderBy(x => x.Number).ToListAsync(cancellationToken);
        return new NewLabels(labels.Count == 0 ? after : labels.Max(l => l.Label.Id), [.. labels.Select(l => LabelJson.From(l.Number, l.Label))]);
    }
}
