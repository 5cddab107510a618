using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Mdt;

/// <summary>The address holds a case: all its studies are seen.</summary>
/// <param name="way">One of <see cref="StudyWay"/>.</param>
/// <param name="key">The route's parameter.</param>
internal sealed class ShowsStudiesOfCaseAttribute(string way, string key = "Id") : ShowsStudyAttribute(way, key)
{
    public override IQueryable<Guid> Find(BilskyDbContext database, Actor actor, RouteValueDictionary address)
    {
        var id = IdIn(address, key);
        return database.StudiesVisibleTo(actor).Where(s => database.CaseStudies.Any(c => c.CaseId == id && c.StudyId == s.Id)).Select(s => s.Id);
    }
}

/// <summary>The address holds a meeting: the studies of all its cases are seen.</summary>
/// <param name="way">One of <see cref="StudyWay"/>.</param>
/// <param name="key">The route's parameter.</param>
internal sealed class ShowsStudiesOfMeetingAttribute(string way, string key = "Id") : ShowsStudyAttribute(way, key)
{
    public override IQueryable<Guid> Find(BilskyDbContext database, Actor actor, RouteValueDictionary address)
    {
        var id = IdIn(address, key);
        return database.StudiesVisibleTo(actor)
            .Where(s => database.CaseStudies.Any(c => c.StudyId == s.Id
                && database.MeetingCases.Any(m => m.MeetingId == id && database.PatientCases.Any(p => p.Id == m.CaseId && (p.JoinedIntoId ?? p.Id) == c.CaseId)))).Select(s => s.Id);
    }
}
