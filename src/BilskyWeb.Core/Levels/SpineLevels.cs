using BilskyWeb.Core.Grading;
using BilskyWeb.Core.KeyImages;

namespace BilskyWeb.Core.Levels;

/// <summary>Finds the levels worth showing: runs of neighbouring slices with disease, high-grade and low-grade runs apart.</summary>
/// <remarks>
/// Slices at grade 0 make no level. Slices next to a high grade that were withheld or could not be assessed belong to its level: what hides the canal there is most likely
/// the same mass. A run longer than a thoracic vertebra with its disc is parted where it is least severe, so that two
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
        var highLevels = high.SelectMany(run => Part(slices, run)).ToList();
        var unanswered = Unanswered(slices, verdict, highLevels, settings.NeighbourGapMm);
        return [.. highLevels.Select(run => (Run: run, Beside: unanswered[run].Order().ToList()))
            .Concat(low.SelectMany(run => Part(slices, run)).Select(run => (Run: run, Beside: new List<int>())))
            .OrderBy(level => level.Run[0])
            .Select(level => Level(slices, grades, level.Run, level.Beside))];
    }

    private static SpineLevel Level(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<BilskyGrade?> grades, List<int> run, List<int> beside)
    {
        List<int> all = beside.Count == 0 ? run : [.. run.Concat(beside).Order()];
        return new SpineLevel(
            all.Min(i => slices[i].PositionMm),
            all.Max(i => slices[i].PositionMm),
            run.Max(i => grades[i]!.Value),
            KeyImage.Choose(slices, grades, run),
            all)
        {
            HighestSingleGrade = run.Max(i => slices[i].Slice.Grade!.Value),
        };
    }

    /// <summary>For each high level the slices without an answer that follow its own without a milder one in between; of two levels the nearer takes one.</summary>
    private static ILookup<List<int>, int> Unanswered(IReadOnlyList<PlacedSlice> slices, StudyVerdict verdict, IReadOnlyList<List<int>> levels, double gapMm)
    {
        var levelOf = levels.SelectMany(level => level.Select(i => (i, level))).ToDictionary(p => p.i, p => p.level);
        List<(int Slice, List<int> Level, double AwayMm)> taken = [];
        foreach (var axis in Enumerable.Range(0, slices.Count).GroupBy(i => slices[i].Axis))
        {
            var along = axis.OrderBy(i => slices[i].PositionMm).ThenBy(i => i).ToList();
            Walk(along);
            along.Reverse();
            Walk(along);
        }

        return taken.GroupBy(t => t.Slice).Select(t => t.MinBy(one => one.AwayMm)).ToLookup(t => t.Level, t => t.Slice);

        void Walk(List<int> along)
        {
            (int Last, List<int> Level, double FromMm)? from = null;
            foreach (var i in along)
            {
                var place = slices[i].PositionMm;
                if (levelOf.TryGetValue(i, out var level))
                {
                    from = (i, level, place);
                }
                else if (from is { } walk && IsUnanswered(i) && Math.Abs(place - slices[walk.Last].PositionMm) <= gapMm)
                {
                    taken.Add((i, walk.Level, Math.Abs(place - walk.FromMm)));
                    from = walk with { Last = i };
                }
                else
                {
                    from = null;
                }
            }
        }

        bool IsUnanswered(int i) => slices[i].Slice.Status == SliceStatus.Abstained || verdict.NotAssessable.ElementAtOrDefault(i);
    }

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
