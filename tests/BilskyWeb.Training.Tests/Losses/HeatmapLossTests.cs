using BilskyWeb.Training.Losses;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Tests.Losses;

public sealed class HeatmapLossTests
{
    [Fact]
    public void Targets_CentreOfACell_PeaksThereAtOne()
    {
        using var scope = NewDisposeScope();
        var target = HeatmapLoss.Targets([(4 * 3.5, 4 * 5.5)], 10, 8);
        Assert.Equal(1, target[0, 0, 5, 3].item<float>(), 1e-6);
        Assert.Equal(target[0, 0, 5, 2].item<float>(), target[0, 0, 5, 4].item<float>(), 1e-6);
    }

    [Fact]
    public void Targets_NoCanal_AreZero()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, HeatmapLoss.Targets([(double.NaN, double.NaN)], 10, 8).sum().item<float>());
    }

    [Fact]
    public void Of_RightPlace_CostsLessThanWrongPlaceAndThanNowhere()
    {
        using var scope = NewDisposeScope();
        var target = HeatmapLoss.Targets([(18, 18)], 10, 10);
        var wrong = HeatmapLoss.Targets([(30, 30)], 10, 10);
        double Cost(Tensor belief) => HeatmapLoss.Of((belief * 8) - 4, target).item<float>();
        Assert.True(Cost(target) < Cost(wrong));
        Assert.True(Cost(target) < Cost(zeros_like(target)));
    }

    /// <summary>Whether there is a canal is judged by the highest cell alone: one false peak among a thousand right cells must not be cheap.</summary>
    [Fact]
    public void Of_OneFalsePeakWithoutCanal_IsDear()
    {
        using var scope = NewDisposeScope();
        var none = zeros(1, 1, 40, 40);
        var quiet = none - 8;
        var peak = quiet.clone();
        peak[0, 0, 20, 20] = 4;
        var mean = 4 / 100.0;
        Assert.True(HeatmapLoss.Of(peak, none).item<float>() - HeatmapLoss.Of(quiet, none).item<float>() > 10 * mean);
    }
}
