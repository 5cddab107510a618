using BilskyWeb.Inference.Grading;

namespace BilskyWeb.Inference.Tests.Grading;

public sealed class EvidenceModelTests
{
    [Theory]
    [InlineData(5, 0)]
    [InlineData(10, 0)]
    [InlineData(15, 0.125)]
    [InlineData(20, 0.25)]
    [InlineData(50, 0.75)]
    [InlineData(90, 1)]
    [InlineData(1000, 1)]
    public void ShareNearer_Distance_IsItsPlaceAmongTheQuantiles(double distance, double share) =>
        Assert.Equal(share, EvidenceModel.ShareNearer([10, 20, 30, 50, 90], distance), 9);
}
