using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Grading;

/// <summary>The steps of a run's life, each one transaction that does nothing when the run has moved on meanwhile.</summary>
internal sealed class GradingRuns(
    IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, AuditTrail trail, TimeProvider clock, IOptions<GradingOptions> options, ILogger<GradingRuns> logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Begins or resumes a run. Call with <see cref="GradeStudyJob.LockOf"/> taken.</summary>
    /// <returns>The study to grade; null when the run is finished, cancelled, not due yet, or given up.</returns>
    public async Task<Study?> StartAsync(Guid runId, CancellationToken cancellationToken)
    {
        Study? study = null;
        await ChangeAsync(
            runId,
            async (database, run) =>
            {
                var now = clock.GetUtcNow();
                if (run.NextAttemptAt > now)
                {
                    return;
                }

                run.Attempts++;
                run.StartedAt ??= now;
                run.State = GradingState.InProgress;
                run.NextAttemptAt = null;
                run.Error = null;
                if (run.CancelRequested)
                {
                    Finish(run, GradingState.Cancelled, null);
                }
                else if (run.Attempts > options.Value.MostAttempts)
                {
                    Finish(run, GradingState.Failed, $"Grading was begun {run.Attempts - 1} times and never ended. The images are safe. Ask an operator to look at the log, then grade again.");
                }
                else
                {
                    study = await database.Studies.AsNoTracking().SingleAsync(s => s.Id == run.StudyId, cancellationToken);
                }
            },
            cancellationToken);
        return study;
    }

    /// <summary>The heartbeat of a run in progress; dispose it before the run's end is announced.</summary>
    public RunPulse Pulse(Guid runId, Guid studyId, CancellationToken cancellationToken) =>
        RunPulse.Of(contexts, live, (runId, studyId), logger, cancellationToken);

    /// <summary>Saves the end of a run, slices and levels and its record in the ledger included, in one transaction.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="fill">Writes the outcome into it.</param>
    /// <param name="pixels">SHA-256 of each slice's pixels, by its ordinal.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task SaveAsync(Guid runId, Func<BilskyDbContext, GradingRun, Task> fill, IReadOnlyList<string?> pixels, CancellationToken cancellationToken) => ChangeAsync(
        runId,
        async (database, run) =>
        {
            if (run.CancelRequested)
            {
                Finish(run, GradingState.Cancelled, null);
                return;
            }

            await fill(database, run);
            run.FinishedAt = clock.GetUtcNow();
        },
        cancellationToken,
        pixels);

    /// <summary>Puts a run back because something outside does not answer. It waits as long as that takes, and says so.</summary>
    public Task WaitAsync(Guid runId, Error reason, CancellationToken cancellationToken) => ChangeAsync(
        runId,
        (_, run) =>
        {
            // Longer and longer, measured by how long the run has waited already.
            var waited = clock.GetUtcNow() - run.SubmittedAt;
            var pause = TimeSpan.FromSeconds(Math.Clamp(waited.TotalSeconds / 4, 2, LongestWait.TotalSeconds));
            run.State = GradingState.Submitted;
            run.Attempts--;
            run.NextAttemptAt = clock.GetUtcNow() + pause;
            run.Error = reason.Message;
            return Task.CompletedTask;
        },
        cancellationToken);

    public Task CancelledAsync(Guid runId, CancellationToken cancellationToken) => ChangeAsync(
        runId,
        (_, run) =>
        {
            Finish(run, GradingState.Cancelled, null);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>An attempt ended in a fault of ours: another is made in a moment, until there were enough.</summary>
    public Task FailedAttemptAsync(Guid runId, CancellationToken cancellationToken) => ChangeAsync(
        runId,
        (_, run) =>
        {
            if (run.Attempts >= options.Value.MostAttempts)
            {
                Finish(run, GradingState.Failed, "Grading failed through a fault of this program, several times. The images are safe. Ask an operator to look at the log, then grade again.");
                return Task.CompletedTask;
            }

            run.State = GradingState.Submitted;
            run.NextAttemptAt = clock.GetUtcNow() + TimeSpan.FromSeconds(2 << run.Attempts);
            run.Error = "Grading was interrupted by a fault and is tried again in a moment.";
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Takes an attempt back that ended in good order without a result.</summary>
    public async Task ForgiveAttemptAsync(Guid runId)
    {
        await using var database = await contexts.CreateDbContextAsync(CancellationToken.None);
        await database.GradingRuns.Where(r => r.Id == runId && r.State == GradingState.InProgress && r.Attempts > 0)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.Attempts, x => x.Attempts - 1), CancellationToken.None);
    }

    private void Finish(GradingRun run, GradingState state, string? error)
    {
        run.State = state;
        run.Error = error;
        run.FinishedAt = clock.GetUtcNow();
    }

    private async Task ChangeAsync(Guid runId, Func<BilskyDbContext, GradingRun, Task> change, CancellationToken cancellationToken, IReadOnlyList<string?>? pixels = null)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // The study first, as everybody takes it who changes its runs or its review: its place in the lists is changed along with them.
        await StudyLock.TakeAsync(database, database.GradingRuns.Where(r => r.Id == runId).Select(r => r.StudyId), cancellationToken);

        // The row's lock keeps every other step of this run waiting until this one is committed.
        var run = await database.GradingRuns.FromSql($"""select * from "GradingRuns" where "Id" = {runId} for update""").SingleOrDefaultAsync(cancellationToken);
        if (run is not { State: GradingState.Submitted or GradingState.InProgress })
        {
            return;
        }

        await change(database, run);
        if (run.FinishedAt is not null)
        {
            trail.Add(database, null, GradedEntry.Of(run, pixels ?? []));
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Grading, run.StudyId), cancellationToken);
    }
}
