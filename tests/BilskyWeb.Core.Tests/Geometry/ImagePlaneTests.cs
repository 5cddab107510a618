using BilskyWeb.Core.Geometry;
using CsCheck;

namespace BilskyWeb.Core.Tests.Geometry;

public sealed class ImagePlaneTests
{
    [Fact]
    public void ToPatient_SecondPixelOfARow_IsOneColumnSpacingAlongTheRow()
    {
        var plane = new ImagePlane(new PatientVector(10, 20, 30), new(0, 1, 0), new(0, 0, -1), columnSpacingMm: 0.5, rowSpacingMm: 2, 8, 8, "");

        Assert.Equal(new PatientVector(10, 20, 30), plane.ToPatient(new ImagePoint(0.5, 0.5)));
        Assert.Equal(new PatientVector(10, 20.5, 30), plane.ToPatient(new ImagePoint(1.5, 0.5)));
        Assert.Equal(new PatientVector(10, 20, 28), plane.ToPatient(new ImagePoint(0.5, 1.5)));
    }

    [Fact]
    public void Project_ThereAndBack_EndsWhereItBegan() =>
        Gen.Select(Planes.Any, Gen.Double[-50, 600], Gen.Double[-50, 600]).Sample((plane, x, y) =>
        {
            var there = plane.ToPatient(new ImagePoint(x, y));
            var back = plane.Project(there);
            return Math.Abs(back.X - x) < 1e-8 && Math.Abs(back.Y - y) < 1e-8 && Math.Abs(plane.DistanceMm(there)) < 1e-8;
        });

    [Fact]
    public void DistanceMm_OffThePlane_IsTheShortestWay() =>
        Gen.Select(Planes.Any, Gen.Double[0, 300], Gen.Double[0, 300], Gen.Double[-40, 40]).Sample((plane, x, y, off) =>
        {
            var point = plane.ToPatient(new ImagePoint(x, y)).Plus(plane.Normal.Times(off));
            return Math.Abs(plane.DistanceMm(point) - off) < 1e-8 && Math.Abs(plane.Project(point).X - x) < 1e-8;
        });

    [Theory]
    [InlineData(1, 0, 0, 1, 0, 0, 1)]
    [InlineData(0, 0, 0, 0, 1, 0, 1)]
    [InlineData(1, 0, 0, 0, double.NaN, 0, 1)]
    [InlineData(1, 0, 0, 0, 1, 0, 0)]
    public void New_NumbersThatMakeNoPlane_Throws(double a, double b, double c, double d, double e, double f, double spacing) =>
        Assert.Throws<ArgumentException>(() => new ImagePlane(default, new(a, b, c), new(d, e, f), spacing, spacing, 8, 8, ""));
}
