using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Grading.ByHand;

/// <summary>Has a series graded that the rules left, because a reviewer has seen that it will do. It stays so for every later grading of the study.</summary>
internal sealed class TakeSeries(IDbContextFactory<BilskyDbContext> contexts, RequestGrading request, AuditTrail trail, TimeProvider clock)
{
    /// <param name="actor">The reviewer.</param>
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
        var latest = await database.ClinicalRuns().AsNoTracking().Where(r => r.StudyId == study.Id && r.SeriesChoices != null).OrderByDescending(r => r.SubmittedAt).FirstOrDefaultAsync(cancellationToken);
        var against = Refused(latest is null ? [] : [.. GradingRecord.ReadSeries(latest).Where(s => s.SeriesInstanceUid == seriesInstanceUid)]);
        if (!against.IsOk)
        {
            return against.Error!;
        }

        database.Add(new SeriesByHand
        {
            Id = Guid.CreateVersion7(),
            StudyId = study.Id,
            SeriesInstanceUid = seriesInstanceUid,
            At = clock.GetUtcNow(),
            ById = actor.UserId,
            ByName = actor.DisplayName,
            Against = against.Value.Length > 1000 ? against.Value[..1000] : against.Value,
        });

        SeriesDecision.MakeDue(study, clock.GetUtcNow());
        trail.Add(database, actor, new LedgerEntry(AuditAction.TookSeries, study.Id, $"Graded all the same, though: {against.Value}") { Facts = LedgerFacts.Of(("series", seriesInstanceUid)) });
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException failed) when (failed.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new SeriesGradedAlready();
        }

        return await SeriesDecision.GradeAnewAsync(request, actor, study, cancellationToken);
    }

    private static Result<string> Refused(IReadOnlyList<SeriesNote> parts)
    {
        if (parts.Count == 0)
        {
            return new SeriesUnknown();
        }

        var left = parts.Where(p => !p.Taken).ToList();
        return left.Count == 0 ? new SeriesGradedAlready()
            : left.Find(p => p.NotByHand is null) is { } takeable ? takeable.Reason
            : new SeriesNotGradable(left[0].NotByHand!);
    }
}
