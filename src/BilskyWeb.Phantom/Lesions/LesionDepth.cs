using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Lesions;

/// <summary>How deep a lesion is made so that a grade becomes likely. It only steers how often a grade occurs; the label is measured.</summary>
internal static class LesionDepth
{
    /// <summary>Ranges of the depth in millimetres by intended grade; neighbours overlap so that borderline slices occur.</summary>
    private static readonly (double Low, double High)[] Ranges = [(-2, 0), (0.7, 2.4), (1.9, 4.8), (4, 6.6), (5.8, 9.5), (8, 12.5)];

    public static double Draw(SeededRandom random, ReadOnlySpan<double> mix, LesionOrigin origin, double scale) =>
        Draw(random, random.Weighted(mix), origin, scale);

    public static double Draw(SeededRandom random, int grade, LesionOrigin origin, double scale)
    {
        var (low, high) = Ranges[grade];
        // A mass from all sides needs less depth to do the same.
        var reach = origin == LesionOrigin.Circumferential && grade >= 3 ? 0.72 : 1;
        return random.Between(low, high) * reach * scale;
    }
}
