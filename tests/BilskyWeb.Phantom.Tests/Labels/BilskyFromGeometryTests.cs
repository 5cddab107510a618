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
        Assert.Equal(expected, BilskyFromGeometry.Grade(new CanalMeasurements(mass, indentation, gap, flattening, around, 0)));

    [Theory]
    [InlineData(0.99, 0, false)]
    [InlineData(1.0, 0, true)]
    [InlineData(3, 2.9, true)]
    [InlineData(3, 3, false)]
    public void IsDegenerative_MeasurementsAtThreshold_FollowsDefinition(double indentation, double mass, bool expected) =>
        Assert.Equal(expected, BilskyFromGeometry.IsDegenerative(new CanalMeasurements(mass, 0, CanalMeasurements.NoContact, 0, 0.9, indentation)));

    [Theory]
    [InlineData(0.69, false)]
    [InlineData(0.7, true)]
    public void ShowsCsf_LayerAtThreshold_FollowsDefinition(double layerMm, bool expected) => Assert.Equal(expected, BilskyFromGeometry.ShowsCsf(layerMm));

    [Theory]
    [InlineData(-2, true)]
    [InlineData(0.39, true)]
    [InlineData(0.4, false)]
    public void HasMassBehind_DistanceAtThreshold_FollowsDefinition(double massMm, bool expected) => Assert.Equal(expected, BilskyFromGeometry.HasMassBehind(massMm));
}
