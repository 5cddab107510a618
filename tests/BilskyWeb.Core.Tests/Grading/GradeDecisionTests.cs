using BilskyWeb.Core.Grading;
using static BilskyWeb.Core.Grading.BilskyGrade;

namespace BilskyWeb.Core.Tests.Grading;

public sealed class GradeDecisionTests
{
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(3, 0.25)]
    [InlineData(9, 0.1)]
    public void ForMissCost_FalseAlarms_SetsTheLineWhereBothErrorsCostTheSame(double cost, double line)
    {
        var decision = GradeDecision.ForMissCost(cost);

        Assert.Equal(line, decision.HighGradeFrom, 1e-12);
        Assert.Equal(cost, decision.MissCost, 1e-9);

        // On the line the mean cost of calling it low, P × c, is that of calling it high, (1 − P) × 1.
        Assert.Equal(line * cost, 1 - line, 1e-12);
    }

    [Theory]
    [InlineData(0.5, Grade1b)]
    [InlineData(0.31, Grade1b)]
    [InlineData(0.3, Grade2)]
    [InlineData(0.1, Grade2)]
    public void Of_LineAboveOrBelow_TakesTheMostProbableOfThatSide(double line, BilskyGrade expected) =>
        Assert.Equal(expected, new GradeDecision(line).Of([0.1, 0.1, 0.5, 0.05, 0.2, 0.05]));

    [Fact]
    public void Of_HighGradesTogether_OutweighTheMostProbableLowOne() =>
        Assert.Equal(Grade1c, new GradeDecision(0.5).Of([0.4, 0, 0, 0.25, 0.2, 0.15]));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.125, 0.5)]
    [InlineData(0.25, 0)]
    [InlineData(0.625, 0.5)]
    [InlineData(1, 1)]
    public void Margin_EitherSide_RunsFromTheLineToCertainty(double high, double expected) =>
        Assert.Equal(expected, new GradeDecision(0.25).Margin(high), 1e-12);
}
