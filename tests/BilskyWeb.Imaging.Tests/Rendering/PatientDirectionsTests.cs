using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;
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
        var sides = PatientDirections.Of(new ImagePlane(default, new PatientVector(cosines[0], cosines[1], cosines[2]), new PatientVector(cosines[3], cosines[4], cosines[5]), 1, 1, 4, 4, ""))!;

        Assert.Equal((left, right, top, bottom), (sides.Left, sides.Right, sides.Top, sides.Bottom));
    }

    [Fact]
    public void Of_NoOrientation_IsNull() => Assert.Null(PatientDirections.Of(PatientFrame.ViewOf(TestObjects.MrSlice().Remove(DicomTag.ImageOrientationPatient), 1).Shown));

    [Theory]
    [InlineData(new double[] { -1, 0, 0, 0, 1, 0 })]
    [InlineData(new double[] { 1, 0, 0, 0, -1, 0 })]
    [InlineData(new double[] { 0, 1, 0, 1, 0, 0 })]
    [InlineData(new double[] { 0, -1, 0, -1, 0, 0 })]
    public void Of_PictureAlongThePatientsAxes_HasRightOnTheLeftAndFrontAbove(double[] cosines)
    {
        // Where the image lies does not matter for how it is turned: positions may be lost.
        var instance = TestObjects.MrSlice().Set(DicomTag.ImageOrientationPatient, cosines).Remove(DicomTag.ImagePositionPatient);

        Assert.Equal(new PatientDirections("R", "A"), PatientDirections.Of(PatientFrame.ViewOf(instance, 1).Shown));
    }
}
