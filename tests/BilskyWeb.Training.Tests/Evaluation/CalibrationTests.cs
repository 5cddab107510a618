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
}
