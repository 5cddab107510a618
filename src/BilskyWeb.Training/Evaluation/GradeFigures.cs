using BilskyWeb.Core.Grading;
using MathNet.Numerics.Distributions;

namespace BilskyWeb.Training.Evaluation;

/// <summary>A share with its exact 95% confidence interval (Clopper and Pearson 1934).</summary>
internal sealed record Share(int Count, int Of, double? Value, double? Low, double? High)
{
    internal static Share From(int count, int of) => of == 0
        ? new Share(0, 0, null, null, null)
        : new Share(
            count,
            of,
            (double)count / of,
            count == 0 ? 0 : Beta.InvCDF(count, of - count + 1, 0.025),
            count == of ? 1 : Beta.InvCDF(count + 1, of - count, 0.975));
}

/// <summary>Counts reference grades against predicted ones.</summary>
internal sealed class GradeFigures
{
    private readonly int[][] _confusion = [.. Enumerable.Range(0, BilskyGrades.Count).Select(_ => new int[BilskyGrades.Count])];

    /// <summary>Rows: the reference standard; columns: the model.</summary>
    internal int[][] Confusion => _confusion;

    internal int Total => _confusion.Sum(row => row.Sum());

    internal double Accuracy => SixClass.Value ?? 0;

    internal double Sensitivity => HighGrade.Value ?? 0;

    internal double Specificity => LowGrade.Value ?? 0;

    /// <summary>Share with exactly the reference's grade.</summary>
    internal Share SixClass => Share.From(Enumerable.Range(0, BilskyGrades.Count).Sum(i => _confusion[i][i]), Total);

    /// <summary>Sensitivity: share of high-grade slices called high grade.</summary>
    internal Share HighGrade => Side(high: true);

    /// <summary>Specificity: share of low-grade slices called low grade.</summary>
    internal Share LowGrade => Side(high: false);

    internal void Add(BilskyGrade reference, BilskyGrade predicted) => _confusion[(int)reference][(int)predicted]++;

    private Share Side(bool high)
    {
        int right = 0, all = 0;
        foreach (var reference in BilskyGrades.All.Where(g => g.IsHighGrade() == high))
        {
            foreach (var predicted in BilskyGrades.All)
            {
                all += _confusion[(int)reference][(int)predicted];
                right += predicted.IsHighGrade() == high ? _confusion[(int)reference][(int)predicted] : 0;
            }
        }

        return Share.From(right, all);
    }
}
