using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Research;

/// <summary>The address holds a case of a reader study. Whoever gets an answer reads in it.</summary>
internal sealed class ShowsStudyOfCaseAttribute() : ShowsStudyAttribute(StudyWay.Research, "item")
{
    public override IQueryable<Guid> Find(BilskyDbContext database, Actor actor, RouteValueDictionary address)
    {
        var item = IdIn(address, "item");
        return database.ReaderStudyCases.Where(c => c.Id == item).Select(c => c.StudyId);
    }
}

/// <summary>The address holds a label set, or a slice of one by its number.</summary>
internal sealed class ShowsStudyOfLabelSetAttribute() : ShowsStudyAttribute(StudyWay.Research, "set", "number")
{
    public override IQueryable<Guid> Find(BilskyDbContext database, Actor actor, RouteValueDictionary address)
    {
        var set = IdIn(address, "set");
        var number = int.TryParse(address["number"]?.ToString(), out var one) ? one : (int?)null;
        return database.LabelSlices.Where(s => s.LabelSetId == set && (number == null || s.Number == number)).Select(s => s.StudyId);
    }
}
