using BilskyWeb.Core.Statistics;
using BilskyWeb.Training.Evaluation;

namespace BilskyWeb.Training.Tests.Evaluation;

public sealed class GraderParityTests
{
    /// <summary>It used to be written on the card, whatever it was.</summary>
    [Theory]
    [InlineData(994, 1000)]
    [InlineData(0, 0)]
    public void RequireSameGrades_TooFewAreTheSame_Refuses(int same, int regions)
    {
        var error = Assert.Throws<InvalidDataException>(new GraderParity(Share.From(same, regions), 0.01).RequireSameGrades);
        Assert.Contains($"only {same} of {regions} regions", error.Message, StringComparison.Ordinal);
        Assert.Contains("at least 99.5%", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RequireSameGrades_AsManyAsForInt8_Passes() => new GraderParity(Share.From(995, 1000), 0.01).RequireSameGrades();
}
