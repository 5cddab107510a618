using BilskyWeb.Core.Geometry;
using CsCheck;

namespace BilskyWeb.Core.Tests.Geometry;

public sealed class AlongSpineViewTests
{
    [Fact]
    public void OnImage_AnyTilts_UndoesAcross() => Gen.Select(Gen.Double[-30, 30].Array[1, 6], Gen.Double[0, 200], Gen.Double[0, 200]).Sample((tilts, x, y) =>
    {
        var view = AlongSpineView.Of([.. tilts.Select((tilt, i) => Tilted(tilt, new PatientVector(3 * i, -7 * i, -20 * i)))])!;
        for (var i = 0; i < tilts.Length; i++)
        {
            var back = view.OnImage(i, view.Across(i, new ImagePoint(x, y)));
            Assert.Equal(x, back.X, tolerance: 1e-6);
            Assert.Equal(y, back.Y, tolerance: 1e-6);
        }
    });

    [Fact]
    public void Across_StraightStack_IsTheImagesOwnMillimetres()
    {
        var view = AlongSpineView.Of([.. Enumerable.Range(0, 4).Select(i => Tilted(0, new PatientVector(0, 0, -4 * i)))])!;

        Assert.Equal(view.Across(0, new ImagePoint(30, 40)), view.Across(3, new ImagePoint(30, 40)));
        Assert.Equal(10 * 0.5, view.Across(1, new ImagePoint(40, 40)).X - view.Across(2, new ImagePoint(30, 40)).X, 9);
        Assert.Equal(12, view.AlongMm(0, new ImagePoint(1, 2)) - view.AlongMm(3, new ImagePoint(1, 2)), 9);
    }

    [Fact]
    public void Across_CanalThroughShiftedBlocks_StaysAtOnePlace()
    {
        // A straight canal down the patient at (10, 60); the second image's corner lies 30 mm further to the left and it is tilted by 20°.
        ImagePlane[] planes = [Tilted(0, default), Tilted(20, new PatientVector(30, 5, -40))];
        var view = AlongSpineView.Of(planes)!;

        var upper = view.Across(0, Canal(planes[0]));
        var lower = view.Across(1, Canal(planes[1]));

        Assert.Equal(upper.X, lower.X, 6);
        Assert.True(Math.Abs(upper.Y - lower.Y) < 40 * Math.Sin(11 * Math.PI / 180));

        static ImagePoint Canal(ImagePlane plane) => plane.Project(new PatientVector(10, 60, -plane.DistanceMm(new PatientVector(10, 60, 0)) / plane.Normal.Z));
    }

    [Fact]
    public void Of_AnImageWithoutPlace_IsNone() => Assert.Null(AlongSpineView.Of([Tilted(0, default), null]));

    private static ImagePlane Tilted(double degrees, PatientVector origin)
    {
        var angle = degrees * Math.PI / 180;
        return new ImagePlane(origin, new PatientVector(1, 0, 0), new PatientVector(0, Math.Cos(angle), Math.Sin(angle)), 0.5, 0.5, 256, 256, "1.2");
    }
}
