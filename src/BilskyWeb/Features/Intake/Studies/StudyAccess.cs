using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>The one rule of who may see which study: reviewers and admins all, a referrer their own referrals.</summary>
internal static class StudyAccess
{
    public static IQueryable<Study> StudiesVisibleTo(this BilskyDbContext database, Actor actor) =>
        actor.IsReviewer
            ? database.Studies
            : database.Studies.Where(s => database.Referrals.Any(r => r.StudyId == s.Id && r.ReferrerId == actor.UserId));

    /// <summary>Of those, the studies whose images and results they may look at: while a study is held, that is for reviewers alone.</summary>
    public static IQueryable<Study> StudiesOpenTo(this BilskyDbContext database, Actor actor) =>
        database.StudiesVisibleTo(actor).Where(s => actor.IsReviewer || s.HoldReason == null);
}
