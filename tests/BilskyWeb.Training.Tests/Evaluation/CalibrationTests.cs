using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Evaluation;

namespace BilskyWeb.Training.Tests.Evaluation;

public sealed class CalibrationTests
{
    [Fact]
    public void FitTemperature_OverconfidentLogits_CoolsThem()
    {
        // The model always says "grade 0, logit 5" and is right in three of four cases: honest odds need exp(5/T) = 3 × 5.
        var logits = Enumerable.Range(0, 400).SelectMany(_ => new float[] { 5, 0, 0, 0, 0, 0 }).ToArray();
        var grades = Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? BilskyGrade.Grade3 : BilskyGrade.Grade0).ToArray();
        var temperature = Calibration.FitTemperature(logits, grades);
        Assert.Equal(0.75, Calibration.Probabilities(logits, 0, temperature)[0], 0.01);
        Assert.True(Calibration.NegativeLogLikelihood(logits, grades, temperature) < Calibration.NegativeLogLikelihood(logits, grades, 1));
    }

    [Fact]
    public void ExpectedError_HonestProbabilities_IsSmallAndDishonestLarge()
    {
        var said = Enumerable.Repeat(0.75, 400).ToArray();
        Assert.Equal(0, Calibration.ExpectedError(said, [.. Enumerable.Range(0, 400).Select(i => i % 4 != 0)]), 1e-9);
        Assert.Equal(0.5, Calibration.ExpectedError(said, [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0)]), 1e-9);
    }

    [Fact]
    public void Quantile_OfFive_InterpolatesBetweenThem()
    {
        Assert.Equal(3, Calibration.Quantile([5, 1, 2, 4, 3], 0.5));
        Assert.Equal(4.6, Calibration.Quantile([5, 1, 2, 4, 3], 0.9), 1e-9);
    }

    /// <summary>The paper's internal test: 82/84 with 95% CI 91.7–99.7, 919/982 with 91.9–95.0 (their 91.9 is 91.87).</summary>
    [Theory]
    [InlineData(82, 84, 0.917, 0.997)]
    [InlineData(919, 982, 0.919, 0.950)]
    public void ShareFrom_ThePapersCounts_GivesThePapersIntervals(int count, int of, double low, double high)
    {
        var share = Share.From(count, of);
        Assert.Equal(low, share.Low!.Value, 0.001);
        Assert.Equal(high, share.High!.Value, 0.001);
    }

    [Fact]
    public void GradeFigures_Counts_SplitAtThePathwayLine()
    {
        var figures = new GradeFigures();
        figures.Add(BilskyGrade.Grade1c, BilskyGrade.Grade2);
        figures.Add(BilskyGrade.Grade1c, BilskyGrade.Grade1b);
        figures.Add(BilskyGrade.Grade0, BilskyGrade.Grade1a);
        Assert.Equal(0.5, figures.Sensitivity);
        Assert.Equal(1, figures.Specificity);
        Assert.Equal(0, figures.Accuracy);
        Assert.Equal(1, figures.Confusion[(int)BilskyGrade.Grade1c][(int)BilskyGrade.Grade2]);
    }
}
