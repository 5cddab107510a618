using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Core.Tests.Statistics;

public sealed class ClusterBootstrapTests
{
    private static readonly Func<ConfusionMatrix, double?> Accuracy = table => table.Accuracy.Value;

    [Fact]
    public void Estimate_SameSeed_GivesTheSameInterval()
    {
        var studies = Studies(40, i => i % 3 == 0 ? [[8, 4], [0, 0]] : [[11, 0], [0, 1]]);

        Assert.Equal(ClusterBootstrap.Of(studies, 7).Estimate([Accuracy])[0], ClusterBootstrap.Of(studies, 7).Estimate([Accuracy])[0]);
        Assert.NotEqual(ClusterBootstrap.Of(studies, 7).Estimate([Accuracy])[0], ClusterBootstrap.Of(studies, 8).Estimate([Accuracy])[0]);
    }

    /// <summary>200 studies of one slice are 200 independent slices: the bootstrap meets the binomial's standard error.</summary>
    [Fact]
    public void Estimate_OneSlicePerStudy_MeetsTheBinomial()
    {
        var estimate = ClusterBootstrap.Of(Studies(200, i => i % 5 == 0 ? [[0, 1], [0, 0]] : [[1, 0], [0, 0]]), 1).Estimate([Accuracy])[0];

        Assert.Equal(0.8, estimate.Value!.Value, 1e-12);
        Assert.Equal(Math.Sqrt(0.8 * 0.2 / 200), estimate.StandardError!.Value, 0.002);
        Assert.Equal(0.745, estimate.Low!.Value, 0.012);
        Assert.Equal(0.855, estimate.High!.Value, 0.012);
    }

    /// <summary>When all slices of a study are right or wrong together, 200 slices in 20 studies are worth 20.</summary>
    [Fact]
    public void Estimate_SlicesThatStandTogether_IsWiderThanSliceBySlice()
    {
        var together = ClusterBootstrap.Of(Studies(20, i => i % 5 == 0 ? [[0, 10], [0, 0]] : [[10, 0], [0, 0]]), 1).Estimate([Accuracy])[0];
        var bySlice = Share.From(160, 200);

        Assert.True(together.High - together.Low > 2 * (bySlice.High - bySlice.Low));
    }

    [Fact]
    public void Estimate_OneStudy_IsUndefined() =>
        Assert.Contains("Fewer than two studies", ClusterBootstrap.Of(Studies(1, _ => [[1, 0], [0, 1]]), 1).Estimate([Accuracy])[0].Undefined, StringComparison.Ordinal);

    [Fact]
    public void Estimate_CountedInOneStudyOnly_HasNoInterval()
    {
        var studies = Studies(10, i => i == 0 ? [[5, 0], [1, 1]] : [[5, 0], [0, 0]]);

        var sensitivity = ClusterBootstrap.Of(studies, 1).Estimate([table => table.SplitAtPathwayLine().Sensitivity.Value])[0];

        Assert.Equal(0.5, sensitivity.Value);
        Assert.Null(sensitivity.Low);
        Assert.Contains("too few studies", sensitivity.Undefined, StringComparison.Ordinal);
    }

    /// <summary>Twelve studies without a miss once had a sensitivity of 1.00 (1.00–1.00), as if the thirteenth could hold none.</summary>
    [Fact]
    public void Estimate_StudiesThatDoNotDiffer_HasNoInterval()
    {
        var perfect = ClusterBootstrap.Of(Studies(12, i => [[5 + i, 0], [0, 2]]), 1).Estimate([Accuracy])[0];

        Assert.Equal(1, perfect.Value);
        Assert.Null(perfect.Low);
        Assert.Null(perfect.StandardError);
        Assert.Contains("do not differ", perfect.Undefined, StringComparison.Ordinal);
    }

    private static ConfusionMatrix[] Studies(int count, Func<int, int[][]> table) => [.. Enumerable.Range(0, count).Select(i => new ConfusionMatrix(table(i)))];
}
