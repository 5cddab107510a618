namespace BilskyWeb.Imaging.Series;

/// <summary>A stack is acquired again because the first was not good enough: of two that show the same equally well, the later goes first.</summary>
internal static class LaterRepeats
{
    /// <summary>Comparing each with each; studies of more stacks than this are no clinical ones.</summary>
    private const int MostStacks = 400;

    /// <summary>True when it is known that the first was acquired after the second.</summary>
    public static bool IsLater(SeriesFacts a, SeriesFacts b) =>
        a.AcquiredAt != b.AcquiredAt
            ? a.AcquiredAt > b.AcquiredAt && b.AcquiredAt > DateTime.MinValue
            : a.SeriesInstanceUid != b.SeriesInstanceUid && a.Number is { } number && b.Number is { } other && number > other;

    /// <summary>Moves each later repeat before what it repeats.</summary>
    /// <param name="candidates">In the order in which they would be taken.</param>
    public static void PutFirst(List<SeriesChoice> candidates)
    {
        if (candidates.Count > MostStacks)
        {
            return;
        }

        for (var i = 0; i < candidates.Count; i++)
        {
            for (var j = i + 1; j < candidates.Count; j++)
            {
                var (first, second) = (candidates[i], candidates[j]);
                if (AreEqual(first, second) && IsLater(second.Series, first.Series) && RepeatEachOther(first.Series, second.Series))
                {
                    candidates.RemoveAt(j);
                    candidates.Insert(i, second);
                }
            }
        }
    }

    /// <summary>True when only the time tells two stacks apart. Of a Dixon acquisition one that says what its images are goes before one that does not, which may be the fat images.</summary>
    public static bool AreEqual(SeriesChoice a, SeriesChoice b) => a.Rank == b.Rank && MayBeFat(a.Series) == MayBeFat(b.Series);

    /// <summary>True for a Dixon series that does not say which of its images these are.</summary>
    public static bool MayBeFat(SeriesFacts series) => series.Kind == FrameKind.Plain && new SeriesNames(series).Dixon is not null;

    /// <summary>True when each is known to show what the other shows.</summary>
    public static bool RepeatEachOther(SeriesFacts a, SeriesFacts b) => StackGround.AreComparable(a, b) && IsRepeat(a, b) && IsRepeat(b, a);

    private static bool IsRepeat(SeriesFacts stack, SeriesFacts of) =>
        StackGround.FreshSlices(stack, [of]) is var fresh && fresh < SeriesRules.FewestSlices && fresh * 2 < stack.Slices.Count;
}
