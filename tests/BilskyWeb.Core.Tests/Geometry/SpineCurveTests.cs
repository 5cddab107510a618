using BilskyWeb.Core.Geometry;
using CsCheck;

namespace BilskyWeb.Core.Tests.Geometry;

public sealed class SpineCurveTests
{
    [Fact]
    public void Through_StraightSpine_CountsMillimetresTowardsTheFeet()
    {
        var curve = SpineCurve.Through([.. Enumerable.Range(0, 21).Select(i => new PatientVector(1, 2, 50 - (4 * i)))])!;

        Assert.Equal(80, curve.LengthMm, 6);
        Assert.Equal(0, curve.Nearest(new(1, 2, 50)).AlongMm, 6);
        Assert.Equal((30.0, 25.0), curve.Nearest(new(1, -23, 20)), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-6 && Math.Abs(a.Item2 - b.Item2) < 1e-6);
        Assert.Equal(-100, curve.Nearest(new(1, 2, 150)).AlongMm, 6);
        Assert.Equal(30, curve.Crossing(Planes.Axial(20))!.Value, 6);
        Assert.Equal(new PatientVector(1, 2, 20), curve.At(30), (a, b) => a.Minus(b).Length < 1e-6);
    }

    [Fact]
    public void Through_JitterAndOneWrongPoint_KeepsTheLength() =>
        Gen.Select(Gen.Double[-1.5, 1.5].Array[80], Gen.Int[0, 39]).Sample((jitter, wrong) =>
        {
            // A kyphosis of 15 mm over 430 mm, one slice where the detector saw something else, 40 mm off.
            var points = Enumerable.Range(0, 40).Select(i => new PatientVector(
                jitter[i] + (i == wrong ? 40 : 0), (15 * Math.Cos(2 * Math.PI * 4 * i / 430)) + jitter[40 + i], 78 - (4 * i))).ToArray();
            var curve = SpineCurve.Through(points)!;
            return Math.Abs(curve.LengthMm - 157) < 4;
        });

    [Fact]
    public void At_AnyPlace_IsTheNearestPointToItself() =>
        Gen.Double[-80, 240].Sample(mm =>
        {
            var curve = SpineCurve.Through([.. Enumerable.Range(0, 40).Select(i => new PatientVector(0, 15 * Math.Cos(2 * Math.PI * 4 * i / 430), -4 * i))])!;
            var (along, off) = curve.Nearest(curve.At(mm));
            return Math.Abs(along - mm) < 1e-6 && off < 1e-6;
        });

    [Fact]
    public void Through_OnePoint_IsNoCurve()
    {
        Assert.Null(SpineCurve.Through([new(0, 0, 0)]));
        Assert.Null(SpineCurve.Through([new(0, 0, 0), new(0, 0, 0.2)]));
    }

    [Fact]
    public void Crossing_PlaneAlongTheSpine_IsNone() =>
        Assert.Null(SpineCurve.Through([new(0, 0, 0), new(0, 0, -50), new(0, 0, -100)])!.Crossing(Planes.Sagittal(30)));
}
