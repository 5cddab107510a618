using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Imaging.Spreadsheets;

namespace BilskyWeb.Commands;

/// <summary>One reader's cells: grades, or <c>low</c> and <c>high</c>, and never both in one column, where one of them would be a slip.</summary>
internal sealed class ReadCell
{
    private const byte Low = 16, High = 17;

    private int _firstGrade, _firstSide;

    /// <summary>Whether the reader chooses from the six grades.</summary>
    public bool Grades => _firstGrade > 0;

    /// <summary>How many grades a program wrote as decimal numbers.</summary>
    public int Decimals { get; private set; }

    /// <summary>Whether what was read is low or high and no grade.</summary>
    public static bool IsSide(byte read) => read is Low or High;

    /// <summary>A read as a class of a scale.</summary>
    public static byte OnScale(byte read, ReadScale scale, BilskyGrade cut) => read switch
    {
        ReadTable.NotRead => read,
        Low => 0,
        High => 1,
        _ when scale == ReadScale.SixGrades => read,
        _ => read >= (byte)cut ? (byte)1 : (byte)0,
    };

    /// <summary>Reads a cell.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Read(ReadOnlySpan<char> text, int line, out byte read)
    {
        var cell = Spreadsheet.Cell(text);
        read = ReadTable.NotRead;
        if (cell.IsEmpty)
            return null;
        if (GradeCell.TryParse(cell, out var grade, out var isDecimal))
        {
            Decimals += isDecimal ? 1 : 0;
            read = (byte)grade;
            _firstGrade = _firstGrade == 0 ? line : _firstGrade;
        }
        else if (Side(cell) is { } side)
        {
            read = side;
            _firstSide = _firstSide == 0 ? line : _firstSide;
        }
        else
        {
            return "A read is a grade, 0, 1a, 1b, 1c, 2 or 3, or low or high in a reader study of that question; empty when not read. If this column is no reader's, name the readers with --reader.";
        }

        return _firstGrade == 0 || _firstSide == 0 ? null
            : string.Create(CultureInfo.InvariantCulture, $"One reader gives grades or low and high, not both: line {(IsSide(read) ? $"{_firstGrade} has a grade" : $"{_firstSide} has low or high")}.");
    }

    private static byte? Side(ReadOnlySpan<char> cell) =>
        Is(cell, "low") || Is(cell, "low grade") ? Low
        : Is(cell, "high") || Is(cell, "high grade") ? High
        : null;

    private static bool Is(ReadOnlySpan<char> cell, string word) => cell.Equals(word, StringComparison.OrdinalIgnoreCase);
}
