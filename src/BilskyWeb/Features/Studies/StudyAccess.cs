using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Studies;

/// <summary>The one rule of who may see which study: reviewers and admins all, a referrer their own referrals.</summary>
internal static class StudyAccess
{
    public static IQueryable<Study> StudiesVisibleTo(this BilskyDbContext database, Actor actor) =>
        actor.IsReviewer
            ? database.Studies
            : database.Studies.Where(s => database.Referrals.Any(r => r.StudyId == s.Id && r.ReferrerId == actor.UserId));
}
