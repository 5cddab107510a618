namespace BilskyWeb.Features.Grading;

/// <summary>On which axis each slice of a grading lies, where it has several: a position without its part then says nothing.</summary>
internal static class SliceAxes
{
    /// <summary>The axes by ordinal; null where all slices lie on one.</summary>
    public static IReadOnlyList<int>? Of(IReadOnlyList<int> axes) => axes.Distinct().Skip(1).Any() ? axes : null;

    /// <summary>The axis of one slice; null where all lie on one, or there is no such slice.</summary>
    public static int? At(IReadOnlyList<int> axes, int ordinal) => ordinal >= 0 && ordinal < axes.Count ? Of(axes)?[ordinal] : null;

    /// <summary>Those of a run's slices, which are in their order.</summary>
    public static IReadOnlyList<int>? Of(IEnumerable<SliceResult> slices) => Of([.. slices.OrderBy(s => s.Ordinal).Select(s => s.Axis)]);
}
