using System.Globalization;
using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Imaging.Series;

/// <summary>How the slices of a stack lie one behind the other.</summary>
/// <param name="Count">Slices.</param>
/// <param name="SpacingMm">Median distance between neighbouring slices, in millimetres; null when positions are not known or there is one slice.</param>
/// <param name="CoverageMm">From the first slice's centre to the last one's, in millimetres; null when not known.</param>
/// <param name="Missing">Slices that the spacing lets expect and that are not there.</param>
/// <param name="Blocks">Groups of slices of one tilt each that follow each other; 1 for a straight stack.</param>
/// <param name="TiltDegrees">Median angle of the slices' normals to the patient's length; null when not known.</param>
public sealed record StackLayout(int Count, double? SpacingMm, double? CoverageMm, int Missing, int Blocks, double? TiltDegrees)
{
    /// <summary>Angle from which a tilt is worth telling.</summary>
    internal const double ObliqueDegrees = 10;

    internal static StackLayout Empty { get; } = new(0, null, null, 0, 1, null);

    /// <summary>For people: <c>31 slices, 4 mm apart</c>, with gaps and tilt where there are any.</summary>
    public string Describe()
    {
        var text = Count == 1 ? "1 slice" : $"{Count} slices";
        if (SpacingMm is { } spacing)
        {
            text += $", {Millimetres(spacing)} mm apart";
        }

        if (Missing > 0)
        {
            text += Missing == 1 ? ", 1 slice missing in between" : $", {Missing} slices missing in between";
        }

        if (Blocks > 1)
        {
            text += $", in {Blocks} blocks of different tilt";
        }
        else if (TiltDegrees is { } tilt and >= ObliqueDegrees)
        {
            text += $", tilted by {Math.Round(tilt).ToString(CultureInfo.InvariantCulture)}°";
        }

        return text;
    }

    /// <summary>Lays out slices that are sorted head first, block by block.</summary>
    internal static StackLayout Of(IReadOnlyList<SliceFacts> slices)
    {
        var positions = slices.Select(slice => slice.PositionMm).OfType<double>().ToArray();
        var tilt = Quantile.Median(slices.Select(slice => slice.TiltDegrees).OfType<double>());
        var blocks = slices.Select(slice => slice.Block).Distinct().Count();
        if (positions.Length < 2 || positions.Length != slices.Count)
        {
            return new StackLayout(slices.Count, null, null, 0, Math.Max(1, blocks), tilt);
        }

        // Between blocks the distance is the scanner operator's choice, not a loss.
        var steps = slices.Zip(slices.Skip(1)).Where(pair => pair.First.Block == pair.Second.Block).Select(Step).ToArray();
        var spacing = Quantile.Median(steps);
        var missing = spacing is not { } mm || mm < 0.05 ? 0 : steps.Sum(step => Math.Clamp((int)Math.Round(step / mm) - 1, 0, 1000));
        return new StackLayout(slices.Count, spacing, positions.Max() - positions.Min(), missing, blocks, tilt);
    }

    /// <summary>Along the slices' own normal, which in a stack of blocks is not that of the whole.</summary>
    private static double Step((SliceFacts Upper, SliceFacts Lower) pair) => pair is { Upper.Geometry: { } upper, Lower.Geometry: { } lower }
        ? Math.Abs(upper.Centre.Minus(lower.Centre).Dot(lower.Normal))
        : pair.Upper.PositionMm!.Value - pair.Lower.PositionMm!.Value;

    internal static string Millimetres(double mm) => Math.Round(mm, mm < 10 ? 1 : 0).ToString(CultureInfo.InvariantCulture);
}
