using BilskyWeb.Inference.RoiDetection;

namespace BilskyWeb.Inference.Tests.RoiDetection;

public sealed class SpineLineTests
{
    private static readonly SlicePlaces Stacked = SlicePlaces.Of([], null);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(19)]
    public void Expect_StraightTiltedSpine_IsOnTheLine(int slice)
    {
        var expected = SpineLine.Expect(Spine(20, i => (100 + (2.5 * i), 60 - i)), Stacked, slice)!.Value;

        Assert.Equal(100 + (2.5 * slice), expected.X, 1e-9);
        Assert.Equal(60 - slice, expected.Y, 1e-9);
    }

    [Fact]
    public void Expect_TwoOutliersAmongTen_DoNotBendIt()
    {
        var spine = Spine(11, i => (100 + i, 60));
        spine[3] = (10, 10);
        spine[8] = (300, 200);

        Assert.Equal(105, SpineLine.Expect(spine, Stacked, 5)!.Value.X, 1.0);
        Assert.Equal(60, SpineLine.Expect(spine, Stacked, 5)!.Value.Y, 1.0);
    }

    [Fact]
    public void Expect_KyphosisOfATypicalSpine_StaysWithinAFewMillimetres()
    {
        // A 400 mm radius over 160 mm, slices 4 mm apart: the far end is 32 mm away, neighbours differ by less than 1 mm.
        var spine = Spine(40, i => (100, 60 + Sagitta(i)));

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(60 + Sagitta(i), SpineLine.Expect(spine, Stacked, i)!.Value.Y, 3.0);
        }

        static double Sagitta(int i) => 400 - Math.Sqrt((400 * 400) - (i * 4.0 * i * 4.0));
    }

    [Fact]
    public void Expect_TooFewNeighbours_IsNull()
    {
        Assert.Null(SpineLine.Expect(Spine(4, _ => (1, 1)), Stacked, 0));
        Assert.Null(SpineLine.Expect(new (double, double)?[20], Stacked, 10));
    }

    [Fact]
    public void HasCompany_CanalThroughTheSeriesOrUpToASlice_HasIt()
    {
        var spine = Spine(20, i => (100 + i, 60));
        Array.Fill(spine, null, 12, 8);

        Assert.All(Enumerable.Range(0, 12), i => Assert.True(HasCompany(spine, i), $"slice {i}"));
        Assert.False(HasCompany(spine, 12));
    }

    [Fact]
    public void HasCompany_LoneFindOrScatteredFinds_HaveNone()
    {
        var lone = new (double X, double Y)?[20];
        lone[9] = (100, 60);
        var scattered = Spine(20, i => (40 * (i % 5), 60));

        Assert.False(HasCompany(lone, 9));
        Assert.All(Enumerable.Range(0, 20), i => Assert.False(HasCompany(scattered, i), $"slice {i}"));
    }

    [Fact]
    public void HasCompany_ShortSeries_SaysNothingAgainstAFind()
    {
        var lone = new (double X, double Y)?[4];
        lone[2] = (100, 60);

        Assert.True(HasCompany(lone, 2));
    }

    private static bool HasCompany((double X, double Y)?[] spine, int slice) =>
        SpineLine.HasCompany(spine.Length, slice, i => spine[slice] is { } own && spine[i] is { } other && double.Hypot(own.X - other.X, own.Y - other.Y) <= 12);

    private static (double X, double Y)?[] Spine(int count, Func<int, (double, double)> centre) =>
        [.. Enumerable.Range(0, count).Select(i => ((double, double)?)centre(i))];
}
