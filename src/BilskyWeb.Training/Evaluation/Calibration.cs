using BilskyWeb.Core.Grading;

namespace BilskyWeb.Training.Evaluation;

/// <summary>Temperature scaling (Guo et al. 2017): one number, fitted on validation slices, that makes probabilities honest without changing a grade.</summary>
internal static class Calibration
{
    /// <summary>The factor by which logits are divided so that the validation slices' negative log likelihood is least.</summary>
    /// <param name="logits">Row-major [n, 6].</param>
    /// <param name="grades">Reference grades [n].</param>
    /// <param name="classWeights">The weights that the network learnt with; all the same without. Its leaning is its own, and must not pass for doubt.</param>
    /// <param name="bias">Added to the divided logits, by grade; nothing without.</param>
    internal static double FitTemperature(float[] logits, IReadOnlyList<BilskyGrade> grades, float[]? classWeights = null, double[]? bias = null)
    {
        // Convex in 1/T; a golden-section search on log T over a range no sane network leaves.
        double low = Math.Log(0.05), high = Math.Log(20), ratio = (Math.Sqrt(5) - 1) / 2;
        double a = high - (ratio * (high - low)), b = low + (ratio * (high - low));
        double costA = Cost(a), costB = Cost(b);
        while (high - low > 1e-4)
        {
            if (costA < costB)
            {
                (high, b, costB) = (b, a, costA);
                a = high - (ratio * (high - low));
                costA = Cost(a);
            }
            else
            {
                (low, a, costA) = (a, b, costB);
                b = low + (ratio * (high - low));
                costB = Cost(b);
            }
        }

        return Math.Exp((low + high) / 2);

        double Cost(double logT) => NegativeLogLikelihood(logits, grades, Math.Exp(logT), classWeights, bias);
    }

    /// <summary>Mean negative log likelihood of the reference grades with logits divided by a temperature.</summary>
    /// <param name="logits">Row-major [n, 6].</param>
    /// <param name="grades">Reference grades [n].</param>
    /// <param name="temperature">Divides the logits.</param>
    /// <param name="classWeights">How much each grade counts; all the same without.</param>
    /// <param name="bias">Added to the divided logits, by grade; nothing without.</param>
    internal static double NegativeLogLikelihood(float[] logits, IReadOnlyList<BilskyGrade> grades, double temperature, float[]? classWeights = null, double[]? bias = null)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var i = 0; i < grades.Count; i++)
        {
            var weight = classWeights?[(int)grades[i]] ?? 1;
            sum -= weight * Math.Log(Math.Max(1e-12, Probabilities(logits, i, temperature, bias)[(int)grades[i]]));
            weights += weight;
        }

        return weights > 0 ? sum / weights : 0;
    }

    /// <summary>Softmax of one row of logits divided by a temperature, with a bias by grade added.</summary>
    internal static double[] Probabilities(float[] logits, int row, double temperature, double[]? bias = null)
    {
        var values = new double[BilskyGrades.Count];
        for (var k = 0; k < values.Length; k++)
        {
            values[k] = (logits[(row * BilskyGrades.Count) + k] / temperature) + (bias?[k] ?? 0);
        }

        var top = values.Max();
        var exponentials = Array.ConvertAll(values, v => Math.Exp(v - top));
        var sum = exponentials.Sum();
        return Array.ConvertAll(exponentials, e => e / sum);
    }
}
