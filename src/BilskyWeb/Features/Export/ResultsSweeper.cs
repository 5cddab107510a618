using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Platform.Jobs;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Export;

/// <summary>Finds what is to be written or sent, also what a process that died had begun, and what a corrected patient makes necessary.</summary>
internal sealed class ResultsSweeper(IDbContextFactory<BilskyDbContext> contexts, IBackgroundJobClient jobs, IOptions<ResultOptions> options, TimeProvider clock, ILogger<ResultsSweeper> logger)
    : Sweeper(contexts, "results", TimeSpan.FromSeconds(options.Value.SweepSeconds), clock, logger)
{
    /// <summary>A try that has not ended by then is begun again; one that is only slow holds its lock, and the second does nothing.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private const int MostAtOnce = 50;

    protected override async Task SweepAloneAsync(CancellationToken cancellationToken)
    {
        await using var database = await Contexts.CreateDbContextAsync(cancellationToken);
        await ReviseAsync(database, cancellationToken);
        var now = Clock.GetUtcNow();

        // One version after the other. A held study waits: whose it is has to be settled first.
        var releases = await database.ResultReleases
            .Where(r => r.State == ReleaseState.Waiting && r.NextAttemptAt <= now && database.Studies.Any(s => s.Id == r.StudyId && s.HoldReason == null))
            .Where(r => !database.ResultReleases.Any(e => e.StudyId == r.StudyId && e.Version < r.Version && e.State == ReleaseState.Waiting))
            .OrderBy(r => r.NextAttemptAt).Select(r => r.Id).Take(MostAtOnce).ToListAsync(cancellationToken);
        foreach (var id in releases)
        {
            await database.ResultReleases.Where(r => r.Id == id).ExecuteUpdateAsync(r => r.SetProperty(x => x.NextAttemptAt, now + Lease), cancellationToken);
            jobs.Enqueue<ResultsJob>(JobQueue.Default, job => job.WriteAsync(id, CancellationToken.None));
        }

        // What names another patient than the corrected one is not sent: the version that is written anew takes its place.
        var deliveries = await database.ResultDeliveries
            .Where(d => d.State == DeliveryState.Waiting && d.NextAttemptAt <= now)
            .Where(d => !database.ResultReleases.Any(r => r.Id == d.ReleaseId && database.ResultReleases.Any(later => later.StudyId == r.StudyId && later.Version > r.Version && later.Revision > 0)))
            .Where(d => database.ResultReleases.Any(r => r.Id == d.ReleaseId && r.State == ReleaseState.Stored && database.Studies.Any(s => s.Id == r.StudyId && s.HoldReason == null)))
            .OrderBy(d => d.NextAttemptAt).Select(d => d.Id).Take(MostAtOnce).ToListAsync(cancellationToken);
        foreach (var id in deliveries)
        {
            await database.ResultDeliveries.Where(d => d.Id == id).ExecuteUpdateAsync(d => d.SetProperty(x => x.NextAttemptAt, now + Lease), cancellationToken);
            jobs.Enqueue<ResultsJob>(JobQueue.Default, job => job.DeliverAsync(id, CancellationToken.None));
        }
    }

    // Headers of what lies in the archive were corrected with the images; pages and pictures still name whom they named. They are written anew. Asked every few seconds: by the holds, which are few.
    private async Task ReviseAsync(BilskyDbContext database, CancellationToken cancellationToken)
    {
        var stale = await (
            from hold in database.IdentityHolds.Corrected()
            join study in database.Studies on hold.StudyInstanceUid equals study.StudyInstanceUid
            join release in database.ResultReleases on study.Id equals release.StudyId
            where study.HoldReason == null && release.MadeAt < hold.DecidedAt && !database.ResultReleases.Any(r => r.StudyId == release.StudyId && r.Version > release.Version)
            select new { release.StudyId, release.SignatureId, release.Version, release.Revision }).Distinct().Take(MostAtOnce).ToListAsync(cancellationToken);
        foreach (var one in stale)
        {
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            await StudyLock.TakeAsync(database, one.StudyId, cancellationToken);
            if (!await database.ResultReleases.AnyAsync(r => r.StudyId == one.StudyId && r.Version > one.Version, cancellationToken))
            {
                await QueueResults.AddAsync(database, one.StudyId, one.SignatureId, one.Revision + 1, Clock.GetUtcNow(), cancellationToken);
                await database.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }
        }
    }
}
