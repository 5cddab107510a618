using BilskyWeb.Data;

namespace BilskyWeb.Platform.Audit;

/// <summary>A thing of ours as people call it.</summary>
public sealed record NamedThing(Guid Id, string Name);

/// <summary>Finds the names of things whose ids stand in the trail's details. A feature registers one for each kind of thing of its own.</summary>
public sealed record TrailNames(Func<BilskyDbContext, IReadOnlyList<Guid>, IQueryable<NamedThing>> Of);
