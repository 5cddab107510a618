namespace BilskyWeb.Core.Statistics;

/// <summary>Cohen's kappa of two readers, each with frequencies of classes of their own.</summary>
/// <remarks>
/// Cohen, Educ Psychol Meas 1960;20:37, weighted: Psychol Bull 1968;70:213. Large-sample variance of Fleiss, Cohen and Everitt,
/// Psychol Bull 1969;72:323, which divides by n; taken as the spread of what the items contribute, which is the same and does not cancel.
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
        if (WhyNothing(matrix) is { } why)
            return Estimate.None(why);

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

        var kappa = (observed - expected) / (1 - expected);
        var (squares, used) = (0.0, 0);
        var mean = observed - (2 * (1 - kappa) * expected);
        Each((a, b) =>
        {
            squares += matrix[a, b] / n * Math.Pow(weights[a, b] - ((1 - kappa) * (rowWeights[a] + columnWeights[b])) - mean, 2);
            used += matrix[a, b] > 0 ? 1 : 0;
        });
        if (matrix.Total > 1 && Estimate.HasNoSpread(squares))
            return Estimate.WithoutInterval(kappa, AgreementCoefficient.WhyNoSpread(Enumerable.Range(0, q).Sum(k => matrix[k, k]) == matrix.Total, used == 1));
        return Estimate.FromStudentT(kappa, squares / (n * Math.Pow(1 - expected, 2)), matrix.Total);

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

    // Beside somebody who never varies, kappa is 0 whatever the other reads, with no variance but rounding's.
    private static string? WhyNothing(ConfusionMatrix matrix)
    {
        var classes = Enumerable.Range(0, matrix.Classes).ToArray();
        var rows = classes.Count(a => classes.Any(b => matrix[a, b] > 0));
        var columns = classes.Count(b => classes.Any(a => matrix[a, b] > 0));
        return (rows, columns) switch
        {
            (1, 1) when classes.Any(k => matrix[k, k] > 0) => "Both readers chose one and the same class for every item: kappa would divide zero by zero.",
            (1, 1) => "Each reader chose one class for every item: kappa is 0 whatever they chose, and tells nothing.",
            (1, _) => "The reference chose one class for every item: kappa is 0 whatever the reader chose, and tells nothing.",
            (_, 1) => "The reader chose one class for every item: kappa is 0 whatever the reference chose, and tells nothing.",
            _ => null,
        };
    }
}
