using System.Globalization;

namespace BilskyWeb.Imaging.Series;

/// <summary>How the slices of a stack lie one behind the other.</summary>
/// <param name="Count">Slices.</param>
/// <param name="SpacingMm">Median distance between neighbouring slices, in millimetres; null when positions are not known or there is one slice.</param>
/// <param name="CoverageMm">From the first slice's centre to the last one's, in millimetres; null when not known.</param>
/// <param name="Missing">Slices that the spacing lets expect and that are not there.</param>
/// <param name="Blocks">Groups of slices of one tilt each; 1 for a straight stack.</param>
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

    /// <summary>Lays out slices that are sorted head first.</summary>
    internal static StackLayout Of(IReadOnlyList<SliceFacts> slices)
    {
        var positions = slices.Select(slice => slice.PositionMm).OfType<double>().ToArray();
        double? tilt = slices.Select(slice => slice.TiltDegrees).OfType<double>().ToArray() is { Length: > 0 } tilts ? Median(tilts) : null;
        var blocks = CountBlocks(slices);
        if (positions.Length < 2 || positions.Length != slices.Count)
        {
            return new StackLayout(slices.Count, null, null, 0, blocks, tilt);
        }

        var steps = positions.Zip(positions.Skip(1), (upper, lower) => upper - lower).ToArray();
        var spacing = Median(steps);
        // Between blocks of different tilt the distance is the scanner operator's choice, not a loss.
        var missing = blocks > 1 || spacing < 0.05 ? 0 : steps.Sum(step => Math.Clamp((int)Math.Round(step / spacing) - 1, 0, 1000));
        return new StackLayout(slices.Count, spacing, positions[0] - positions[^1], missing, blocks, tilt);
    }

    internal static string Millimetres(double mm) => Math.Round(mm, mm < 10 ? 1 : 0).ToString(CultureInfo.InvariantCulture);

    private static int CountBlocks(IReadOnlyList<SliceFacts> slices)
    {
        const double CosineOf3Degrees = 0.99863;
        var blocks = 1;
        for (var i = 1; i < slices.Count; i++)
        {
            if (slices[i].Geometry is { } here && slices[i - 1].Geometry is { } before && Math.Abs(here.Normal.Dot(before.Normal)) < CosineOf3Degrees)
            {
                blocks++;
            }
        }

        return blocks;
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
