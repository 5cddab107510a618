using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Core.Cases;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt;

/// <summary>A step of a case as a person asks for it.</summary>
/// <param name="To">Where it shall go.</param>
/// <param name="Version">The case's version on their screen: of two who move one card the second is told.</param>
/// <param name="Why">What is missing, or why it is closed without a decision; else as one likes.</param>
public sealed record CaseStep(CaseStage To, int Version, string? Why);

/// <summary>Moves a case to another stage.</summary>
internal sealed class MoveCase(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    /// <returns>The case's version after the step.</returns>
    public async Task<Result<int>> HandleAsync(Actor actor, Guid caseId, CaseStep step, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var locked = await CaseLock.TakeAsync(database, caseId, cancellationToken);
        if (locked.Error is { } error)
        {
            return error;
        }

        var found = locked.Value;
        var why = step.Why.TrimmedOrNull();
        if (await ProblemAsync(database, found, step, why, cancellationToken) is { } problem)
        {
            return problem;
        }

        var line = CaseLine.Step(found, step.To, CaseEventKind.Moved, actor, clock.GetUtcNow(), why);
        database.CaseEvents.Add(line);
        if (step.To >= CaseStage.Decided)
        {
            await CaseLock.SettleAsync(database, caseId, cancellationToken);
        }

        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.MovedCase, Detail: $"case {found.Number}: {StageWords.Of(line.From!.Value)} to {StageWords.Of(step.To)}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Case, caseId), cancellationToken);
        return found.Version;
    }

    private static async Task<Error?> ProblemAsync(BilskyDbContext database, PatientCase found, CaseStep step, string? why, CancellationToken cancellationToken)
    {
        if (found.Version != step.Version)
        {
            var last = await database.CaseEvents.Where(e => e.CaseId == found.Id && e.To != null).OrderByDescending(e => e.Id).FirstOrDefaultAsync(cancellationToken);
            return new CaseMovedMeanwhile(last?.ActorName ?? CaseLine.Program, found.Stage, (last?.At ?? found.StageSince).ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture));
        }

        return !CaseStages.MayMove(found.Stage, step.To) ? new StepForbidden(found.Stage, step.To)
            : why is { Length: > CaseEventTable.WordsLength } || !why.CanBeKept() || (why is null && CaseStages.AsksWhy(found.Stage, step.To)) ? new StepAsksWhy(step.To)
            : null;
    }
}
