using BilskyWeb.Data;
using BilskyWeb.Platform.Jobs;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Notifications;

/// <summary>Finds the deliveries that are due, also those that a process that died had begun.</summary>
internal sealed class NoticeSweeper(IDbContextFactory<BilskyDbContext> contexts, IBackgroundJobClient jobs, IOptions<NoticeOptions> options, TimeProvider clock, ILogger<NoticeSweeper> logger)
    : Sweeper(contexts, "notifications", TimeSpan.FromSeconds(options.Value.SweepSeconds), clock, logger)
{
    /// <summary>A try that has not ended by then is begun again; one that is only slow holds its lock, and the second does nothing.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private const int MostAtOnce = 200;

    protected override async Task SweepAloneAsync(CancellationToken cancellationToken)
    {
        await using var database = await Contexts.CreateDbContextAsync(cancellationToken);
        var now = Clock.GetUtcNow();
        var due = await database.NoticeDeliveries.Where(d => d.State == NoticeDeliveryState.Waiting && d.NextAttemptAt <= now)
            .OrderByDescending(d => database.Notices.Any(n => n.Id == d.NoticeId && n.IsUrgent)).ThenBy(d => d.NextAttemptAt).Select(d => d.Id).Take(MostAtOnce).ToListAsync(cancellationToken);
        foreach (var id in due)
        {
            await database.NoticeDeliveries.Where(d => d.Id == id).ExecuteUpdateAsync(d => d.SetProperty(x => x.NextAttemptAt, now + Lease), cancellationToken);
            jobs.Enqueue<NoticeJob>(JobQueue.Default, job => job.SendAsync(id, CancellationToken.None));
        }
    }
}
