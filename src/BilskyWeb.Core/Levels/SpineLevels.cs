using BilskyWeb.Core.Grading;
using BilskyWeb.Core.KeyImages;

namespace BilskyWeb.Core.Levels;

/// <summary>Finds the levels worth showing: runs of neighbouring slices with disease, high-grade and low-grade runs apart.</summary>
/// <remarks>
/// Slices at grade 0 make no level. A run longer than a thoracic vertebra with its disc is parted where it is least severe, so that two
/// compressions joined by milder slices get a key image each.
/// </remarks>
public static class SpineLevels
{
    /// <summary>A run longer than this, in millimetres, is more than one level: a vertebra with its disc takes up 20 to 35 mm from T1 to L3.</summary>
    public const double LongestLevelMm = 40;

    /// <summary>Finds the levels, in order along the spine.</summary>
    /// <param name="slices">All slices, in order.</param>
    /// <param name="verdict">The rule's verdict on these slices.</param>
    /// <param name="settings">The rule's settings: they say which slices are neighbours.</param>
    public static IReadOnlyList<SpineLevel> Find(IReadOnlyList<PlacedSlice> slices, StudyVerdict verdict, StudyRuleSettings settings)
    {
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(settings);
        var graded = Neighbourhood.GradedIndices(slices);
        var grades = verdict.SupportedGrades;
        var high = Neighbourhood.Runs(slices, graded, settings.NeighbourGapMm, i => grades[i]!.Value.IsHighGrade());
        var low = Neighbourhood.Runs(slices, graded, settings.NeighbourGapMm, i => grades[i] > BilskyGrade.Grade0 && !grades[i]!.Value.IsHighGrade());
        return [.. high.Concat(low)
            .SelectMany(run => Part(slices, run))
            .OrderBy(run => run[0])
            .Select(run => Level(slices, grades, run))];
    }

    private static SpineLevel Level(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<BilskyGrade?> grades, List<int> run) => new(
        run.Min(i => slices[i].PositionMm),
        run.Max(i => slices[i].PositionMm),
        run.Max(i => grades[i]!.Value),
        KeyImage.Choose(slices, grades, run),
        run);

    private static IEnumerable<List<int>> Part(IReadOnlyList<PlacedSlice> slices, List<int> run)
    {
        var lengthMm = Math.Abs(slices[run[^1]].PositionMm - slices[run[0]].PositionMm);
        if (lengthMm <= LongestLevelMm || run.Count < 4)
        {
            return [run];
        }

        // Only in the middle half: a cut near an end would leave crumbs.
        var middle = (run.Count - 1) / 2.0;
        var cut = Enumerable.Range(0, run.Count)
            .Where(k => k >= Math.Max(2, run.Count / 4) && k <= Math.Min(run.Count - 2, run.Count * 3 / 4))
            .OrderBy(k => slices[run[k]].ExpectedGrade)
            .ThenBy(k => Math.Abs(k - middle))
            .First();
        return Part(slices, run[..cut]).Concat(Part(slices, run[cut..]));
    }
}
