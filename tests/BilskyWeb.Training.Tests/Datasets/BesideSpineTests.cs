using BilskyWeb.Core.Geometry;
using BilskyWeb.Training.Datasets;

namespace BilskyWeb.Training.Tests.Datasets;

public sealed class BesideSpineTests
{
    [Fact]
    public void Parts_CanalInTheMiddle_AreTheFourSidesWithoutIt()
    {
        var parts = BesideSpine.Parts(200, 300, (100, 150), 1, 0.5).ToArray();

        Assert.Equal([(0, 0, 0, 80, 300), (1, 120, 0, 80, 300), (2, 0, 0, 200, 110), (3, 0, 190, 200, 110)], parts);
    }

    [Fact]
    public void Parts_TooNarrow_AreLeftOut()
    {
        Assert.Equal([2, 3], BesideSpine.Parts(60, 200, (30, 100), 1, 1).Select(p => p.Side));
        Assert.Empty(BesideSpine.Parts(60, 60, (30, 30), 1, 1));
    }

    [Fact]
    public void SeriesOf_SlicesWithAndWithoutCanal_GivesEachSideItsSlicesInOrder()
    {
        var image = new GreyImage(100, 100, [.. Enumerable.Range(0, 10_000).Select(i => (float)i)], 1, 1);
        var series = LabelledSeries.Of("s", [new LabelledSlice(image, (60, 50), null, null), new LabelledSlice(image, null, null, null), new LabelledSlice(image, (60, 70), null, null)]);

        var sides = BesideSpine.SeriesOf(series).ToArray();

        Assert.Equal([(2, 40, 100), (1, 100, 50)], sides.Select(s => (s.Count, s[0].Width, s[0].Height)));
        Assert.Equal([39f, 100f], sides[0][1].Pixels[39..41]);
    }
}
