using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using CsCheck;

namespace BilskyWeb.Core.Tests.Statistics;

public sealed class HighGradeTableTests
{
    /// <summary>Hallinan et al. 2022, table 4, internal test set: model, neuroradiologist, spine surgeon.</summary>
    [Theory]
    [InlineData(82, 84, "97.6% (82/84; 91.7–99.7)")]
    [InlineData(919, 982, "93.6% (919/982; 91.9–95.0)")]
    [InlineData(71, 84, "84.5% (71/84; 75.0–91.5)")]
    [InlineData(67, 84, "79.8% (67/84; 69.6–87.7)")]
    public void Share_ThePapersCounts_HasThePapersInterval(int count, int of, string text) => Assert.Equal(text, StatisticText.Of(Share.From(count, of)));

    [Fact]
    public void Share_NoneAndAll_HaveOneSidedEnds()
    {
        Assert.Equal(0, Share.From(0, 10).Low);
        Assert.Equal(0.3085, Share.From(0, 10).High!.Value, 1e-4);
        Assert.Equal(1, Share.From(10, 10).High);
        Assert.Equal(0.6915, Share.From(10, 10).Low!.Value, 1e-4);
    }

    [Fact]
    public void Share_AnyCount_CoversItselfAndMirrors() => Gen.Int[1, 5000].SelectMany(of => Gen.Int[0, of].Select(count => (count, of))).Sample((count, of) =>
    {
        var (share, rest) = (Share.From(count, of), Share.From(of - count, of));
        Assert.InRange(share.Value!.Value, share.Low!.Value, share.High!.Value);
        Assert.Equal(share.Low!.Value, 1 - rest.High!.Value, 1e-6);
    });

    [Fact]
    public void Sensitivity_NoHighGrade_IsUndefinedWithTheReason()
    {
        var table = new HighGradeTable(0, 0, 9, 1);

        Assert.Null(table.Sensitivity.Value);
        Assert.Equal("The reference has no high-grade item.", table.Sensitivity.Undefined);
        Assert.Equal("–", StatisticText.Of(table.Sensitivity));
        Assert.Equal(0.9, table.Specificity.Value);
    }

    [Fact]
    public void SplitAtPathwayLine_Grades_PartBetween1bAnd1c()
    {
        var matrix = ConfusionMatrix.OfGrades();
        matrix.Add(BilskyGrade.Grade1c, BilskyGrade.Grade2);
        matrix.Add(BilskyGrade.Grade1c, BilskyGrade.Grade1b);
        matrix.Add(BilskyGrade.Grade0, BilskyGrade.Grade1a);

        var table = matrix.SplitAtPathwayLine();

        Assert.Equal(new HighGradeTable(1, 1, 1, 0), table);
        Assert.Equal(0.5, table.Sensitivity.Value);
        Assert.Equal(1, table.PositivePredictiveValue.Value);
        Assert.Equal(0.5, table.NegativePredictiveValue.Value);
        Assert.Equal(0, matrix.Accuracy.Value);
        Assert.Equal(table, table.ToMatrix().SplitAtPathwayLine());
    }
}
