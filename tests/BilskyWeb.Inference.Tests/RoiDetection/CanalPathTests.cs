using BilskyWeb.Inference.RoiDetection;

namespace BilskyWeb.Inference.Tests.RoiDetection;

public sealed class CanalPathTests
{
    private static readonly SlicePlaces Stacked = SlicePlaces.Of([], null);

    [Fact]
    public void Surest_NoFind_IsEmpty() => Assert.Empty(CanalPath.Surest(new (double, double, double)?[5], Stacked));

    [Fact]
    public void Surest_AirwaySeenOnHalfOfAStackInARow_RunsThroughTheCanalOnBothSides()
    {
        // Surer of the airway, 35 mm in front, on eight slices in a row than of the canal on the twelve others.
        var finds = Enumerable.Range(0, 20).Select(i => ((double, double, double)?)(i is >= 6 and < 14 ? (100, 25, 0.7) : (100, 60 + (0.5 * i), 0.8))).ToArray();

        Assert.Equal([0, 1, 2, 3, 4, 5, 14, 15, 16, 17, 18, 19], CanalPath.Surest(finds, Stacked));
    }

    [Fact]
    public void Surest_CurvedSpineWithGaps_LosesNoSlice()
    {
        var finds = Enumerable.Range(0, 30).Select(i => i % 5 == 3 ? ((double, double, double)?)null : (100, 60 + (0.04 * i * i), 0.9)).ToArray();

        Assert.Equal(Enumerable.Range(0, 30).Where(i => i % 5 != 3), CanalPath.Surest(finds, Stacked));
    }
}
