using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading.ByHand;

/// <summary>
/// Takes back that a series is graded against the rules: from the next grading on they decide about it again. A flag that came with it stays until a
/// reviewer signs, as after any grading that turns out milder.
/// </summary>
internal sealed class LeaveSeries(IDbContextFactory<BilskyDbContext> contexts, RequestGrading request, AuditTrail trail, TimeProvider clock)
{
    /// <param name="actor">The reviewer, not necessarily the one who took it.</param>
    /// <param name="studyInstanceUid">The study.</param>
    /// <param name="seriesInstanceUid">The series.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Done when it is recorded: the study is graded anew, at once or after the grading that is under way.</returns>
    public async Task<Result<Done>> HandleAsync(Actor actor, string studyInstanceUid, string seriesInstanceUid, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await SeriesDecision.StudyAsync(database, actor, studyInstanceUid, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error!;
        }

        var study = found.Value;
        var now = clock.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var takenBack = await database.SeriesByHand.Where(s => s.StudyId == study.Id && s.SeriesInstanceUid == seriesInstanceUid && s.TakenBackAt == null).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.TakenBackAt, now).SetProperty(x => x.TakenBackById, actor.UserId).SetProperty(x => x.TakenBackByName, actor.DisplayName), cancellationToken);
        if (takenBack == 0)
        {
            return new SeriesNotTaken();
        }

        SeriesDecision.MakeDue(study, now);
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.LeftSeries, study.Id, "Left to the rules again") { Facts = LedgerFacts.Of(("series", seriesInstanceUid)) }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        return await SeriesDecision.GradeAnewAsync(request, actor, study, cancellationToken);
    }
}
