using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Fetch;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Grading;

/// <summary>Asks for a study to be graded, by its arrival or by a reviewer.</summary>
internal sealed class RequestGrading(IDbContextFactory<BilskyDbContext> contexts, GradingQueue queue, LiveUpdates live, AuditTrail trail, FetchesUnderWay fetches, TimeProvider clock)
{
    /// <param name="actor">Who asks; null when the study's arrival does.</param>
    /// <param name="studyId">The study.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The new run's id; <see cref="AlreadyGrading"/> while another is unfinished; <see cref="StillFetched"/> while its arrival goes on.</returns>
    public async Task<Result<Guid>> HandleAsync(Actor? actor, Guid studyId, CancellationToken cancellationToken)
    {
        // Whoever refers a study sends images; when it is graded again, and that it is, is for those who read it.
        if (actor is { IsReviewer: false })
        {
            return new NotAReviewer();
        }

        var run = new GradingRun { Id = Guid.CreateVersion7(), StudyId = studyId, State = GradingState.Submitted, SubmittedAt = clock.GetUtcNow(), RequestedById = actor?.UserId };
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var studies = actor is null ? database.Studies : database.StudiesVisibleTo(actor);
            if (await studies.SingleOrDefaultAsync(s => s.Id == studyId, cancellationToken) is not { } study)
            {
                return new StudyNotFound();
            }

            if (study.HoldReason is not null)
            {
                return new HeldStudyNotGraded();
            }

            if (actor is null && await fetches.IncludeAsync(study.StudyInstanceUid, cancellationToken))
            {
                return new StillFetched();
            }

            // Whatever arrives from now on differs from this number and makes the study due again.
            study.GradingRequestedFor = study.InstanceCount;
            database.GradingRuns.Add(run);
            if (actor is not null)
            {
                trail.Add(database, actor, new LedgerEntry(AuditAction.RequestedGrading, studyId, $"run {run.Id}"));
            }

            try
            {
                await database.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException failed) when (failed.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                return new AlreadyGrading();
            }
        }

        // A process that dies before this line leaves a submitted run without a job; the sweeper finds it.
        await queue.EnqueueAsync(run.Id, cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Grading, studyId), cancellationToken);
        return run.Id;
    }
}
