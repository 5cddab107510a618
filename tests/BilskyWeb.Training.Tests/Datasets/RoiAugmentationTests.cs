using BilskyWeb.Training.Datasets;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Tests.Datasets;

public sealed class RoiAugmentationTests
{
    [Fact]
    public void Vary_ManyWindows_ShowTheCanalWhereItIsSaidToBeAndNoneInAThird()
    {
        manual_seed(1);
        var random = new Random(1);
        var pixels = new byte[160 * 160];
        Array.Fill(pixels, (byte)128);
        var sample = new RoiSample("s", 160, 160, pixels, 80, 90);
        using var scope = NewDisposeScope();

        var (windows, centres) = RoiAugmentation.Vary([.. Enumerable.Repeat(sample, 200)], random);

        Assert.Equal([200, 1, RoiAugmentation.Side, RoiAugmentation.Side], windows.shape);
        Assert.InRange(centres.Count(c => double.IsNaN(c.X)), 200 / 4, 200 / 2);
        for (var i = 0; i < centres.Length; i++)
        {
            var (x, y) = centres[i];
            if (double.IsNaN(x))
                continue;
            Assert.True(x >= 0 && y >= 0 && x < RoiAugmentation.Side && y < RoiAugmentation.Side);
            var around = windows[i, 0, Math.Max(0, (int)y - 4)..Math.Min(RoiAugmentation.Side, (int)y + 5), Math.Max(0, (int)x - 4)..Math.Min(RoiAugmentation.Side, (int)x + 5)];
            Assert.True(windows[i].max().item<float>() == 0 || around.count_nonzero().item<long>() > 0);
        }
    }
}
