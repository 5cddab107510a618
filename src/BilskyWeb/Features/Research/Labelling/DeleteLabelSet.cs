using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>Deletes a label set that nobody has labelled anything in, as one made by mistake.</summary>
internal sealed class DeleteLabelSet(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, LiveUpdates live)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAdmin();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!await database.LockLabelSetAsync(id, cancellationToken))
        {
            return new LabelSetNotFound();
        }

        // Also labels that were taken away again: they are somebody's work.
        var labels = await database.LabelSlices.Where(s => s.LabelSetId == id).SelectMany(s => s.Labels).CountAsync(cancellationToken);
        if (labels > 0)
        {
            return new AlreadyLabelled(labels);
        }

        var name = await database.LabelSets.Where(s => s.Id == id).Select(s => s.Name).SingleAsync(cancellationToken);
        await database.LabelSets.Where(s => s.Id == id).ExecuteDeleteAsync(cancellationToken);
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.DeletedLabelSet, Detail: $"{id}, {name}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.LabelSet, id), cancellationToken);
        return new Done();
    }
}
