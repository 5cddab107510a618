namespace BilskyWeb.Phantom.Tests;

public sealed class DetectorSliceTests
{
    [Fact]
    public void Draw_SameSeed_SameSlice()
    {
        var first = DetectorSlice.Draw(9);
        var second = DetectorSlice.Draw(9);
        Assert.Equal(first.Canal, second.Canal);
        Assert.Equal(first.Image.Pixels, second.Image.Pixels);
    }

    [Fact]
    public void Draw_ManySeeds_CanalInsideTheImageOrNone()
    {
        var without = 0;
        const int drawn = 40;
        for (var seed = 0; seed < drawn; seed++)
        {
            var slice = DetectorSlice.Draw(seed);
            Assert.All(slice.Image.Pixels, p => Assert.True(float.IsFinite(p)));
            if (slice.Canal is not { } canal)
            {
                without++;
                continue;
            }

            Assert.InRange(canal.X, 0, slice.Image.Width);
            Assert.InRange(canal.Y, 0, slice.Image.Height);
        }

        Assert.InRange(without, 2, drawn / 3);
    }
}
