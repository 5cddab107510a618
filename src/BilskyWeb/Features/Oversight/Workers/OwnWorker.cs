using BilskyWeb.Core.Cases;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Workers;

/// <summary>This process among those that grade: tells that it lives, and what studies wait for.</summary>
internal sealed class OwnWorker(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, ProcessRole role, TimeProvider clock)
{
    /// <summary>What a study's page says while no worker may grade.</summary>
    public const string WaitingWords = "No grading worker is in service: the daily check with a phantom failed. The images are safe, and the study is graded when a worker is back. A person must read it meanwhile.";

    /// <summary>A worker that was not heard of for so long is not counted on.</summary>
    public static readonly TimeSpan Silent = TimeSpan.FromMinutes(2);

    private const int MostAtOnce = 200;

    public string Name { get; } = KeepableText.Cut($"{Environment.MachineName}/{role.ToString().ToLowerInvariant()}", GradingWorkerTable.NameLength);

    /// <summary>Says that this process lives.</summary>
    /// <returns>Its row.</returns>
    public async Task<GradingWorker> BeatAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await database.Database.ExecuteSqlAsync(
            $"""insert into "GradingWorkers" ("Name", "SeenAt", "Check") values ({Name}, {now}, {nameof(WorkerCheck.None)}) on conflict ("Name") do update set "SeenAt" = excluded."SeenAt" """, cancellationToken);
        return await database.GradingWorkers.AsNoTracking().SingleAsync(w => w.Name == Name, cancellationToken);
    }

    /// <summary>While none of the workers that live may grade, says so on the studies that wait; takes it back when one may.</summary>
    public async Task TellWaitingAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var since = clock.GetUtcNow() - Silent;
        var living = database.GradingWorkers.Where(w => w.SeenAt > since);
        var areAllOut = await living.AnyAsync(cancellationToken) && !await living.AnyAsync(w => w.OutSince == null, cancellationToken);
        var wrong = database.GradingRuns.Where(r => r.Role == RunRole.Clinical && r.State == GradingState.Submitted && (areAllOut ? r.Error == null || r.Error != WaitingWords : r.Error == WaitingWords));
        foreach (var run in await wrong.OrderBy(r => r.SubmittedAt).Select(r => new { r.Id, r.StudyId }).Take(MostAtOnce).ToListAsync(cancellationToken))
        {
            await database.GradingRuns.Where(r => r.Id == run.Id && r.State == GradingState.Submitted)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.Error, areAllOut ? WaitingWords : null), cancellationToken);
            await live.PublishAsync(new LiveUpdate(LiveTopic.Grading, run.StudyId), cancellationToken);
        }
    }
}
