using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Statistics;

/// <summary>Counts of one reader's classes (columns) against another's (rows: the reference standard, where there is one).</summary>
public sealed class ConfusionMatrix
{
    private readonly int[][] _rows;

    /// <summary>An empty table.</summary>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        _rows = [.. Enumerable.Range(0, classes).Select(_ => new int[classes])];
    }

    /// <summary>A table of given counts, rows first.</summary>
    public ConfusionMatrix(IReadOnlyList<IReadOnlyList<int>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _rows = [.. rows.Select(row => row.Count == rows.Count && row.All(n => n >= 0)
            ? row.ToArray()
            : throw new ArgumentException("A table of counts is square and holds no negative number.", nameof(rows)))];
    }

    /// <summary>Number of classes.</summary>
    public int Classes => _rows.Length;

    /// <summary>The counts, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Rows => _rows;

    /// <summary>Number of items.</summary>
    public int Total => _rows.Sum(row => row.Sum());

    /// <summary>Share of items with exactly the reference's class.</summary>
    public Share Accuracy => Share.From(Enumerable.Range(0, Classes).Sum(i => _rows[i][i]), Total, "No item was read by both.");

    /// <summary>Count of a cell.</summary>
    public int this[int reference, int read] => _rows[reference][read];

    /// <summary>An empty table of the six grades.</summary>
    public static ConfusionMatrix OfGrades() => new(BilskyGrades.Count);

    /// <summary>Counts an item.</summary>
    public void Add(int reference, int read, int items = 1) => _rows[reference][read] += items;

    /// <summary>Counts a graded item.</summary>
    public void Add(BilskyGrade reference, BilskyGrade read) => Add((int)reference, (int)read);

    /// <summary>Low against high grade, split at the pathway line (1b | 1c). A table of two classes is split already.</summary>
    /// <param name="cut">Another grade from which on high grade begins.</param>
    public HighGradeTable SplitAtPathwayLine(BilskyGrade cut = BilskyGrades.FirstHighGrade)
    {
        if (Classes != BilskyGrades.Count && Classes != 2)
            throw new InvalidOperationException($"{Classes} classes are not the Bilsky scale.");

        var line = Classes == 2 ? 1 : (int)cut;
        var counts = new int[2, 2];
        for (var a = 0; a < Classes; a++)
        {
            for (var b = 0; b < Classes; b++)
            {
                counts[a >= line ? 1 : 0, b >= line ? 1 : 0] += _rows[a][b];
            }
        }

        return new HighGradeTable(counts[1, 1], counts[1, 0], counts[0, 0], counts[0, 1]);
    }
}
