using BilskyWeb.Inference.RoiDetection;

namespace BilskyWeb.Inference.Tests.RoiDetection;

public sealed class HeatMapTests
{
    [Theory]
    [InlineData(20, 15)]
    [InlineData(20.25, 15.4)]
    [InlineData(20.5, 15.5)]
    [InlineData(19.7, 14.9)]
    public void Peak_TrainedBump_IsFoundWithinAFractionOfACell(double x, double y)
    {
        // What a detector that learnt its target perfectly gives: the logit of a Gaussian of 1.25 cells.
        var peak = Map(40, 30, (cx, cy) => Gaussian(cx, cy, x, y)).Peak()!.Value;

        Assert.Equal(x, peak.X, 0.06);
        Assert.Equal(y, peak.Y, 0.06);
        Assert.InRange(peak.Score, 0.85, 1);
    }

    [Fact]
    public void Peak_AtTheBorder_IsInside()
    {
        var peak = Map(40, 30, (cx, cy) => Gaussian(cx, cy, 0, 29)).Peak()!.Value;

        Assert.InRange(peak.X, 0, 1);
        Assert.InRange(peak.Y, 28, 29);
    }

    [Fact]
    public void PeakNear_WeakerBumpInTheCircle_TakesThatOne()
    {
        var map = Map(40, 30, (cx, cy) => Math.Max(Gaussian(cx, cy, 30, 20), 0.7 * Gaussian(cx, cy, 10, 10)));

        Assert.Equal(30, map.Peak()!.Value.X, 0.1);
        Assert.Equal(10, map.PeakNear(11, 9, 3)!.Value.X, 0.1);
    }

    [Fact]
    public void PeakNear_CircleOutsideTheMap_IsNull() => Assert.Null(Map(8, 8, (_, _) => 0.5).PeakNear(100, 100, 3));

    [Fact]
    public void Peak_NaNEverywhere_IsNull() => Assert.Null(new HeatMap(2, 2, [float.NaN, float.NaN, float.NaN, float.NaN]).Peak());

    private static double Gaussian(double x, double y, double cx, double cy) =>
        Math.Exp(-(((x - cx) * (x - cx)) + ((y - cy) * (y - cy))) / (2 * 1.25 * 1.25));

    private static HeatMap Map(int width, int height, Func<int, int, double> probability) => new(
        width,
        height,
        [.. Enumerable.Range(0, width * height).Select(i =>
        {
            var p = Math.Clamp(probability(i % width, i / width), 1e-6, 1 - 1e-6);
            return (float)Math.Log(p / (1 - p));
        })]);
}
