using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Platform.Audit;

/// <summary>
/// Said of a route or a page that shows a study's data or images: that somebody sees it is recorded, in one place (<see cref="StudyViews"/>). A route that shows
/// something of a study and does not say so fails a test.
/// </summary>
/// <param name="way">One of <see cref="StudyWay"/>.</param>
/// <param name="keys">The route's parameters that tell which study: whatever else an address holds, the number of an image, makes no other viewing.</param>
[AttributeUsage(AttributeTargets.Class)]
internal abstract class ShowsStudyAttribute(string way, params string[] keys) : Attribute
{
    public string Way => way;

    public IReadOnlyList<string> Keys => keys;

    /// <summary>Which study the address means, as far as the actor may see it; empty when it means none.</summary>
    public abstract IQueryable<Guid> Find(BilskyDbContext database, Actor actor, RouteValueDictionary address);

    protected static Guid IdIn(RouteValueDictionary address, string key) => Guid.TryParse(address[key]?.ToString(), out var id) ? id : Guid.Empty;
}

/// <summary>Said of a route or a page that lists studies with their patients.</summary>
/// <param name="list">Its name.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ListsStudiesAttribute(string list) : Attribute
{
    public string List => list;
}
