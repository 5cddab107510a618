using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading;

/// <summary>Stops the unfinished grading of a study: at once when it waits, within a moment when it runs.</summary>
internal sealed class CancelGrading(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await database.StudiesVisibleTo(actor).AnyAsync(s => s.Id == studyId, cancellationToken))
        {
            return new StudyNotFound();
        }

        var now = clock.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await StudyLock.TakeAsync(database, studyId, cancellationToken);
        var waiting = await database.GradingRuns
            .Where(r => r.StudyId == studyId && r.State == GradingState.Submitted)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, GradingState.Cancelled).SetProperty(x => x.CancelRequested, true).SetProperty(x => x.FinishedAt, now), cancellationToken);
        var running = await database.GradingRuns
            .Where(r => r.StudyId == studyId && r.State == GradingState.InProgress)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.CancelRequested, true), cancellationToken);
        if (waiting + running == 0)
        {
            return new NothingToCancel();
        }

        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.CancelledGrading, studyId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        await live.PublishAsync(new LiveUpdate(LiveTopic.Grading, studyId), cancellationToken);
        return new Done();
    }
}
