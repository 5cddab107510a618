using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>Takes a reader study out of everybody's list but the admins', or brings it back. Reads and results stay.</summary>
internal sealed class ArchiveReaderStudy(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    /// <param name="actor">An admin.</param>
    /// <param name="readerStudyId">The reader study.</param>
    /// <param name="archived">Whether it is to be archived; else it is brought back.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid readerStudyId, bool archived, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAdmin();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset? at = archived ? clock.GetUtcNow() : null;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var changed = await database.ReaderStudies.Where(s => s.Id == readerStudyId && (s.ArchivedAt == null) == archived)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.ArchivedAt, at), cancellationToken);
        if (changed > 0)
        {
            await trail.WriteAsync(database, actor, new LedgerEntry(archived ? AuditAction.ArchivedReaderStudy : AuditAction.RestoredReaderStudy, Detail: readerStudyId.ToString()), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await live.PublishAsync(new LiveUpdate(LiveTopic.ReaderStudy, readerStudyId), cancellationToken);
            return new Done();
        }

        return await database.ReaderStudies.AnyAsync(s => s.Id == readerStudyId, cancellationToken) ? new Done() : new ReaderStudyNotFound();
    }
}
