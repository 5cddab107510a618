using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>Deletes a reader study that nobody has read in, as one made by mistake.</summary>
internal sealed class DeleteReaderStudy(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, LiveUpdates live)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid readerStudyId, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAdmin();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // A read that is being saved holds the study in share, so that it is either counted here or finds no study any more.
        var names = await database.Database.SqlQuery<string>($"""select "Name" as "Value" from "ReaderStudies" where "Id" = {readerStudyId} for update""").ToListAsync(cancellationToken);
        if (names is not [var name])
        {
            return new ReaderStudyNotFound();
        }

        var reads = await database.ReaderStudyReads.CountAsync(r => database.ReaderStudyCases.Any(c => c.ReaderStudyId == readerStudyId && c.Id == r.CaseId), cancellationToken);
        if (reads > 0)
        {
            return new AlreadyRead(reads);
        }

        await database.ReaderStudies.Where(s => s.Id == readerStudyId).ExecuteDeleteAsync(cancellationToken);
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.DeletedReaderStudy, Detail: $"{readerStudyId}, {name}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.ReaderStudy, readerStudyId), cancellationToken);
        return new Done();
    }
}
