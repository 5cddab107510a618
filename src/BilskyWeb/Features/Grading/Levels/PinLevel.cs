using BilskyWeb.Core;
using BilskyWeb.Core.Levels;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading.Levels;

/// <summary>Fixes, moves or replaces a level; every other name of the study follows in the same transaction.</summary>
internal sealed class PinLevel(IDbContextFactory<BilskyDbContext> contexts, ReadStudyPlanes planes, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    public Task<Result<PinOutcome>> HandleAsync(Actor actor, string studyInstanceUid, PinRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(actor, studyInstanceUid, request.BasedOn, AuditAction.PinnedLevel, (plan, read) => plan.Pin(request, read, actor, clock.GetUtcNow()), cancellationToken);

    /// <summary>The same change of names for taking a pin away.</summary>
    internal Task<Result<PinOutcome>> RemoveAsync(Actor actor, string studyInstanceUid, Vertebra level, int? basedOn, CancellationToken cancellationToken) =>
        ChangeAsync(actor, studyInstanceUid, basedOn, AuditAction.RemovedPin, (plan, _) => plan.Remove(level, actor, clock.GetUtcNow()), cancellationToken);

    private async Task<Result<PinOutcome>> ChangeAsync(
        Actor actor, string studyInstanceUid, int? basedOn, string action, Func<PinPlan, StudyPlanes, Result<Done>> change, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var study = await PinPlan.FindStudyAsync(database, actor, studyInstanceUid, cancellationToken);
        if (!study.IsOk)
        {
            return study.Error!;
        }

        // The archive before the lock: it may take its time.
        var read = await planes.HandleAsync(studyInstanceUid, cancellationToken);
        if (!read.IsOk)
        {
            return read.Error!;
        }

        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await LevelNames.LockAsync(database, study.Value.Id, cancellationToken);
        var plan = await PinPlan.OpenAsync(database, study.Value, read.Value, basedOn, cancellationToken);
        var changed = plan.IsOk ? change(plan.Value, read.Value) : plan.Error!;
        var outcome = changed.IsOk ? plan.Value.Apply() : changed.Error!;
        if (!outcome.IsOk)
        {
            return outcome.Error!;
        }

        database.LevelPins.AddRange(plan.Value.Steps);
        var steps = string.Join(", ", plan.Value.Steps.Select(s => $"{s.Level} {s.Kind.ToString().ToLowerInvariant()}"));
        await trail.WriteAsync(database, actor, new LedgerEntry(action, study.Value.Id, $"{steps}. {outcome.Value.Effect.Text}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Grading, study.Value.Id), cancellationToken);
        return outcome;
    }
}
