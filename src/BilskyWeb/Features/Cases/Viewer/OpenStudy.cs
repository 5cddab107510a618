using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>Reads one study for its page, for those who may see it.</summary>
internal sealed class OpenStudy(IDbContextFactory<BilskyDbContext> databases, StudyViews views)
{
    public async Task<Result<OpenedStudy>> HandleAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var study = await database.StudiesVisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(s => s.Id == studyId, cancellationToken);
        if (study is null)
        {
            return new StudyNotFound();
        }

        if (study.HoldReason is not null && !actor.IsReviewer)
        {
            return new StudyHeld();
        }

        await views.RecordAsync(actor, studyId, StudyWay.Page);
        var runs = database.ClinicalRuns().AsNoTracking().Where(r => r.StudyId == studyId).OrderByDescending(r => r.SubmittedAt);
        var latest = await runs.FirstOrDefaultAsync(cancellationToken);
        var shown = await runs.Where(r => r.State == GradingState.Complete)
            .Include(r => r.Slices.OrderBy(s => s.Ordinal))
            .Include(r => r.Levels.OrderBy(l => l.Ordinal))
            .AsSplitQuery()
            .FirstOrDefaultAsync(cancellationToken);

        var refusal = shown is null ? null : await database.RefusalSinceAsync(shown, cancellationToken);
        var referrals = await StudyReferrals.ReadAsync(database, [studyId], actor, cancellationToken);
        return new OpenedStudy(study, latest, shown, GradingRecord.ReadSeries(refusal?.SeriesChoices ?? shown?.SeriesChoices ?? latest?.SeriesChoices))
        {
            Refusal = refusal,
            Referrals = [.. referrals[studyId]],
        };
    }
}
