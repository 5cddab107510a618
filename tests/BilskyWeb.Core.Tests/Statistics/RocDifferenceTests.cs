using BilskyWeb.Core.Statistics;
using CsCheck;

namespace BilskyWeb.Core.Tests.Statistics;

public sealed class RocDifferenceTests
{
    private static readonly Gen<(double A, double B, bool High)[]> AnyScores =
        Gen.Select(Gen.Int[0, 9].Select(i => i / 9.0), Gen.Int[0, 9].Select(i => i / 9.0), Gen.Bool).Array[6, 40].Where(s => s.Count(x => x.Item3) > 1 && s.Count(x => !x.Item3) > 1);

    /// <summary>Against the definition: every high-grade item with every low-grade one (DeLong, DeLong and Clarke-Pearson 1988, formulas 3 to 7).</summary>
    [Fact]
    public void Of_AnyScores_IsTheDefinition() => AnyScores.Sample(items =>
    {
        double Kernel((double A, double B, bool High) x, (double A, double B, bool High) y) => Wins(x.B, y.B) - Wins(x.A, y.A);
        var (highs, lows) = (items.Where(i => i.High).ToList(), items.Where(i => !i.High).ToList());
        var area = highs.Average(x => lows.Average(y => Kernel(x, y)));
        var variance = highs.Sum(x => Math.Pow(lows.Average(y => Kernel(x, y)) - area, 2)) / (highs.Count - 1.0) / highs.Count
            + lows.Sum(y => Math.Pow(highs.Average(x => Kernel(x, y)) - area, 2)) / (lows.Count - 1.0) / lows.Count;

        var difference = RocDifference.Of([.. items.Select(i => i.A)], [.. items.Select(i => i.B)], [.. items.Select(i => i.High)]);

        Assert.Equal(area, difference.Value!.Value, 1e-9);
        Assert.Equal(Math.Sqrt(variance), difference.StandardError ?? 0, 1e-9);
    });

    [Fact]
    public void Of_TheSameScores_HasNothingToTest()
    {
        var difference = RocDifference.Of([0.1, 0.4, 0.3, 0.8], [0.2, 0.5, 0.4, 0.9], [false, false, true, true]);

        Assert.Equal(0, difference.Value);
        Assert.Contains("no difference to test", difference.Undefined, StringComparison.Ordinal);
    }

    /// <summary>In single precision these were ties: an area of 0.5.</summary>
    [Fact]
    public void Area_ScoresThatDifferBy1e8_AreToldApart()
    {
        double[] scores = [.. Enumerable.Range(0, 40).Select(i => 0.97 + (i * 1e-8))];
        var reads = new ReadTable(["ref", "model"], withProbabilities: ["model"]);
        for (var i = 0; i < scores.Length; i++)
        {
            reads.Add([(byte)(i < 20 ? 0 : 5), 5], -1, [double.NaN, scores[i]]);
        }

        Assert.Equal(1, AgreementAnalysis.Of(reads, 0).Readers[0].Roc!.Area.Value);
    }

    /// <summary>Rounding passed for variance and gave a p of 1e-154.</summary>
    [Theory]
    [InlineData(3, 7)]
    [InlineData(49, 113)]
    [InlineData(84, 982)]
    public void Area_WithoutOverlapOrAllAlike_HasNoInterval(int highs, int lows)
    {
        bool[] high = [.. Enumerable.Range(0, highs + lows).Select(i => i >= lows)];
        var parted = RocCurve.From([.. high.Select((h, i) => (h ? 0.9 : 0.1) + (i * 1e-5))], high).Area;
        var alike = RocCurve.From([.. high.Select(_ => 0.3)], high).Area;

        Assert.Equal((1.0, null, null), (parted.Value!.Value, parted.P, parted.Low));
        Assert.Contains("without overlap", parted.Undefined, StringComparison.Ordinal);
        Assert.Equal((0.5, null), (alike.Value!.Value, alike.P));
        Assert.Contains("stands alike", alike.Undefined, StringComparison.Ordinal);
    }

    private static double Wins(double high, double low) => high > low ? 1 : high == low ? 0.5 : 0;
}
