using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>The one rule of who may see which study: reviewers and admins all, a referrer their own referrals.</summary>
internal static class StudyAccess
{
    public static IQueryable<Study> StudiesVisibleTo(this BilskyDbContext database, Actor actor) =>
        actor.IsReviewer
            ? database.Studies
            : database.Studies.Where(s => database.Referrals.Any(r => r.StudyId == s.Id && r.ReferrerId == actor.UserId));

    /// <summary>
    /// The studies of which somebody can have seen something: also an auditor, on pages of their own, which no other rule lets them open. Asked only to record that
    /// it was seen.
    /// </summary>
    public static IQueryable<Study> StudiesSeenBy(this BilskyDbContext database, Actor actor) => actor.IsAuditor ? database.Studies : database.StudiesVisibleTo(actor);

    /// <summary>Of those that are visible, the studies whose images and results they may look at: while a study is held, that is for reviewers alone.</summary>
    public static IQueryable<Study> StudiesOpenTo(this BilskyDbContext database, Actor actor) =>
        database.StudiesVisibleTo(actor).Where(s => actor.IsReviewer || s.HoldReason == null);

    /// <summary>Our own id of such a study by its DICOM identifier; null where there is none, or it is not theirs to look at.</summary>
    public static Task<Guid?> StudyIdOpenToAsync(this BilskyDbContext database, Actor actor, string studyInstanceUid, CancellationToken cancellationToken) =>
        database.StudiesOpenTo(actor).Where(s => s.StudyInstanceUid == studyInstanceUid).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(cancellationToken);
}
