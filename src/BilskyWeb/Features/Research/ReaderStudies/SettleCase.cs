using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>Keeps what a disputed case was settled as, beside the reads and never over them.</summary>
internal sealed class SettleCase(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    /// <param name="actor">An admin, who keeps the minutes.</param>
    /// <param name="readerStudyId">The reader study.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="answer">Index in the question's classes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid readerStudyId, Guid caseId, int answer, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var read = await DisputedCases.ReadAsync(database, actor, readerStudyId, cancellationToken);
        if (!read.IsOk)
        {
            return read.Error!;
        }

        if (!read.Value.Question.Holds(answer))
        {
            return new BadAnswer();
        }

        if (!read.Value.Cases.Any(c => c.CaseId == caseId))
        {
            return new NotDisputed();
        }

        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync(
            $"""
            insert into "ReaderStudyConsensus" ("CaseId", "Answer", "SettledById", "SettledAt", "Changes")
            values ({caseId}, {(short)answer}, {actor.UserId}, {clock.GetUtcNow()}, 0)
            on conflict ("CaseId") do update set
                "Changes" = "ReaderStudyConsensus"."Changes" + case when "ReaderStudyConsensus"."Answer" = excluded."Answer" then 0 else 1 end,
                "Answer" = excluded."Answer", "SettledById" = excluded."SettledById", "SettledAt" = excluded."SettledAt"
            """,
            cancellationToken);
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.SettledCase, Detail: $"{readerStudyId}, {caseId}: {read.Value.Question.TextOf((short)answer)}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.ReaderStudy, readerStudyId), cancellationToken);
        return new Done();
    }
}
