using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>Keeps a reader's answer to a case. The same answer twice, as after a lost connection, is one read.</summary>
internal sealed class SaveRead(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    private const double LongestSeconds = 24 * 3600;

    /// <param name="actor">The reader.</param>
    /// <param name="readerStudyId">The reader study.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="answer">Index in the question's classes.</param>
    /// <param name="seconds">How long the case was on show.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid readerStudyId, Guid caseId, int answer, double seconds, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.ReaderStudiesReadBy(actor.UserId).Where(s => s.Id == readerStudyId && s.Cases.Any(c => c.Id == caseId))
            .Select(s => new { s.Question }).SingleOrDefaultAsync(cancellationToken) is not { } study)
        {
            return new CaseNotFound();
        }

        if (!study.Question.Holds(answer) || !(seconds >= 0))
        {
            return new BadAnswer();
        }

        // One statement, so that two windows of one reader cannot make two reads, and none slips in after the closing.
        var (spent, now) = (Math.Min(seconds, LongestSeconds), clock.GetUtcNow());
        var taken = await database.Database.ExecuteSqlAsync(
            $"""
            insert into "ReaderStudyReads" ("CaseId", "ReaderId", "Answer", "Seconds", "ReadAt", "Changes")
            select {caseId}, {actor.UserId}, {(short)answer}, {spent}, {now}, 0
            from (select 1 from "ReaderStudies" where "Id" = {readerStudyId} and "ClosedAt" is null and "ArchivedAt" is null for share) as open_study
            on conflict ("CaseId", "ReaderId") do update set
                "Changes" = "ReaderStudyReads"."Changes" + case when "ReaderStudyReads"."Answer" = excluded."Answer" then 0 else 1 end,
                "Answer" = excluded."Answer", "Seconds" = "ReaderStudyReads"."Seconds" + excluded."Seconds", "ReadAt" = excluded."ReadAt"
            """,
            cancellationToken);
        if (taken == 0)
        {
            return new ReaderStudyClosed();
        }

        await FinishAsync(database, actor, readerStudyId, now, cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.ReaderStudy, readerStudyId), cancellationToken);
        return new Done();
    }

    private async Task FinishAsync(BilskyDbContext database, Actor actor, Guid readerStudyId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var finished = await database.ReaderStudyReaders
            .Where(r => r.ReaderStudyId == readerStudyId && r.UserId == actor.UserId && r.FinishedAt == null)
            .Where(r => !database.ReaderStudyCases.Any(c => c.ReaderStudyId == readerStudyId && !database.ReaderStudyReads.Any(read => read.CaseId == c.Id && read.ReaderId == actor.UserId)))
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.FinishedAt, now), cancellationToken);
        if (finished > 0)
        {
            await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.FinishedReading, Detail: readerStudyId.ToString()), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }
}
