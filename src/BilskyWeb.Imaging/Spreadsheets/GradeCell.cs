using BilskyWeb.Core.Grading;

namespace BilskyWeb.Imaging.Spreadsheets;

/// <summary>A grade in a cell, as a person or a program writes it.</summary>
public static class GradeCell
{
    /// <summary>Reads a grade; <c>2.0</c> and <c>2,0</c> are what many programs make of <c>2</c> in a column with gaps.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="grade">The grade.</param>
    /// <param name="isDecimal">Whether it was written as a decimal number.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out BilskyGrade grade, out bool isDecimal)
    {
        var cell = Spreadsheet.Cell(text);
        isDecimal = cell is [>= '0' and <= '9', '.' or ',', _, ..] && !cell[2..].ContainsAnyExcept('0');
        return BilskyGrades.TryParse(isDecimal ? cell[..1] : cell, out grade);
    }
}
