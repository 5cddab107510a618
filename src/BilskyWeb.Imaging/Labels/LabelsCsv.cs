using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Datasets;
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
    private readonly string[] _header;
    private readonly int[] _columns;
    private readonly Dictionary<(string Sop, int Frame), int> _seen = [];

    private LabelsCsv(string file, string[] header)
    {
        (_file, _header) = (file, header);
        _columns = Array.ConvertAll(Columns, name => Array.FindIndex(header, h => h.Equals(name, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Reads all rows. A file that is no table of labels gives one error.</summary>
    /// <param name="text">The file.</param>
    /// <param name="file">Its name in messages.</param>
    public static IReadOnlyList<Result<LabelRow>> Read(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);

        // Left open, a quotation mark would take all rows behind it for one cell.
        if (text.AsSpan().Count('"') % 2 != 0)
            return [new WrongLabels($"{file} has a quotation mark that is never closed, so its rows cannot be told apart.", 0)];

        var rows = new List<Result<LabelRow>>();
        try
        {
            using var reader = Sep.Reader(o => o with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).FromText(text);
            LabelsCsv? labels = null;
            foreach (var row in reader)
            {
                if (row.ColCount == 0 || (row.ColCount == 1 && row[0].Span.IsWhiteSpace()))
                    continue;
                if (labels is not null)
                {
                    rows.Add(rows.Count < MostRows ? labels.Row(row) : labels.At(row.LineNumberFrom, $"there are more than {MostRows} rows. Split the file."));
                    if (rows.Count > MostRows)
                        break;
                    continue;
                }

                var header = new string[row.ColCount];
                for (var i = 0; i < header.Length; i++)
                {
                    header[i] = row[i].Span.Trim().Trim('\uFEFF').ToString();
                }

                labels = new LabelsCsv(file, header);
                if (labels.HeaderFault() is { } fault)
                    return [fault];
            }

            if (labels is null)
                return [new WrongLabels($"{file} is empty. It needs the columns {Header}, and a row per slice.", 1)];
            if (rows.Count == 0)
                return [labels.At(1, "there is no row below the header.")];
        }
        catch (Exception failure) when (failure is InvalidDataException or NotSupportedException or ArgumentException)
        {
            rows.Add(new WrongLabels($"{file} is not a CSV file: {failure.Message}", 0));
        }

        return rows;
    }

    /// <summary>One line without its end. Boxes are written as exactly as they are known.</summary>
    public static string Line(LabelRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var box = row.Box is { } b ? string.Create(CultureInfo.InvariantCulture, $"{b.X},{b.Y},{b.Width},{b.Height}") : ",,,";
        return string.Create(CultureInfo.InvariantCulture, $"{row.Study},{row.Series},{row.Sop},{row.Frame},{box},{row.Grade?.ToText()},{row.Exclusion?.ToText()}");
    }

    private WrongLabels? HeaderFault()
    {
        var missing = Columns.Where((_, i) => _columns[i] < 0).ToArray();
        var twice = Array.Find(Columns, c => _header.Count(h => h.Equals(c, StringComparison.OrdinalIgnoreCase)) > 1);
        return missing.Length > 0
            ? At(1, $"the column{(missing.Length > 1 ? "s" : "")} {string.Join(", ", missing)} {(missing.Length > 1 ? "are" : "is")} missing. The header needs {Header}.")
            : twice is null ? null : At(1, $"the column \"{twice}\" is there more than once.");
    }

    private Result<LabelRow> Row(SepReader.Row row)
    {
        var line = row.LineNumberFrom;
        if (row.ColCount != _header.Length)
            return At(line, $"{row.ColCount} cells where the header has {_header.Length}.");

        var cells = new string[Columns.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = row[_columns[i]].Span.Trim().ToString();
        }

        for (var i = 0; i < 3; i++)
        {
            if (!DicomUid.IsUsable(cells[i]))
                return Wrong(line, i, cells[i], "A DICOM UID holds digits and dots, 64 at most.");
        }

        var frame = 1;
        if (cells[3].Length > 0 && (!int.TryParse(cells[3], NumberStyles.None, CultureInfo.InvariantCulture, out frame) || frame < 1))
            return Wrong(line, 3, cells[3], "A frame is a number from 1; empty is 1.");

        var box = Box(line, cells);
        if (box.Error is { } boxFault)
            return boxFault;

        BilskyGrade? grade = null;
        if (cells[8].Length > 0)
        {
            if (!BilskyGrades.TryParse(cells[8], out var parsed))
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
            if (!double.TryParse(cells[4 + i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || Math.Abs(numbers[i]) is not <= PascalVoc.MostPixels)
                return Wrong(line, 4 + i, cells[4 + i], "A box is four numbers in pixels of the image: x, y, width and height; all four are empty when no canal is in view.");
        }

        for (var i = 2; i < 4; i++)
        {
            if (numbers[i] <= 0)
                return Wrong(line, 4 + i, cells[4 + i], "A box's width and height are above 0.");
        }

        return (RegionOfInterest?)new RegionOfInterest(numbers[0], numbers[1], numbers[2], numbers[3], 1);
    }

    private WrongLabels Wrong(int line, int column, string cell, string what) =>
        At(line, $"column {_columns[column] + 1} (\"{Columns[column]}\") {(cell.Length == 0 ? "is empty" : $"holds \"{(cell.Length > 40 ? cell[..40] + "…" : cell)}\"")}. {what}");

    private WrongLabels At(int line, string what) => new(string.Create(CultureInfo.InvariantCulture, $"{_file}:{line}: {what}"), line);
}
