using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>Takes a label set out of everybody's list but the admins', or brings it back. Labels stay.</summary>
internal sealed class ArchiveLabelSet(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    /// <param name="actor">An admin.</param>
    /// <param name="id">The label set.</param>
    /// <param name="archived">Whether it is to be archived; else it is brought back.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid id, bool archived, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAdmin();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset? at = archived ? clock.GetUtcNow() : null;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var changed = await database.LabelSets.Where(s => s.Id == id && (s.ArchivedAt == null) == archived).ExecuteUpdateAsync(s => s.SetProperty(x => x.ArchivedAt, at), cancellationToken);
        if (changed > 0)
        {
            await trail.WriteAsync(database, actor, new LedgerEntry(archived ? AuditAction.ArchivedLabelSet : AuditAction.RestoredLabelSet, Detail: id.ToString()), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await live.PublishAsync(new LiveUpdate(LiveTopic.LabelSet, id), cancellationToken);
            return new Done();
        }

        return await database.LabelSets.AnyAsync(s => s.Id == id, cancellationToken) ? new Done() : new LabelSetNotFound();
    }
}
