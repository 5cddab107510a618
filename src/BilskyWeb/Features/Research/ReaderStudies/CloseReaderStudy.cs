using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>Ends the reading for good: no read is taken any more, so that results stand and disagreements can be settled without swaying a reader.</summary>
internal sealed class CloseReaderStudy(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid readerStudyId, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAdmin();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var closed = await database.ReaderStudies.Where(s => s.Id == readerStudyId && s.ClosedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.ClosedAt, clock.GetUtcNow()).SetProperty(x => x.ClosedById, actor.UserId), cancellationToken);
        if (closed > 0)
        {
            await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.ClosedReaderStudy, Detail: readerStudyId.ToString()), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await live.PublishAsync(new LiveUpdate(LiveTopic.ReaderStudy, readerStudyId), cancellationToken);
            return new Done();
        }

        return await database.ReaderStudies.AnyAsync(s => s.Id == readerStudyId, cancellationToken) ? new Done() : new ReaderStudyNotFound();
    }
}
