using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BilskyWeb.Features.Oversight.Workers;

/// <summary>
/// Checks this process with the phantom. A failure takes it out of the queue of gradings, a pass puts it back; either, its record in the ledger and what admins are told are one
/// transaction. Where there is nothing to compare with, it stays as it was: taking the reference away puts no worker back.
/// </summary>
internal sealed class CheckWorker(IDbContextFactory<BilskyDbContext> contexts, OwnWorker own, PipelineSource pipelines, IOptions<GradingOptions> options, TellPeople tell, CheckRecord records)
{
    public async Task<PhantomVerdict> HandleAsync(CancellationToken cancellationToken)
    {
        var pipeline = await Task.Run(pipelines.Open, cancellationToken);
        PhantomVerdict verdict;
        try
        {
            verdict = pipeline.IsOk ? await GradePhantom.CheckAsync(options.Value.Models, pipeline.Value, cancellationToken) : new PhantomVerdict(WorkerCheck.Failed, pipeline.Error!.Message);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or NpgsqlException))
        {
            verdict = new PhantomVerdict(WorkerCheck.Failed, $"The check ended in a fault of this program ({fault.GetType().Name}: {fault.Message}).");
        }

        // At once, before anything is saved: a database that is away must not keep a machine at work that grades wrongly.
        if (verdict.Check == WorkerCheck.Failed)
        {
            pipelines.TakeOut();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var row = await database.GradingWorkers.FromSql($"""select * from "GradingWorkers" where "Name" = {own.Name} for update""").SingleAsync(cancellationToken);
        var was = row.OutSince;
        records.Fill(database, row, verdict, pipeline.IsOk ? pipeline.Value : null);
        if (verdict.Check != WorkerCheck.Passed)
        {
            var isOut = row.OutSince is not null;
            await tell.AddAsync(
                database,
                null,
                new NewNotice($"worker-check:{row.Name}:{row.CheckedAt:O}", NoticeKind.Worker, isOut ? $"The grading worker {row.Name} failed its check with the phantom and takes no gradings." : $"The grading worker {row.Name} could not be checked with the phantom: there is no reference.", WorkersPage.Path) { IsUrgent = isOut && was is null },
                await database.IdsInRole(Role.Admin).ToListAsync(cancellationToken),
                cancellationToken);
        }

        await database.SaveChangesAsync(cancellationToken);
        await LiveUpdates.PublishWithAsync(database, LiveTopic.Worker, [Guid.Empty], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (row.OutSince is null)
        {
            pipelines.PutBack();
        }

        return verdict;
    }
}

/// <summary>What is kept of a check.</summary>
internal sealed class CheckRecord(AuditTrail trail, TimeProvider clock)
{
    public void Fill(BilskyDbContext database, GradingWorker row, PhantomVerdict verdict, Inference.SlicePipeline? pipeline)
    {
        var now = clock.GetUtcNow();
        var was = row.OutSince;
        (row.Check, row.CheckWords, row.CheckedAt, row.CheckRequestedAt) = (verdict.Check, KeepableText.Cut(verdict.Words, GradingWorkerTable.WordsLength), now, null);
        (row.PipelineVersion, row.Provider) = (pipeline?.Version.ToString(), pipeline?.Provider);
        row.OutSince = verdict.Check switch { WorkerCheck.Passed => null, WorkerCheck.Failed => row.OutSince ?? now, _ => row.OutSince };
        var follows = (was, row.OutSince) switch { (null, not null) => " Taken out of the queue of gradings.", (not null, null) => " Back in the queue of gradings.", (not null, _) => " Stays out.", _ => "" };
        trail.Add(database, null, new LedgerEntry(AuditAction.CheckedWorker, Detail: $"{row.Name}: {verdict.Words}{follows}")
        {
            By = GradedEntry.Program,
            Model = pipeline?.GraderCard.Sha256,
            Facts = LedgerFacts.Of(
                ("worker", row.Name),
                ("check", verdict.Check),
                ("words", verdict.Words),
                ("largestDifference", verdict.LargestDifference),
                ("pipelineVersion", row.PipelineVersion),
                ("provider", row.Provider),
                ("roiModelSha256", pipeline?.RoiCard.Sha256),
                ("graderModelSha256", pipeline?.GraderCard.Sha256),
                ("segmentationSha256", pipeline?.SegmentationSha256),
                ("changed", LedgerFacts.Changes(("inService", was is null, row.OutSince is null)))),
        });
    }
}
