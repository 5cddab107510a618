namespace BilskyWeb.Core.Grading;

/// <summary>
/// Which graded slices are neighbours: next to each other among the graded ones of one axis, in their order or along the canal, and not too far apart.
/// </summary>
/// <remarks>
/// Both orders count, since blocks that overlap are kept together in the list: a lesion at the border of two blocks is one run along the canal, and one
/// within a block stays a run although another block's slices lie in between.
/// </remarks>
internal static class Neighbourhood
{
    public static IReadOnlyList<int> GradedIndices(IReadOnlyList<PlacedSlice> slices) =>
        [.. Enumerable.Range(0, slices.Count).Where(i => slices[i].Slice is { Status: SliceStatus.Graded, Grade: not null })];

    /// <summary>Maximal runs of neighbouring graded slices that all belong, each in order along the canal in the direction of the list.</summary>
    /// <remarks>
    /// A slice whose canal was not clearly seen can make a run longer and never parts one: a mild answer where nothing was to be seen is no proof that the disease ends there.
    /// </remarks>
    public static IEnumerable<List<int>> Runs(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<int> graded, double gapMm, Func<int, bool> belongs)
    {
        graded = [.. graded.Where(i => belongs(i) || slices[i].Slice.RoiSource is not (RoiSource.Faint or RoiSource.Neighbours))];
        var along = AlongCanal(slices, graded);
        var runs = graded.Where(belongs).ToDictionary(i => i, i => new List<int> { i });
        foreach (var (one, next) in graded.Zip(graded.Skip(1)).Concat(along.Zip(along.Skip(1))))
        {
            if (runs.TryGetValue(one, out var run) && runs.TryGetValue(next, out var other) && run != other && Near(slices[one], slices[next], gapMm))
            {
                run.AddRange(other);
                other.ForEach(i => runs[i] = run);
            }
        }

        var place = along.Select((index, at) => (index, at)).ToDictionary(p => p.index, p => p.at);
        return runs.Values.Distinct().Select(run => run.OrderBy(i => place[i]).ToList()).OrderBy(run => run.Min()).ToList();
    }

    private static List<int> AlongCanal(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<int> graded)
    {
        var headFirst = graded.Count == 0 || slices[graded[0]].PositionMm >= slices[graded[^1]].PositionMm;
        return [.. graded.OrderBy(i => slices[i].Axis).ThenBy(i => headFirst ? -slices[i].PositionMm : slices[i].PositionMm).ThenBy(i => i)];
    }

    private static bool Near(PlacedSlice one, PlacedSlice other, double gapMm) => one.Axis == other.Axis && Math.Abs(one.PositionMm - other.PositionMm) <= gapMm;
}
