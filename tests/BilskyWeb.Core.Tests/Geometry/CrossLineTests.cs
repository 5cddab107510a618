using BilskyWeb.Core.Geometry;
using CsCheck;

namespace BilskyWeb.Core.Tests.Geometry;

public sealed class CrossLineTests
{
    [Fact]
    public void Of_AxialOnSagittal_IsAcrossAtItsHeight()
    {
        // The sagittal image's top edge is at z = 160 and its rows are 1 mm high; the axial image is 200 mm wide in 240 mm.
        var line = CrossLine.Of(Planes.Axial(40), Planes.Sagittal(5));

        Assert.Null(line.WhyNot);
        Assert.Equal((25.0, 120.0), (line.From.X, line.From.Y), Near);
        Assert.Equal((275.0, 120.0), (line.To.X, line.To.Y), Near);
    }

    [Fact]
    public void Of_SagittalOnAxial_IsDownAtItsSide()
    {
        var line = CrossLine.Of(Planes.Sagittal(5), Planes.Axial(40));

        Assert.Null(line.WhyNot);
        Assert.Equal((210.0, 0.0), (line.From.X, line.From.Y), Near);
        Assert.Equal((210.0, 400.0), (line.To.X, line.To.Y), Near);
    }

    [Fact]
    public void Of_ObliqueAxial_RisesByItsTilt()
    {
        // Tipped up at the back by 20°: the sagittal image has the back on its right, so the line rises to the right.
        var line = CrossLine.Of(Planes.Tilted(0, 20), Planes.Sagittal(0));

        var fallMm = (line.To.Y - line.From.Y) * 1.0;
        var acrossMm = (line.To.X - line.From.X) * 0.8;
        Assert.Equal(-Math.Tan(20 * Math.PI / 180), fallMm / acrossMm, 6);
        Assert.Equal(200, Math.Sqrt((fallMm * fallMm) + (acrossMm * acrossMm)), 6);
    }

    [Fact]
    public void Of_PlanesThatMeet_LiesInBothAndInBothImages() =>
        Gen.Select(Planes.Any, Planes.Any).Sample((cutting, shown) =>
        {
            var line = CrossLine.Of(cutting, shown);
            return line.WhyNot is not null || new[] { line.From, line.To }.All(end =>
            {
                var point = shown.ToPatient(end);
                return Math.Abs(cutting.DistanceMm(point)) < 1e-6 && Inside(shown, end) && Inside(cutting, cutting.Project(point));
            });
        });

    [Fact]
    public void Of_EitherWay_IsTheSameLineInThePatient() =>
        Gen.Select(Planes.Any, Planes.Any).Sample((one, other) =>
        {
            var (there, back) = (CrossLine.Of(one, other), CrossLine.Of(other, one));
            if (there.WhyNot is not null || back.WhyNot is not null)
            {
                return there.WhyNot == back.WhyNot;
            }

            var (a, b) = (other.ToPatient(there.From), other.ToPatient(there.To));
            var (c, d) = (one.ToPatient(back.From), one.ToPatient(back.To));
            return Math.Min(a.Minus(c).Length + b.Minus(d).Length, a.Minus(d).Length + b.Minus(c).Length) < 1e-5;
        });

    [Fact]
    public void Of_PointOfBothPlanes_LiesOnTheLine() =>
        Gen.Select(Planes.Any, Planes.Any, Gen.Double[0, 1], Gen.Double[-300, 300]).Sample((cutting, shown, share, away) =>
        {
            var line = CrossLine.Of(cutting, shown);
            if (line.WhyNot is not null)
            {
                return true;
            }

            var on = new ImagePoint(line.From.X + (share * (line.To.X - line.From.X)), line.From.Y + (share * (line.To.Y - line.From.Y)));
            return Math.Abs(cutting.DistanceMm(shown.ToPatient(on))) < 1e-6;
        });

    [Fact]
    public void Of_AnotherFrameOfReference_SaysSo() =>
        Assert.Equal(NoCrossLine.DifferentFrameOfReference, CrossLine.Of(Planes.Axial(0, "1.2"), Planes.Sagittal(0, "1.3")).WhyNot);

    [Theory]
    [InlineData("", "1.2")]
    [InlineData("", "")]
    public void Of_UnknownFrameOfReference_SaysSo(string axial, string sagittal) =>
        Assert.Equal(NoCrossLine.FrameOfReferenceUnknown, CrossLine.Of(Planes.Axial(0, axial), Planes.Sagittal(0, sagittal)).WhyNot);

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Of_NearlyParallel_SaysSo(double degrees) =>
        Assert.Equal(NoCrossLine.NearlyParallel, CrossLine.Of(Planes.Tilted(4, degrees), Planes.Axial(0)).WhyNot);

    [Theory]
    [InlineData(170, 0)]
    [InlineData(0, 120)]
    public void Of_PlanesThatMeetOutsideAnImage_SaysSo(double z, double x) =>
        Assert.Equal(NoCrossLine.Apart, CrossLine.Of(Planes.Axial(z), Planes.Sagittal(x)).WhyNot);

    private static bool Inside(ImagePlane plane, ImagePoint point) =>
        point.X > -1e-6 && point.Y > -1e-6 && point.X < plane.Columns + 1e-6 && point.Y < plane.Rows + 1e-6;

    private static bool Near((double X, double Y) a, (double X, double Y) b) => Math.Abs(a.X - b.X) < 1e-9 && Math.Abs(a.Y - b.Y) < 1e-9;
}
