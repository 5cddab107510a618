using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Evaluation;

namespace BilskyWeb.Training.Tests.Evaluation;

public sealed class ProbabilityFitTests
{
    [Fact]
    public void Of_NetworkThatLearntFromEvenGrades_FindsTemperatureAndHowOftenEachComes()
    {
        // Logits whose true probabilities are softmax(logits / 2 + bias); the fit sees the logits and grades drawn from these probabilities.
        double[] bias = [2, 0.5, 0, -0.5, -0.5, -1.5];
        var (logits, grades) = Draw(6000, new ProbabilityFit(2, bias));
        var fit = ProbabilityFit.Of(logits, grades);
        Assert.Equal(2, fit.Factor, 0.15);
        Assert.Equal(0, fit.Bias.Sum(), 1e-6);
        Assert.All(bias.Zip(fit.Bias), pair => Assert.Equal(pair.First, pair.Second, 0.25));
        var alone = new ProbabilityFit(Calibration.FitTemperature(logits, grades), new double[6]);
        Assert.True(fit.NegativeLogLikelihood(logits, grades) < alone.NegativeLogLikelihood(logits, grades) - 0.05);
    }

    [Fact]
    public void Of_GradeThatNeverCame_StaysPossible()
    {
        var (logits, grades) = Draw(300, new ProbabilityFit(1, [1, 1, 1, 1, 1, -40]));
        Assert.DoesNotContain(BilskyGrade.Grade3, grades);
        Assert.All(ProbabilityFit.Of(logits, grades).Bias, b => Assert.InRange(b, -8, 8));
    }

    private static (float[] Logits, BilskyGrade[] Grades) Draw(int count, ProbabilityFit truth)
    {
        var random = new Random(20220527);
        var logits = Enumerable.Range(0, count * 6).Select(_ => (float)(6 * random.NextDouble())).ToArray();
        var grades = Enumerable.Range(0, count).Select(i =>
        {
            var (left, grade) = (random.NextDouble(), 0);
            foreach (var p in truth.Probabilities(logits, i))
            {
                if ((left -= p) < 0)
                    break;
                grade++;
            }

            return (BilskyGrade)Math.Min(grade, 5);
        }).ToArray();
        return (logits, grades);
    }
}
