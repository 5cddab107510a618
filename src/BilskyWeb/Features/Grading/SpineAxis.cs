using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Features.Grading;

/// <summary>A slice of a stack that is graded.</summary>
/// <param name="Stack">Its stack.</param>
/// <param name="Scan">Number of the stack in the study.</param>
/// <param name="Index">Its place in the stack.</param>
internal readonly record struct StackSlice(SeriesFacts Stack, int Scan, int Index)
{
    public SliceFacts Facts => Stack.Slices[Index];
}

/// <summary>
/// Stacks whose positions can be compared: those of one stated frame of reference (PS3.3 C.7.4.1). A stack of another one, or that does not say where its
/// images lie, has an axis of its own.
/// </summary>
internal sealed class SpineAxis
{
    private SpineAxis(IEnumerable<(SeriesFacts Stack, int Scan)> stacks, bool isPlaced)
    {
        IsPlaced = isPlaced;
        Slices = [.. stacks
            .SelectMany(s => s.Stack.Slices.Select((_, i) => new StackSlice(s.Stack, s.Scan, i)))
            .GroupBy(s => (s.Scan, s.Facts.Block))
            .OrderByDescending(block => isPlaced ? block.Average(s => s.Facts.ImagePlane!.Centre.Z) : 0)
            .SelectMany(block => block)];
    }

    /// <summary>True when every image says where it lies.</summary>
    public bool IsPlaced { get; }

    /// <summary>All slices, head first block by block as far as headers tell.</summary>
    public IReadOnlyList<StackSlice> Slices { get; }

    /// <summary>The axes of stacks, head first as far as their heights, else their series numbers tell.</summary>
    public static IReadOnlyList<SpineAxis> Of(IReadOnlyList<SeriesFacts> stacks) =>
        [.. stacks
            .Select((stack, scan) => (Stack: stack, Scan: scan))
            .GroupBy(s => IsComparable(s.Stack) ? $"frame {s.Stack.FrameOfReferenceUid}" : $"stack {s.Scan}")
            .Select(axis => new SpineAxis(axis, axis.All(s => SaysWhere(s.Stack))))
            .OrderByDescending(a => a.IsPlaced).ThenByDescending(a => a.IsPlaced ? a.TopMm : 0).ThenBy(a => a.Slices[0].Stack.Number ?? int.MaxValue)];

    /// <summary>Puts the slices in order along the spine.</summary>
    /// <param name="canals">Per slice the canal's centre in the patient; null where it was not found.</param>
    /// <returns>Numbers of slices with their positions in millimetres, larger towards the head.</returns>
    public IReadOnlyList<(int Slice, double PositionMm)> Order(IReadOnlyList<PatientVector?> canals)
    {
        if (!IsPlaced)
        {
            // Slice locations where there are any, else one thickness apart in the order of their numbers.
            return [.. Slices.Select((s, i) => (i, s.Facts.PositionMm ?? -s.Index * (s.Stack.SliceThicknessMm ?? 4)))];
        }

        return CanalOrder.Of([.. Slices.Select((s, i) => new CanalImage(s.Facts.ImagePlane!, (s.Scan * Slices.Count) + s.Facts.Block, canals[i]))]);
    }

    private double TopMm => Slices.Max(s => s.Facts.ImagePlane!.Centre.Z);

    private static bool IsComparable(SeriesFacts stack) => stack.FrameOfReferenceUid.Length > 0 && SaysWhere(stack);

    /// <summary>False as well where all images claim one place: their positions were lost.</summary>
    private static bool SaysWhere(SeriesFacts stack) =>
        stack.Slices.All(s => s.ImagePlane is not null)
        && (stack.Slices.Count == 1 || stack.Slices.Skip(1).Any(s => s.ImagePlane!.Origin.Minus(stack.Slices[0].ImagePlane!.Origin).Length > 0.05));
}
