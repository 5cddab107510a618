using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading.ByHand;

/// <summary>What taking a series by hand and leaving it to the rules again have in common: who may, of which study, and that the study is graded anew.</summary>
internal static class SeriesDecision
{
    public static async Task<Result<Study>> StudyAsync(BilskyDbContext database, Actor actor, string studyInstanceUid, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new OnlyReviewersTakeSeries();
        }

        var study = await database.StudiesVisibleTo(actor).SingleOrDefaultAsync(s => s.StudyInstanceUid == studyInstanceUid, cancellationToken);
        return study is null ? new StudyNotFound() : study.HoldReason is not null ? new HeldStudyNotGraded() : study;
    }

    /// <summary>Should a grading be under way, the study is due again once that has ended.</summary>
    public static void MakeDue(Study study, DateTimeOffset now)
    {
        study.GradingRequestedFor = null;
        study.GradingDueAt = now;
    }

    public static async Task<Result<Done>> GradeAnewAsync(RequestGrading request, Actor actor, Study study, CancellationToken cancellationToken)
    {
        var asked = await request.HandleAsync(actor, study.Id, cancellationToken);
        return asked.IsOk || asked.Error is AlreadyGrading ? new Done() : asked.Error!;
    }
}
