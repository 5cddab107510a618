using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>Lays new labels over earlier ones. Call with the set's lock held.</summary>
internal static class LabelWriter
{
    /// <summary>Adds a label to a slice that was read with all its labels, or with the current one; it becomes the current one.</summary>
    public static SliceLabel Append(LabelSlice slice, LabelValue value, Actor actor, DateTimeOffset at, Guid saveId, Guid? tab)
    {
        foreach (var earlier in slice.Labels)
        {
            earlier.IsCurrent = false;
        }

        var label = new SliceLabel
        {
            SliceId = slice.Id,
            Revision = (slice.Labels.LastOrDefault()?.Revision ?? 0) + 1,
            IsCurrent = true,
            SaveId = saveId,
            TabId = tab,
            RoiX = value.Box?.X,
            RoiY = value.Box?.Y,
            RoiWidth = value.Box?.Width,
            RoiHeight = value.Box?.Height,
            Grade = value.Grade,
            Exclusion = value.Exclusion,
            Withdrawn = value.Withdrawn,
            LabelledById = actor.UserId,
            LabelledByName = actor.DisplayName,
            LabelledAt = at,
        };
        slice.Labels.Add(label);
        return label;
    }

    public static async Task WriteAsync(BilskyDbContext database, IReadOnlyList<SliceLabel> added, CancellationToken cancellationToken)
    {
        // First, since two labels of a slice are never current at once.
        foreach (var slices in added.Select(l => l.SliceId).Distinct().Chunk(1000))
        {
            await database.SliceLabels.Where(l => slices.Contains(l.SliceId) && l.IsCurrent).ExecuteUpdateAsync(l => l.SetProperty(x => x.IsCurrent, false), cancellationToken);
        }

        database.SliceLabels.AddRange(added);
        await database.SaveChangesAsync(cancellationToken);
    }
}
