using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Tests.Grading;

public sealed class CanalContoursTests
{
    private const int Side = 80;
    private const double SampleMm = 0.5;

    // Pixels half as wide as high; the region's middle at column 100, row 60.
    private static readonly RegionOfInterest Region = new(60, 40, 80, 40, 1);

    [Fact]
    public void Of_RoundCordInARoundSac_LieAroundItInPixels()
    {
        var contours = Of((x, y) => Round(x, y));

        Assert.All(contours.Cord, p => Assert.Equal(4, FromMiddleMm(p), 0.4));
        Assert.All(contours.Sac, p => Assert.Equal(7, FromMiddleMm(p), 0.4));
        Assert.Empty(contours.Mass);
        Assert.Equal(48, contours.Cord.Count);
    }

    [Fact]
    public void Of_MassInFront_IsOutlinedWhereItLies()
    {
        var contours = Of((x, y) => Math.Abs(x) < 3 && y is > -9 and < -7 ? CanalTissue.EpiduralMass : Round(x, y));

        var mass = Assert.Single(contours.Mass);
        Assert.All(mass, p => Assert.InRange(p.Y, 60 - 9.3, 60 - 6.7));
        Assert.Equal((100 - 6, 100 + 6), (mass.Min(p => p.X), mass.Max(p => p.X)));
    }

    [Fact]
    public void Of_MassAllAround_HasAnOutlineOutsideAndOneInside()
    {
        var contours = Of((x, y) => double.Hypot(x, y) is > 7 and < 9 ? CanalTissue.EpiduralMass : Round(x, y));

        Assert.Equal(2, contours.Mass.Count);
        Assert.All(contours.Mass, loop => Assert.InRange(loop.Count, 16, 60));
        Assert.Equal([7, 9], contours.Mass.Select(loop => Math.Round(loop.Average(FromMiddleMm))).Order());
    }

    [Fact]
    public void Of_MassUpToTheRegionsEdge_IsClosedThere()
    {
        var contours = Of((x, y) => y < -15 ? CanalTissue.EpiduralMass : Round(x, y));

        Assert.All(Assert.Single(contours.Mass), p => Assert.InRange(p.X, 59, 141));
    }

    [Fact]
    public void Parse_OfWhatWasWritten_IsTheSame()
    {
        var contours = Of((x, y) => double.Hypot(x, y) is > 7 and < 9 && y < 0 ? CanalTissue.EpiduralMass : Round(x, y));

        var text = contours.ToString();

        var again = CanalContours.Parse(text);
        Assert.Equal(text, again.ToString());
        Assert.Equal((contours.Cord.Count, contours.Sac.Count, contours.Mass.Count), (again.Cord.Count, again.Sac.Count, again.Mass.Count));
        Assert.All(contours.Sac.Zip(again.Sac), p => Assert.Equal((p.First.X, p.First.Y), (p.Second.X, p.Second.Y), (a, b) => Math.Abs(a.X - b.X) < 0.051 && Math.Abs(a.Y - b.Y) < 0.051));
        Assert.Throws<FormatException>(() => CanalContours.Parse("1,2 3"));
    }

    [Fact]
    public void Parse_WithoutCord_KeepsTheSac()
    {
        var contours = new CanalContours([], [new ImagePoint(1, 2), new ImagePoint(-0.5, 4.25)], []);

        Assert.Equal("\n1,2 -0.5,4.3", contours.ToString());
        Assert.Empty(CanalContours.Parse(contours.ToString()).Cord);
    }

    [Fact]
    public void Moved_ToAnotherImage_MovesEveryPoint()
    {
        var moved = new CanalContours([new ImagePoint(1, 2)], [new ImagePoint(3, 4)], [[new ImagePoint(5, 6)]]).Moved(p => new ImagePoint(-p.Y, p.X));

        Assert.Equal("-2,1\n-4,3\n-6,5", moved.ToString());
    }

    private static double FromMiddleMm(ImagePoint p) => double.Hypot((p.X - 100) / 2, p.Y - 60);

    private static CanalTissue Round(double x, double y) => double.Hypot(x, y) switch
    {
        < 4 => CanalTissue.Cord,
        < 7 => CanalTissue.Csf,
        < 9 => CanalTissue.EpiduralSpace,
        _ => CanalTissue.Vertebra,
    };

    private static CanalContours Of(Func<double, double, CanalTissue> tissue)
    {
        var shares = new float[CanalTissues.Count * Side * Side];
        for (var i = 0; i < Side * Side; i++)
        {
            var (x, y) = ((((i % Side) + 0.5) * SampleMm) - 20, (((i / Side) + 0.5) * SampleMm) - 20);
            shares[((int)tissue(x, y) * Side * Side) + i] = 1;
        }

        var map = new CanalMap(Side, SampleMm, shares);
        return CanalContours.Of(CanalShape.Of(map)!, map, Region);
    }
}
