using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Spreadsheets;
using nietras.SeparatedValues;

namespace BilskyWeb.Imaging.Labels;

/// <summary>
/// Reads and writes <c>labels.csv</c>: a row per slice, other columns passed over. A wrong row is told of with file, line and column, and the
/// reading goes on behind it, so that somebody mends a file once and not once per row.
/// </summary>
public sealed class LabelsCsv
{
    /// <summary>Name of the file in a folder of images.</summary>
    public const string FileName = "labels.csv";

    /// <summary>The first line.</summary>
    public const string Header = "study,series,sop,frame,x,y,width,height,grade,exclusion";

    /// <summary>Rows that are read of one file.</summary>
    public const int MostRows = 1_000_000;

    private static readonly string[] Columns = Header.Split(',');

    private readonly string _file;
    private readonly Spreadsheet _sheet;
    private readonly string[] _header;
    private readonly int[] _columns;
    private readonly Dictionary<(string Sop, int Frame), int> _seen = [];

    private LabelsCsv(string file, Spreadsheet sheet, string[] header)
    {
        (_file, _sheet, _header) = (file, sheet, header);
        _columns = Array.ConvertAll(Columns, name => Array.FindIndex(header, h => h.Equals(name, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Reads all rows. A file that is no table of labels gives one error.</summary>
    /// <param name="content">The file; seekable.</param>
    /// <param name="file">Its name in messages.</param>
    public static FoundRows Read(Stream content, string file)
    {
        var (text, note) = Spreadsheet.ReadText(content, file);
        return Read(text, file, note);
    }

    /// <inheritdoc cref="Read(Stream, string)"/>
    /// <param name="text">The file.</param>
    /// <param name="file">Its name in messages.</param>
    /// <param name="note">What had to be said of its text.</param>
    public static FoundRows Read(string text, string file, string? note = null)
    {
        ArgumentNullException.ThrowIfNull(text);

        // Left open, a quotation mark would take all rows behind it for one cell.
        if (text.AsSpan().Count('"') % 2 != 0)
            return new FoundRows([new WrongLabels($"{file} has a quotation mark that is never closed, so its rows cannot be told apart.", 0)], []);

        var rows = new List<Result<LabelRow>>();
        using var sheet = Spreadsheet.Open(text, file, note);
        try
        {
            ReadInto(rows, sheet, file);
        }
        catch (Exception failure) when (failure is InvalidDataException or NotSupportedException or ArgumentException)
        {
            rows.Add(new WrongLabels($"{file} is not a CSV file: {failure.Message}", 0));
        }

        return new FoundRows(rows, sheet.Notes);
    }

    /// <summary>One line without its end. Boxes are written as exactly as they are known.</summary>
    public static string Line(LabelRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var box = row.Box is { } b ? string.Create(CultureInfo.InvariantCulture, $"{b.X},{b.Y},{b.Width},{b.Height}") : ",,,";
        return string.Create(CultureInfo.InvariantCulture, $"{row.Study},{row.Series},{row.Sop},{row.Frame},{box},{row.Grade?.ToText()},{row.Exclusion?.ToText()}");
    }

    private static void ReadInto(List<Result<LabelRow>> rows, Spreadsheet sheet, string file)
    {
        LabelsCsv? labels = null;
        foreach (var row in sheet.Rows)
        {
            if (Spreadsheet.IsBlank(row))
                continue;
            if (labels is not null)
            {
                rows.Add(rows.Count < MostRows ? labels.Row(row) : labels.At(sheet.LineOf(row), $"there are more than {MostRows} rows. Split the file."));
                if (rows.Count > MostRows)
                    return;
                continue;
            }

            labels = new LabelsCsv(file, sheet, Spreadsheet.ColumnNames(row));
            if (labels.HeaderFault(sheet.LineOf(row)) is { } fault)
            {
                rows.Add(fault);
                return;
            }
        }

        if (labels is null)
            rows.Add(new WrongLabels($"{file} is empty. It needs the columns {Header}, and a row per slice.", 1));
        else if (rows.Count == 0)
            rows.Add(labels.At(1, "there is no row below the header."));
    }

    private WrongLabels? HeaderFault(int line)
    {
        var missing = Columns.Where((_, i) => _columns[i] < 0).ToArray();
        var twice = Array.Find(Columns, c => _header.Count(h => h.Equals(c, StringComparison.OrdinalIgnoreCase)) > 1);
        return missing.Length > 0
            ? At(line, $"the column{(missing.Length > 1 ? "s" : "")} {string.Join(", ", missing)} {(missing.Length > 1 ? "are" : "is")} missing. The header needs {Header}.")
            : twice is null ? null : At(line, $"the column \"{twice}\" is there more than once.");
    }

    private Result<LabelRow> Row(SepReader.Row row)
    {
        var line = _sheet.LineOf(row);
        if (!_sheet.HasWidth(row, _header.Length))
        {
            var hint = row.ColCount > _header.Length && _sheet.Separator == ','
                ? " Where a number holds a decimal comma, write a point, or save the file with semicolons. Put a text that holds a comma in quotation marks."
                : "";
            return At(line, $"{row.ColCount} cells where the header has {_header.Length}.{hint}");
        }

        var cells = new string[Columns.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = Spreadsheet.Cell(row[_columns[i]].Span).ToString();
        }

        for (var i = 0; i < 3; i++)
        {
            if (!DicomUid.IsUsable(cells[i]))
                return Wrong(line, i, cells[i], "A DICOM UID holds digits and dots, 64 at most.");
        }

        var frame = 1;
        if (cells[3].Length > 0 && (!IsWhole(cells[3], line, out frame) || frame < 1))
            return Wrong(line, 3, cells[3], "A frame is a number from 1; empty is 1.");

        var box = Box(line, cells);
        if (box.Error is { } boxFault)
            return boxFault;

        BilskyGrade? grade = null;
        if (cells[8].Length > 0)
        {
            if (!GradeCell.TryParse(cells[8], out var parsed, out _))
                return Wrong(line, 8, cells[8], "A grade is 0, 1a, 1b, 1c, 2 or 3, or empty when there is none.");
            grade = parsed;
        }

        ExclusionReason? exclusion = null;
        if (cells[9].Length > 0)
        {
            if (!ExclusionReasons.TryParse(cells[9], out var parsed))
                return Wrong(line, 9, cells[9], $"An exclusion is {ExclusionReasons.List}, or empty.");
            exclusion = parsed;
        }

        if (grade is not null && box.Value is null)
            return At(line, "a graded image needs its box: x, y, width and height.");
        if (!_seen.TryAdd((cells[2], frame), line))
            return At(line, $"this image has a row already, on line {_seen[(cells[2], frame)]}.");
        return new LabelRow(cells[0], cells[1], cells[2], frame, box.Value, grade, exclusion, line);
    }

    private Result<RegionOfInterest?> Box(int line, string[] cells)
    {
        if (cells.AsSpan(4, 4).IndexOfAnyExcept("") < 0)
            return (RegionOfInterest?)null;

        var numbers = new double[4];
        for (var i = 0; i < 4; i++)
        {
            if (!_sheet.TryNumber(cells[4 + i], line, Columns[4 + i], out numbers[i]) || Math.Abs(numbers[i]) is not <= PascalVoc.MostPixels)
                return Wrong(line, 4 + i, cells[4 + i], "A box is four numbers in pixels of the image: x, y, width and height; all four are empty when no canal is in view." + Spreadsheet.HowToWrite(cells[4 + i]));
        }

        for (var i = 2; i < 4; i++)
        {
            if (numbers[i] <= 0)
                return Wrong(line, 4 + i, cells[4 + i], "A box's width and height are above 0.");
        }

        return (RegionOfInterest?)new RegionOfInterest(numbers[0], numbers[1], numbers[2], numbers[3], 1);
    }

    private bool IsWhole(string cell, int line, out int number)
    {
        number = 0;
        if (!_sheet.TryNumber(cell, line, Columns[3], out var value) || value != Math.Floor(value) || Math.Abs(value) > int.MaxValue)
            return false;
        number = (int)value;
        return true;
    }

    private WrongLabels Wrong(int line, int column, string cell, string what) =>
        At(line, $"column {_columns[column] + 1} (\"{Columns[column]}\") {(cell.Length == 0 ? "is empty" : $"holds \"{(cell.Length > 40 ? cell[..40] + "…" : cell)}\"")}. {what}");

    private WrongLabels At(int line, string what) => new(string.Create(CultureInfo.InvariantCulture, $"{_file}:{line}: {what}"), line);
}

/// <summary>The rows of a file of labels.</summary>
/// <param name="Rows">Each row, or what is wrong with it.</param>
/// <param name="Notes">What had to be understood; a sentence each.</param>
public sealed record FoundRows(IReadOnlyList<Result<LabelRow>> Rows, IReadOnlyList<string> Notes);
