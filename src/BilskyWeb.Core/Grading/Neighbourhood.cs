namespace BilskyWeb.Core.Grading;

/// <summary>Which graded slices are neighbours: next to each other among the graded ones, and not too far apart.</summary>
internal static class Neighbourhood
{
    public static IReadOnlyList<int> GradedIndices(IReadOnlyList<PlacedSlice> slices) =>
        [.. Enumerable.Range(0, slices.Count).Where(i => slices[i].Slice is { Status: SliceStatus.Graded, Grade: not null })];

    /// <summary>Maximal runs of neighbouring graded slices that all belong.</summary>
    public static IEnumerable<List<int>> Runs(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<int> graded, double gapMm, Func<int, bool> belongs)
    {
        List<int> run = [];
        foreach (var index in graded)
        {
            var parted = run.Count > 0 && Math.Abs(slices[index].PositionMm - slices[run[^1]].PositionMm) > gapMm;
            if (run.Count > 0 && (parted || !belongs(index)))
            {
                yield return run;
                run = [];
            }

            if (belongs(index))
            {
                run.Add(index);
            }
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }
}
