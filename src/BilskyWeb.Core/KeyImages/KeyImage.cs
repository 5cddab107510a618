using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.KeyImages;

/// <summary>Which slice of a level is put before the team.</summary>
public static class KeyImage
{
    /// <summary>
    /// The worst slice, by its own grade: a lesion's worst place may be one slice alone, which its neighbours do not support. Of several, the one that the rule supports
    /// highest; then the largest probability mass above the pathway line; then the first along the spine. Slices without a grade come last.
    /// </summary>
    /// <param name="slices">All slices, in order.</param>
    /// <param name="supportedGrades">The grade each slice takes part in supporting, from the study rule's verdict.</param>
    /// <param name="level">Indices of the level's slices; not empty.</param>
    /// <returns>An index out of <paramref name="level"/>.</returns>
    /// <exception cref="ArgumentException">The level is empty.</exception>
    public static int Choose(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<BilskyGrade?> supportedGrades, IReadOnlyList<int> level)
    {
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(supportedGrades);
        ArgumentNullException.ThrowIfNull(level);
        if (level.Count == 0)
        {
            throw new ArgumentException("A level has at least one slice.", nameof(level));
        }

        return level
            .OrderByDescending(i => supportedGrades[i] is null ? null : slices[i].Slice.Grade)
            .ThenByDescending(i => supportedGrades[i])
            .ThenByDescending(i => slices[i].Slice.HighGradeProbability)
            .ThenBy(i => i)
            .First();
    }
}
