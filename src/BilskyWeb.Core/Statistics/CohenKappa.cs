namespace BilskyWeb.Core.Statistics;

/// <summary>Cohen's kappa of two readers, each with frequencies of classes of their own.</summary>
/// <remarks>
/// Cohen, Educ Psychol Meas 1960;20:37, weighted: Psychol Bull 1968;70:213. Large-sample variance of Fleiss, Cohen and Everitt,
/// Psychol Bull 1969;72:323.
/// </remarks>
public static class CohenKappa
{
    /// <summary>Kappa of the rows' reader and the columns' reader.</summary>
    public static Estimate Of(ConfusionMatrix matrix, AgreementWeights weights)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(weights);
        if (matrix.Total == 0)
            return Estimate.None("No item was read by both.");

        var q = matrix.Classes;
        double n = matrix.Total;
        var (rows, columns) = (new double[q], new double[q]);
        Each((a, b) =>
        {
            rows[a] += matrix[a, b] / n;
            columns[b] += matrix[a, b] / n;
        });

        var (observed, expected) = (0.0, 0.0);
        var (rowWeights, columnWeights) = (new double[q], new double[q]);
        Each((a, b) =>
        {
            observed += weights[a, b] * matrix[a, b] / n;
            expected += weights[a, b] * rows[a] * columns[b];
            rowWeights[a] += weights[a, b] * columns[b];
            columnWeights[b] += weights[a, b] * rows[a];
        });

        if (1 - expected < 1e-12)
            return Estimate.None("Both readers chose one and the same class for every item: kappa would divide zero by zero.");

        var kappa = (observed - expected) / (1 - expected);
        var squares = 0.0;
        Each((a, b) => squares += matrix[a, b] / n * Math.Pow(weights[a, b] - ((1 - kappa) * (rowWeights[a] + columnWeights[b])), 2));
        var variance = (squares - Math.Pow(observed - (2 * (1 - kappa) * expected), 2)) / (n * Math.Pow(1 - expected, 2));
        return Estimate.FromStudentT(kappa, variance, matrix.Total);

        void Each(Action<int, int> cell)
        {
            for (var a = 0; a < q; a++)
            {
                for (var b = 0; b < q; b++)
                {
                    cell(a, b);
                }
            }
        }
    }
}
