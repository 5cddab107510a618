using BilskyWeb.Features.Grading;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Jobs;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Oversight.Workers;

/// <summary>
/// In every process that grades: starts taking gradings once it is known that the process may, has it checked each morning and when somebody asks, and stops taking them while it may not.
/// </summary>
internal sealed class WatchWorker(
    OwnWorker own, CheckWorker check, GradingServer server, PipelineSource pipelines, IOptions<WorkerCheckOptions> options, SiteZone site, TimeProvider clock, ILogger<WatchWorker> logger) : BackgroundService
{
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();
    private bool _isChecked;

    /// <summary>One look: tells that the process lives, heeds whether it may grade, checks it when that is due.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var row = await own.BeatAsync(cancellationToken);
        await HeedAsync(row.OutSince is not null, cancellationToken);
        if (IsDue(row, clock.GetUtcNow()))
        {
            _isChecked = true;
            var verdict = await check.HandleAsync(cancellationToken);
            logger.Log(verdict.Check == WorkerCheck.Failed ? LogLevel.Error : LogLevel.Information, "Check with the phantom: {Check}. {Words}", verdict.Check, verdict.Words);
            await HeedAsync((await own.BeatAsync(cancellationToken)).OutSince is not null, cancellationToken);
        }

        await own.TellWaitingAsync(cancellationToken);
    }

    /// <summary>Due when somebody asks, each morning, and once after a start of a worker that is out: whoever mended it starts it anew.</summary>
    internal bool IsDue(GradingWorker row, DateTimeOffset now) =>
        row.CheckRequestedAt is not null
        || (!_isChecked && row.OutSince is not null)
        || (options.Value.IsOn && now - _startedAt >= TimeSpan.FromSeconds(options.Value.StartDelaySeconds) && (row.CheckedAt is not { } at || at < LastMorning(now)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (server.HasWorkers && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                // Whatever it was, a database or the job server: a process that is not looked at again would never take gradings, or never stop.
                logger.LogWarning("This worker could not be looked at ({Fault}: {Reason}); the next try follows", trouble.GetType().Name, trouble.Message);
            }
            catch (OperationCanceledException)
            {
                // The process stops.
            }

            await Task.Delay(TimeSpan.FromSeconds(options.Value.LookSeconds), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task HeedAsync(bool isOut, CancellationToken cancellationToken)
    {
        if (isOut)
        {
            pipelines.TakeOut();
            return server.PauseAsync(cancellationToken);
        }

        pipelines.PutBack();
        return server.RunAsync(cancellationToken);
    }

    // An hour that a day does not have, as clocks go forward, is the next that it has.
    private DateTimeOffset LastMorning(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, site.Zone);
        var morning = local.Date + options.Value.At.ToTimeSpan();
        if (morning > local.DateTime)
        {
            morning = morning.AddDays(-1);
        }

        return new DateTimeOffset(morning, site.Zone.GetUtcOffset(morning));
    }
}
