namespace BilskyWeb.Imaging.Pixels;

/// <summary>
/// Recognises padding that no tag announces: a constant outside the field of view, written where the scanner measured nothing (−32768, −2000,
/// 65535). Left in, it takes the whole range of the series' intensities, and the anatomy becomes one grey.
/// </summary>
/// <remarks>
/// A stored value counts as padding when it is the image's lowest or highest, covers at least 1% of the image and 5% of its edge, and stands apart
/// from what was measured. Apart is: the only negative value; or below the 0.5th percentile of all others by at least their range (0.5th to 99.5th
/// percentile; half of it for a negative value); or above their 99.5th percentile by at least that range. A background of 0 beneath a continuous
/// range, and bright signal cut off at the highest value, are not apart.
/// </remarks>
internal static class OutlierPadding
{
    /// <summary>No smaller image is graded, and in a few pixels every value is an outlier.</summary>
    private const int FewestPixels = 32 * 32;

    private const double ImageShare = 0.01;
    private const double EdgeShare = 0.05;

    /// <summary>Stored values from and to which pixels are padding; null where there is none.</summary>
    /// <param name="values">Stored values, row by row; within 17 bits.</param>
    /// <param name="announced">Pixels that a tag says are padding.</param>
    /// <param name="columns">Columns of the image.</param>
    internal static (int From, int To)? Find(ReadOnlySpan<int> values, ReadOnlySpan<bool> announced, int columns)
    {
        if (values.Length < FewestPixels)
        {
            return null;
        }

        var (lowest, highest) = (int.MaxValue, int.MinValue);
        for (var i = 0; i < values.Length; i++)
        {
            if (!announced[i])
            {
                (lowest, highest) = (Math.Min(lowest, values[i]), Math.Max(highest, values[i]));
            }
        }

        if (highest <= lowest)
        {
            return null;
        }

        var counts = new int[highest - lowest + 1];
        for (var i = 0; i < values.Length; i++)
        {
            counts[announced[i] ? 0 : values[i] - lowest] += announced[i] ? 0 : 1;
        }

        return Covers(values, lowest, counts[0], columns) && Below(counts, lowest) is { } below ? below
            : Covers(values, highest, counts[^1], columns) ? Above(counts, lowest)
            : null;
    }

    private static (int From, int To)? Below(int[] counts, int lowest)
    {
        var next = Array.FindIndex(counts, 1, count => count > 0);
        if (lowest < 0 && lowest + next >= 0)
        {
            return (lowest, lowest);
        }

        var (low, high) = Percentiles(counts.AsSpan(1));
        var distance = low + 1;
        // What lies between padding and the measured values is where resampling mixed the two.
        return distance > 1 && distance >= (lowest < 0 ? 0.5 : 1) * (high - low) ? (lowest, lowest + (distance / 2)) : null;
    }

    private static (int From, int To)? Above(int[] counts, int lowest)
    {
        var (low, high) = Percentiles(counts.AsSpan(0, counts.Length - 1));
        var distance = counts.Length - 1 - high;
        return distance > 1 && distance >= high - low ? (lowest + high + ((distance + 1) / 2), lowest + counts.Length - 1) : null;
    }

    private static bool Covers(ReadOnlySpan<int> values, int value, int count, int columns)
    {
        if (count < ImageShare * values.Length)
        {
            return false;
        }

        var rows = values.Length / columns;
        var (edge, onEdge) = (0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            var (row, column) = (i / columns, i % columns);
            if (row == 0 || row == rows - 1 || column == 0 || column == columns - 1)
            {
                edge++;
                onEdge += values[i] == value ? 1 : 0;
            }
        }

        return onEdge >= EdgeShare * edge;
    }

    /// <summary>Places of the 0.5th and the 99.5th percentile in a histogram.</summary>
    private static (int Low, int High) Percentiles(ReadOnlySpan<int> counts)
    {
        long total = 0;
        foreach (var count in counts)
        {
            total += count;
        }

        var (low, high, below) = (-1, 0, 0L);
        for (var i = 0; i < counts.Length; i++)
        {
            below += counts[i];
            low = low < 0 && below >= 0.005 * total && below > 0 ? i : low;
            high = below - counts[i] < 0.995 * total && counts[i] > 0 ? i : high;
        }

        return (Math.Max(0, low), high);
    }
}
