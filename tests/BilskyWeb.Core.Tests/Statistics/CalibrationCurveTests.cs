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

    /// <summary>Every tenth, and its neighbours in double precision, lie in the bin [k/10, (k+1)/10). In single precision 0.7 and 0.9 fell below.</summary>
    [Fact]
    public void From_EdgesOfBins_LieInTheBinThatBeginsThere()
    {
        for (var k = 1; k < 10; k++)
        {
            var edge = double.Parse($"0.{k}", System.Globalization.CultureInfo.InvariantCulture);
            var curve = CalibrationCurve.From([Math.BitDecrement(edge), edge, Math.BitIncrement(edge)], [false, true, true]);

            Assert.Equal((1, 2), (curve.Bins[k - 1].Came.Of, curve.Bins[k].Came.Of));
        }

        Assert.Equal(1, CalibrationCurve.From([1], [true]).Bins[9].Came.Of);
    }

    [Fact]
    public void Of_ReadsOf07And09_HaveTheErrorOfTheirOwnBins()
    {
        var reads = new ReadTable(["ref", "model"], withProbabilities: ["model"]);
        foreach (var (said, high) in new[] { (0.7, true), (0.65, false), (0.9, true), (0.85, false) })
        {
            reads.Add([(byte)(high ? 5 : 0), 0], -1, [double.NaN, said]);
        }

        Assert.Equal((0.3 + 0.65 + 0.1 + 0.85) / 4, AgreementAnalysis.Of(reads, 0).Readers[0].Calibration!.ExpectedError!.Value, 1e-12);
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
