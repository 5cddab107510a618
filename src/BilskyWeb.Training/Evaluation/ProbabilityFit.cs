using BilskyWeb.Core.Grading;

namespace BilskyWeb.Training.Evaluation;

/// <summary>
/// What makes a network's probabilities honest: a temperature that divides its logits and a number that is added to each grade's (Guo et al. 2017, vector
/// scaling with one scale). The temperature mends how sure the network is of itself. The additions mend how often it expects each grade: it learnt from
/// grades made about equally frequent, and in whole studies nine slices of ten are low.
/// </summary>
/// <param name="Factor">Divides the logits.</param>
/// <param name="Bias">Added after that, by grade; their mean is 0.</param>
internal sealed record ProbabilityFit(double Factor, double[] Bias)
{
    private const int MostRounds = 2000;
    private const double Enough = 1e-6;

    /// <summary>Fits both to slices of whole studies, as frequent there as they come.</summary>
    /// <param name="logits">Row-major [n, 6].</param>
    /// <param name="grades">Reference grades [n].</param>
    internal static ProbabilityFit Of(float[] logits, IReadOnlyList<BilskyGrade> grades)
    {
        var bias = new double[BilskyGrades.Count];
        var factor = Calibration.FitTemperature(logits, grades);
        for (var round = 0; round < MostRounds; round++)
        {
            // Where the likelihood is greatest, each grade is expected as often as it comes. The step towards that is the one of generalised iterative
            // scaling (Darroch and Ratcliff 1972), which never overshoots.
            var expected = Softmax(bias).Select(p => p * BilskyGrades.Count).ToArray();
            var came = Enumerable.Repeat(1.0, BilskyGrades.Count).ToArray();
            for (var i = 0; i < grades.Count; i++)
            {
                came[(int)grades[i]]++;
                var row = Calibration.Probabilities(logits, i, factor, bias);
                for (var k = 0; k < row.Length; k++)
                {
                    expected[k] += row[k];
                }
            }

            // One made-up slice of each grade, of which the network knows nothing, keeps a grade that never came from being ruled out for ever.
            var step = came.Zip(expected, (c, e) => Math.Log(c / e)).ToArray();
            var mean = step.Average();
            for (var k = 0; k < bias.Length; k++)
            {
                bias[k] += step[k] - mean;
            }

            var before = factor;
            factor = Calibration.FitTemperature(logits, grades, bias: bias);
            if (step.Max(s => Math.Abs(s - mean)) < Enough && Math.Abs(factor - before) < Enough)
                break;
        }

        return new ProbabilityFit(factor, bias);
    }

    /// <summary>The six probabilities of a row of logits.</summary>
    internal double[] Probabilities(float[] logits, int row) => Calibration.Probabilities(logits, row, Factor, Bias);

    /// <summary>Mean negative log likelihood of the reference grades.</summary>
    internal double NegativeLogLikelihood(float[] logits, IReadOnlyList<BilskyGrade> grades) => Calibration.NegativeLogLikelihood(logits, grades, Factor, bias: Bias);

    private static double[] Softmax(double[] values)
    {
        var exponentials = Array.ConvertAll(values, Math.Exp);
        var sum = exponentials.Sum();
        return Array.ConvertAll(exponentials, e => e / sum);
    }
}
