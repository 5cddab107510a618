using BilskyWeb.Core.Statistics;
using CsCheck;

namespace BilskyWeb.Core.Tests.Statistics;

public sealed class RocCurveTests
{
    private static readonly Gen<(double, bool)[]> AnyScores = Gen.Select(Gen.Int[0, 12].Select(i => i / 12.0), Gen.Bool).Array[2, 60];

    /// <summary>
    /// CT images of Hanley and McNeil, Radiology 1982;143:29, rated 1 to 5: 58 normal, 51 abnormal. Stata's roctab prints area 0.8932, SE 0.0307 and
    /// 95% CI 0.83295–0.95339 by DeLong's method.
    /// </summary>
    [Fact]
    public void From_HanleyAndMcNeil_IsWhatStataPrints()
    {
        int[] normal = [33, 6, 6, 11, 2], abnormal = [3, 2, 2, 11, 33];
        List<double> scores = [];
        List<bool> high = [];
        for (var rating = 0; rating < 5; rating++)
        {
            scores.AddRange(Enumerable.Repeat(rating / 4.0, normal[rating] + abnormal[rating]));
            high.AddRange(Enumerable.Repeat(false, normal[rating]).Concat(Enumerable.Repeat(true, abnormal[rating])));
        }

        var roc = RocCurve.From(scores, high);

        Assert.Equal(0.8932, roc.Area.Value!.Value, 5e-5);
        Assert.Equal(0.0307, roc.Area.StandardError!.Value, 5e-5);
        Assert.Equal(0.83295, roc.Area.Low!.Value, 5e-6);
        Assert.Equal(0.95339, roc.Area.High!.Value, 5e-6);
        Assert.Equal(5, roc.Points.Count);
        Assert.Equal(new RocPoint(0, 1, 1), roc.Points[^1]);
    }

    [Fact]
    public void From_OneSideOnly_IsUndefined()
    {
        Assert.Equal("The reference has no high-grade item with a probability.", RocCurve.From([0.1, 0.2], [false, false]).Area.Undefined);
        Assert.Equal("No item has a probability.", RocCurve.From([], []).Area.Undefined);
        var parted = RocCurve.From([0.1, 0.2, 0.8, 0.9], [false, false, true, true]).Area;
        Assert.Equal(1, parted.Value);
        Assert.Contains("without overlap", parted.Undefined, StringComparison.Ordinal);
    }

    [Fact]
    public void From_AnyScores_AreaIsThatUnderThePoints() => AnyScores.Where(s => s.Any(x => x.Item2) && s.Any(x => !x.Item2)).Sample(items =>
    {
        var roc = RocCurve.From([.. items.Select(i => i.Item1)], [.. items.Select(i => i.Item2)]);
        var (area, last) = (0.0, new RocPoint(1, 0, 0));
        foreach (var point in roc.Points)
        {
            area += (point.FalsePositiveShare - last.FalsePositiveShare) * (point.Sensitivity + last.Sensitivity) / 2;
            last = point;
        }

        Assert.Equal(area, roc.Area.Value!.Value, 1e-9);
    });

    [Fact]
    public void From_ScoresTurnedRound_AreaMirrors() => AnyScores.Where(s => s.Count(x => x.Item2) > 1 && s.Count(x => !x.Item2) > 1).Sample(items =>
    {
        var roc = RocCurve.From([.. items.Select(i => i.Item1)], [.. items.Select(i => i.Item2)]).Area;
        var turned = RocCurve.From([.. items.Select(i => 1 - i.Item1)], [.. items.Select(i => i.Item2)]).Area;
        Assert.Equal(roc.Value!.Value, 1 - turned.Value!.Value, 1e-9);
        Assert.Equal(roc.StandardError ?? 0, turned.StandardError ?? 0, 1e-6);
    });
}
