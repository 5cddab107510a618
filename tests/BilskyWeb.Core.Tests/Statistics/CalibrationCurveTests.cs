using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Core.Tests.Statistics;

public sealed class CalibrationCurveTests
{
    [Fact]
    public void From_HonestProbabilities_ErrorIsSmallAndDishonestLarge()
    {
        var said = Enumerable.Repeat(0.75, 400).ToArray();
        Assert.Equal(0, CalibrationCurve.From(said, [.. Enumerable.Range(0, 400).Select(i => i % 4 != 0)]).ExpectedError!.Value, 1e-9);
        Assert.Equal(0.5, CalibrationCurve.From(said, [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0)]).ExpectedError!.Value, 1e-9);
    }

    [Fact]
    public void From_Probabilities_FallIntoTenBinsWithIntervals()
    {
        var curve = CalibrationCurve.From([0, 0.05, 0.95, 1], [false, false, true, false]);

        Assert.Equal(10, curve.Bins.Count);
        Assert.Equal(0.025, curve.Bins[0].MeanSaid!.Value, 1e-12);
        Assert.Equal(0, curve.Bins[0].Came.Value);
        Assert.Equal("50.0% (1/2; 1.3–98.7)", StatisticText.Of(curve.Bins[9].Came));
        Assert.Equal("No probability lies here.", curve.Bins[5].Came.Undefined);
    }

    [Fact]
    public void From_Nothing_HasNoError() => Assert.Null(CalibrationCurve.From([], []).ExpectedError);

    [Fact]
    public void QuantileOf_Five_InterpolatesBetweenThem()
    {
        Assert.Equal(3, Quantile.Of([5, 1, 2, 4, 3], 0.5));
        Assert.Equal(4.6, Quantile.Of([5, 1, 2, 4, 3], 0.9)!.Value, 1e-9);
        Assert.Null(Quantile.Of([], 0.5));
    }
}
