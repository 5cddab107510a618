using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>The address holds a Study Instance UID.</summary>
/// <param name="way">One of <see cref="StudyWay"/>.</param>
/// <param name="key">The route's parameter.</param>
internal sealed class ShowsStudyByUidAttribute(string way, string key = "uid") : ShowsStudyAttribute(way, key)
{
    public override IQueryable<Guid> Find(BilskyDbContext database, Actor actor, RouteValueDictionary address)
    {
        var uid = address[key]?.ToString();
        return database.StudiesVisibleTo(actor).Where(s => s.StudyInstanceUid == uid).Select(s => s.Id);
    }
}

/// <summary>The address holds our id of the study.</summary>
/// <param name="way">One of <see cref="StudyWay"/>.</param>
/// <param name="key">The route's parameter.</param>
internal sealed class ShowsStudyByIdAttribute(string way, string key = "study") : ShowsStudyAttribute(way, key)
{
    public override IQueryable<Guid> Find(BilskyDbContext database, Actor actor, RouteValueDictionary address)
    {
        var id = IdIn(address, key);
        return database.StudiesSeenBy(actor).Where(s => s.Id == id).Select(s => s.Id);
    }
}
