using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>The one rule of who sees label sets, and the lock under which a set's labels change.</summary>
internal static class LabelSetAccess
{
    /// <summary>Reviewers and admins see every study, and so every set; one that is archived is for admins.</summary>
    public static IQueryable<LabelSet> LabelSetsOpenTo(this BilskyDbContext database, Actor actor) =>
        actor.IsAdmin ? database.LabelSets : actor.IsReviewer ? database.LabelSets.Where(s => s.ArchivedAt == null) : database.LabelSets.Where(_ => false);

    /// <summary>One writer at a time in a set, so that ids of labels grow in the order in which they can be seen. Call within a transaction.</summary>
    public static Task<bool> LockLabelSetAsync(this BilskyDbContext database, Guid id, CancellationToken cancellationToken) =>
        database.LabelSets.FromSql($"""select * from "LabelSets" where "Id" = {id} for no key update""").AsNoTracking().AnyAsync(cancellationToken);

    /// <summary>Slices whose current label is more than a box.</summary>
    public static IQueryable<LabelSlice> Labelled(this IQueryable<LabelSlice> slices) =>
        slices.Where(s => s.Labels.Any(l => l.IsCurrent && !l.Withdrawn && (l.Grade != null || l.Exclusion != null || l.RoiX == null)));
}
