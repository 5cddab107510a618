using BilskyWeb.Core.Grading;

namespace BilskyWeb.Clinical;

/// <summary>One slice as the strip along the spine draws it.</summary>
/// <param name="Status">What could be said of it.</param>
/// <param name="Grade">Its grade, if any.</param>
/// <param name="ByPerson">True when a person said so.</param>
public readonly record struct StripSlice(SliceStatus Status, BilskyGrade? Grade, bool ByPerson = false);

/// <summary>Fits a spine of any length into a strip of at most so many columns, never losing its worst slice.</summary>
public static class StripColumns
{
    /// <summary>Slices head first into at most <paramref name="most"/> columns; a column of several slices shows the most severe.</summary>
    public static IReadOnlyList<StripSlice> Fit(IReadOnlyList<StripSlice> slices, int most)
    {
        ArgumentNullException.ThrowIfNull(slices);
        if (slices.Count <= most)
        {
            return slices;
        }

        return [.. Enumerable.Range(0, most).Select(column =>
        {
            var from = (int)((long)column * slices.Count / most);
            var to = (int)((long)(column + 1) * slices.Count / most);
            return slices.Skip(from).Take(to - from).MaxBy(Severity);
        })];
    }

    private static int Severity(StripSlice slice) => slice.Status switch
    {
        SliceStatus.Graded => 10 + (int)(slice.Grade ?? 0),

        // Unknown is worse news than certain low grade, and better than certain high grade.
        SliceStatus.Abstained => 12,
        SliceStatus.Excluded => 1,
        SliceStatus.NoCanal => 0,
    };
}
