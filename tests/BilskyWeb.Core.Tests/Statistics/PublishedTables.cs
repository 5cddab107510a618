using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Core.Tests.Statistics;

/// <summary>Counts that were published together with what statistics packages make of them.</summary>
internal static class PublishedTables
{
    /// <summary>Two abstractors of pregnancy records; cont3x3abstractors of the R package irrCAC (Gwet 2014).</summary>
    internal static ConfusionMatrix Abstractors => new([[13, 0, 0], [0, 20, 7], [0, 4, 56]]);

    /// <summary>The model on the internal test set of Hallinan et al. 2022, tables 3 and 4: 82 of 84 and 919 of 982.</summary>
    internal static HighGradeTable Paper => new(TruePositives: 82, FalseNegatives: 2, TrueNegatives: 919, FalsePositives: 63);

    /// <summary>Six psychiatrists on 15 patients (Fleiss 1971, distrib.6raters of irrCAC).</summary>
    internal static RatingPatterns Psychiatrists => Patterns(5,
    [
        [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0], [0, 0, 4, 0, 2], [2, 0, 3, 1, 0],
        [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0], [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1],
    ]);

    /// <summary>Four raters on 12 units with nine reads missing; cac.raw4raters of irrCAC.</summary>
    internal static RatingPatterns FourRaters => Patterns(5,
    [
        [3, 0, 0, 0, 0], [0, 3, 1, 0, 0], [0, 0, 4, 0, 0], [0, 0, 4, 0, 0], [0, 4, 0, 0, 0], [1, 1, 1, 1, 0],
        [0, 0, 0, 4, 0], [3, 1, 0, 0, 0], [0, 4, 0, 0, 0], [0, 0, 0, 0, 3], [2, 0, 0, 0, 0], [0, 0, 1, 0, 0],
    ]);

    /// <summary>The same rater by rater; 0 is a missing read.</summary>
    internal static byte[][] FourRatersReads => ByReader(
    [
        "1101", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "0555", "0011", "0030",
    ]);

    /// <summary>Four raters on 15 subjects: ratings1 of the R package pairedCAC (Gwet 2021).</summary>
    internal static byte[][] FirstRatings => ByReader(["1111", "1123", "1123", "2223", "1211", "2111", "2222", "2322", "3333", "1111", "1123", "3333", "3233", "1211", "2111"]);

    /// <summary>The same subjects on another occasion: ratings2 of pairedCAC.</summary>
    internal static byte[][] SecondRatings => ByReader(["1111", "3332", "3333", "1121", "1111", "1111", "2222", "2211", "3333", "1113", "2222", "3333", "3333", "1211", "3333"]);

    /// <summary>How many readers chose each class, item by item.</summary>
    internal static IEnumerable<int[]> Counts(byte[][] readers, int classes) =>
        Enumerable.Range(0, readers[0].Length).Select(i => Enumerable.Range(0, classes).Select(k => readers.Count(r => r[i] == k)).ToArray());

    private static byte[][] ByReader(string[] items) =>
        [.. Enumerable.Range(0, items[0].Length).Select(r => items.Select(item => item[r] == '0' ? ReadTable.NotRead : (byte)(item[r] - '1')).ToArray())];

    private static RatingPatterns Patterns(int classes, int[][] items)
    {
        var patterns = new RatingPatterns(classes);
        foreach (var item in items)
        {
            patterns.Add(item);
        }

        return patterns;
    }
}
