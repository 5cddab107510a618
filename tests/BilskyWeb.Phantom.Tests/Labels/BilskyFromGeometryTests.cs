using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Labels;

namespace BilskyWeb.Phantom.Tests.Labels;

public sealed class BilskyFromGeometryTests
{
    [Theory]
    [InlineData(0, 0, 99, 0, 0.9, BilskyGrade.Grade0)]
    [InlineData(2.9, 3, 0, 3, 0, BilskyGrade.Grade0)]
    [InlineData(3, 0.49, 99, 0, 0.9, BilskyGrade.Grade1a)]
    [InlineData(30, 0.5, 0.46, 0, 0.9, BilskyGrade.Grade1b)]
    [InlineData(30, 3, 0.45, 0.89, 0.5, BilskyGrade.Grade1c)]
    [InlineData(60, 5, 0.2, 0.9, 0.12, BilskyGrade.Grade2)]
    [InlineData(90, 8, 0.1, 3, 0.11, BilskyGrade.Grade3)]
    public void Grade_MeasurementsAtThreshold_FollowsDefinition(double mass, double indentation, double gap, double flattening, double around, BilskyGrade expected) =>
        Assert.Equal(expected, BilskyFromGeometry.Grade(new CanalMeasurements(mass, indentation, gap, flattening, around, 40, 0)));
}
