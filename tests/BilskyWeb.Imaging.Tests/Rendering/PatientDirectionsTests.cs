using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Imaging.Tests.Datasets;

namespace BilskyWeb.Imaging.Tests.Rendering;

public sealed class PatientDirectionsTests
{
    [Theory]
    [InlineData(new double[] { 1, 0, 0, 0, 1, 0 }, "R", "L", "A", "P")]
    [InlineData(new double[] { 0, 1, 0, 0, 0, -1 }, "A", "P", "H", "F")]
    [InlineData(new double[] { -1, 0, 0, 0, -1, 0 }, "L", "R", "P", "A")]
    [InlineData(new double[] { 1, 0, 0, 0, 0.9, 0.436 }, "R", "L", "AF", "PH")]
    [InlineData(new double[] { 1, 0, 0, 0, 0.99, 0.14 }, "R", "L", "A", "P")]
    public void Of_Orientation_NamesTheEdges(double[] cosines, string left, string right, string top, string bottom)
    {
        var sides = PatientDirections.Of(TestObjects.MrSlice().Set(DicomTag.ImageOrientationPatient, cosines), 1)!;

        Assert.Equal((left, right, top, bottom), (sides.Left, sides.Right, sides.Top, sides.Bottom));
    }

    [Fact]
    public void Of_NoOrientation_IsNull() => Assert.Null(PatientDirections.Of(TestObjects.MrSlice().Remove(DicomTag.ImageOrientationPatient), 1));
}
