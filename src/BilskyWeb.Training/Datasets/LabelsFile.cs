using System.Globalization;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Training.Datasets;

/// <summary>One row of <c>labels.csv</c>.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Study">Study instance UID.</param>
/// <param name="Series">Series instance UID.</param>
/// <param name="Sop">SOP instance UID.</param>
/// <param name="Frame">Frame, from 1.</param>
/// <param name="Box">The region around the canal in pixels of the image; null when no canal is in view.</param>
/// <param name="Grade">The reference grade; null when there is none.</param>
/// <param name="Exclusion">Coded reason not to grade the slice, or null.</param>
internal sealed record LabelRow(int Line, string Study, string Series, string Sop, int Frame, RegionOfInterest? Box, BilskyGrade? Grade, string? Exclusion);

/// <summary>The reference standard of a folder. Anything wrong stops the reading at once, naming file and line.</summary>
internal static class LabelsFile
{
    internal const string Name = "labels.csv";

    private static readonly string[] Columns = ["study", "series", "sop", "frame", "x", "y", "width", "height", "grade", "exclusion"];
    private static readonly string[] Exclusions = ["instrumentation", "quality", "region", "degenerative"];

    /// <summary>Reads the labels of a folder.</summary>
    /// <exception cref="InvalidDataException">The folder or file is not there, a column is missing, or a cell is wrong; the message names file and line.</exception>
    internal static IReadOnlyList<LabelRow> Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"{folder} is not a folder. Give the folder that holds the DICOM files and {Name}.");
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            throw new InvalidDataException($"{folder} holds no {Name}. It needs the columns {string.Join(',', Columns)}, a row per slice.");

        var lines = File.ReadAllLines(path);
        var header = lines.Length == 0 ? [] : Split(lines[0]).Select(c => c.Trim().ToLowerInvariant()).ToArray();
        var missing = Columns.Except(header).ToArray();
        if (missing.Length > 0)
            throw Wrong(path, 1, $"the column{(missing.Length > 1 ? "s" : "")} {string.Join(", ", missing)} {(missing.Length > 1 ? "are" : "is")} missing.");

        var at = Columns.ToDictionary(c => c, c => Array.IndexOf(header, c));
        var rows = new List<LabelRow>();
        var seen = new Dictionary<(string Sop, int Frame), int>();
        for (var i = 1; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
                continue;
            var cells = Split(lines[i]);
            if (cells.Length < header.Length)
                throw Wrong(path, i + 1, $"{cells.Length} cells where the header has {header.Length}.");
            var row = Row(path, i + 1, name => cells[at[name]].Trim());
            if (!seen.TryAdd((row.Sop, row.Frame), row.Line))
                throw Wrong(path, row.Line, $"this image has a row already, on line {seen[(row.Sop, row.Frame)]}.");
            rows.Add(row);
        }

        return rows.Count > 0 ? rows : throw Wrong(path, 1, "there is no row below the header.");
    }

    internal static InvalidDataException Wrong(string path, int line, string what) => new(string.Create(CultureInfo.InvariantCulture, $"{path}:{line}: {what}"));

    private static LabelRow Row(string path, int line, Func<string, string> cell)
    {
        foreach (var uid in new[] { "study", "series", "sop" })
        {
            if (cell(uid).Length == 0 || cell(uid).Any(c => c is not ('.' or (>= '0' and <= '9'))))
                throw Wrong(path, line, $"{uid} must be a UID, is \"{cell(uid)}\".");
        }

        var frame = 1;
        if (cell("frame").Length > 0 && (!int.TryParse(cell("frame"), NumberStyles.None, CultureInfo.InvariantCulture, out frame) || frame < 1))
            throw Wrong(path, line, $"frame must be a number from 1, is \"{cell("frame")}\".");

        BilskyGrade? grade = null;
        if (cell("grade").Length > 0)
        {
            grade = BilskyGrades.TryParse(cell("grade"), out var parsed)
                ? parsed
                : throw Wrong(path, line, $"grade must be 0, 1a, 1b, 1c, 2 or 3, or empty, is \"{cell("grade")}\".");
        }

        var exclusion = cell("exclusion").ToLowerInvariant();
        if (exclusion.Length > 0 && !Exclusions.Contains(exclusion))
            throw Wrong(path, line, $"exclusion must be empty or one of {string.Join(", ", Exclusions)}, is \"{cell("exclusion")}\".");

        var box = Box(path, line, cell);
        if (grade is not null && box is null)
            throw Wrong(path, line, "a graded image needs its box: x, y, width and height.");
        return new LabelRow(line, cell("study"), cell("series"), cell("sop"), frame, box, grade, exclusion.Length > 0 ? exclusion : null);
    }

    private static RegionOfInterest? Box(string path, int line, Func<string, string> cell)
    {
        string[] names = ["x", "y", "width", "height"];
        if (names.All(n => cell(n).Length == 0))
            return null;

        var values = Array.ConvertAll(names, n =>
            double.TryParse(cell(n), NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && double.IsFinite(v)
                ? v
                : throw Wrong(path, line, $"{n} must be a number, is \"{cell(n)}\"."));
        return values[2] > 0 && values[3] > 0
            ? new RegionOfInterest(values[0], values[1], values[2], values[3], 1)
            : throw Wrong(path, line, "width and height of the box must be above 0.");
    }

    // Quotes as in RFC 4180, within one line: readers' columns may hold remarks with commas.
    private static string[] Split(string line)
    {
        var cells = new List<string>();
        var cell = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString());
        return [.. cells];
    }
}
