using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Workers;

internal sealed record NotForChecks() : ForbiddenError("check.not_an_auditor", "Only an auditor or an admin has workers checked.");

internal sealed record WorkerUnknown() : NotFoundError("check.no_worker", "There is no such worker any more. Load the page again.");

/// <summary>Asks for a worker to be checked at once; it does so within a moment of hearing it.</summary>
internal sealed class RequestCheck(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, string worker, CancellationToken cancellationToken)
    {
        if (!actor.IsAuditor)
        {
            return new NotForChecks();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.GradingWorkers.SingleOrDefaultAsync(w => w.Name == worker, cancellationToken) is not { } row)
        {
            return new WorkerUnknown();
        }

        if (row.CheckRequestedAt is null)
        {
            row.CheckRequestedAt = clock.GetUtcNow();
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.RequestedCheck, Detail: worker), cancellationToken);
            await LiveUpdates.PublishWithAsync(database, LiveTopic.Worker, [Guid.Empty], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return new Done();
    }
}

/// <summary>One worker for the page.</summary>
/// <param name="IsLiving">False when it was not heard of for a while.</param>
internal sealed record WorkerRow(GradingWorker Worker, bool IsLiving);

/// <summary>How the workers stand, and what waits for them.</summary>
/// <param name="Waiting">Gradings that wait.</param>
/// <param name="OldestAt">Since when the oldest of them.</param>
internal sealed record WorkersView(IReadOnlyList<WorkerRow> Workers, int Waiting, DateTimeOffset? OldestAt)
{
    public bool AreAllOut => Workers.Any(w => w.IsLiving) && Workers.Where(w => w.IsLiving).All(w => w.Worker.OutSince is not null);
}

/// <summary>Reads how the workers stand.</summary>
internal sealed class ListWorkers(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    private const int Most = 100;

    public async Task<WorkersView> HandleAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var since = clock.GetUtcNow() - OwnWorker.Silent;
        var workers = await database.GradingWorkers.AsNoTracking().OrderByDescending(w => w.SeenAt).Take(Most).ToListAsync(cancellationToken);
        var waiting = await database.GradingRuns.Where(r => r.State == Grading.GradingState.Submitted).GroupBy(_ => 1).Select(g => new { Count = g.Count(), Oldest = g.Min(r => r.SubmittedAt) }).SingleOrDefaultAsync(cancellationToken);
        return new WorkersView([.. workers.OrderBy(w => w.Name, StringComparer.Ordinal).Select(w => new WorkerRow(w, w.SeenAt > since))], waiting?.Count ?? 0, waiting?.Oldest);
    }
}
