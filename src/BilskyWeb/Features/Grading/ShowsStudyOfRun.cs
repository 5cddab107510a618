using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Grading;

/// <summary>The address holds the id of a grading.</summary>
/// <param name="way">One of <see cref="StudyWay"/>.</param>
/// <param name="key">The route's parameter.</param>
internal sealed class ShowsStudyOfRunAttribute(string way, string key = "run") : ShowsStudyAttribute(way, key)
{
    public override IQueryable<Guid> Find(BilskyDbContext database, Actor actor, RouteValueDictionary address)
    {
        var run = IdIn(address, key);
        return database.StudiesSeenBy(actor).Where(s => database.GradingRuns.Any(r => r.Id == run && r.StudyId == s.Id)).Select(s => s.Id);
    }
}
