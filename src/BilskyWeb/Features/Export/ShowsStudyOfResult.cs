using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Export;

/// <summary>The address holds the id of a document that was written of a study.</summary>
/// <param name="key">The route's parameter.</param>
internal sealed class ShowsStudyOfResultAttribute(string key = "id") : ShowsStudyAttribute(StudyWay.Document, key)
{
    public override IQueryable<Guid> Find(BilskyDbContext database, Actor actor, RouteValueDictionary address)
    {
        var document = IdIn(address, key);
        return database.StudiesVisibleTo(actor).Where(s => database.ResultReleases.Any(r => r.StudyId == s.Id && r.Objects.Any(o => o.Id == document))).Select(s => s.Id);
    }
}
