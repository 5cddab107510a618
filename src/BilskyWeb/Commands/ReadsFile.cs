using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Imaging.Spreadsheets;
using nietras.SeparatedValues;

namespace BilskyWeb.Commands;

/// <summary>Which column of a file of reads is what.</summary>
/// <param name="Reference">The reader whom the others are held against.</param>
/// <param name="Study">Study of an item; null when studies do not matter.</param>
/// <param name="Item">What tells items apart; null for the usual names.</param>
/// <param name="Readers">The readers; empty for every column that is not known to be something else.</param>
/// <param name="Cut">From which grade on a read is high grade, where grades stand beside <c>low</c> and <c>high</c>.</param>
internal sealed record ReadColumns(string Reference, string? Study, string? Item, IReadOnlyList<string> Readers, BilskyGrade Cut = BilskyGrades.FirstHighGrade);

/// <summary>The file cannot be used as it is.</summary>
internal sealed record WrongReadsFile(string Message) : InvalidInputError("agree.wrong_file", Message);

/// <summary>The reads of a file, the reference first.</summary>
/// <param name="Table">The reads.</param>
/// <param name="Notes">What had to be understood, or was passed over; a sentence each.</param>
internal sealed record FoundReads(ReadTable Table, IReadOnlyList<string> Notes);

/// <summary>
/// Reads a CSV of reads: a row per item, a column per reader, a cell per read. Anything wrong stops the reading at once, naming file, line
/// and column. Rows are not kept, so that a million items take a few bytes each.
/// </summary>
internal sealed class ReadsFile
{
    /// <summary>A column of this ending holds a reader's probability of high grade.</summary>
    public const string ProbabilityEnding = ".high";

    /// <summary>A column of this ending holds how long a reader took.</summary>
    public const string SecondsEnding = ".seconds";

    /// <summary>Most readers of one table: each is compared with each.</summary>
    public const int MostReaders = 1000;

    private readonly string _path;
    private readonly Spreadsheet _sheet;
    private readonly ReadsHeader _header;
    private readonly ReadCell[] _cells;
    private readonly BilskyGrade _cut;
    private readonly Dictionary<UInt128, int> _seen = [];
    private readonly Dictionary<string, int> _studies = [];
    private ReadTable _table;
    private int _blank;

    private ReadsFile(string path, Spreadsheet sheet, ReadsHeader header, BilskyGrade cut)
    {
        (_path, _sheet, _header, _cut) = (path, sheet, header, cut);
        _cells = [.. header.Readers.Select(_ => new ReadCell())];
        _table = new ReadTable(header.ReaderNames, withProbabilities: [.. header.ReaderNames.Where((_, r) => header.Probabilities[r] >= 0)]);
    }

    /// <summary>The reads, the reference first.</summary>
    public static Result<FoundReads> Read(string path, ReadColumns columns)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var sheet = Spreadsheet.Open(stream, path);
            ReadsFile? file = null;
            foreach (var row in sheet.Rows)
            {
                if (Spreadsheet.IsBlank(row))
                {
                    file?.CountBlank(row);
                    continue;
                }

                if (file is null)
                {
                    var header = ReadsHeader.Of(Spreadsheet.ColumnNames(row), columns, string.Create(CultureInfo.InvariantCulture, $"{path}:{sheet.LineOf(row)}"));
                    if (!header.IsOk)
                        return header.Error!;
                    file = new ReadsFile(path, sheet, header.Value, columns.Cut);
                }
                else if (file.Add(row) is { } wrong)
                {
                    return wrong;
                }
            }

            return file is null ? new WrongReadsFile($"{path} is empty. It needs a header and a row per item.")
                : file._table.Items == 0 ? new WrongReadsFile($"{path}:1: there is no row below the header, so there is nothing to compare.")
                : new FoundReads(file._table, [.. sheet.Notes, .. file.Notes()]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new WrongReadsFile($"{path} cannot be read: {failure.Message}");
        }
        catch (Exception failure) when (failure is InvalidDataException or NotSupportedException or ArgumentException)
        {
            return new WrongReadsFile($"{path} is not a CSV file, or a quotation mark in it is never closed: {failure.Message}");
        }
    }

    private IEnumerable<string> Notes()
    {
        if (_blank > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{_path}: {_blank} empty row{(_blank == 1 ? " was" : "s were")} passed over.");
        if (_table.Scale == ReadScale.LowHigh && _cells.Any(c => c.Grades))
            yield return $"{_path}: some readers say low or high and others a grade; all are compared as low against high grade, high from {_cut.ToText()} on.";
        if (_cells.Sum(c => c.Decimals) is > 0 and var decimals)
            yield return string.Create(CultureInfo.InvariantCulture, $"{_path}: {decimals} grades are written as decimal numbers (2.0) and were read as the grade.");
        if (_header.Study >= 0 && _table.Studies.Count(s => s < 0) is > 0 and var without)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{_path}: {without} of {_table.Items} items have an empty cell in column \"{_header.Names[_header.Study]}\"; they count slice by slice and are left out study by study.");
        }
    }

    // A line break at the end of a file is no row.
    private void CountBlank(SepReader.Row row) => _blank += row.ColCount > 1 ? 1 : 0;

    private WrongReadsFile? Add(SepReader.Row row)
    {
        if (!_sheet.HasWidth(row, _header.Names.Length))
        {
            var hint = row.ColCount > _header.Names.Length && _sheet.Separator == ','
                ? " Where a number holds a decimal comma, write a point, or save the file with semicolons. Put a text that holds a comma in quotation marks."
                : "";
            return Wrong(row, $"{row.ColCount} cells where the header has {_header.Names.Length}.{hint}");
        }

        var (reads, probabilities) = (new byte[_cells.Length], new double[_cells.Length]);
        for (var r = 0; r < reads.Length; r++)
        {
            if (_cells[r].Read(row[_header.Readers[r]].Span, _sheet.LineOf(row), out reads[r]) is { } fault)
                return Wrong(row, _header.Readers[r], row[_header.Readers[r]].Span, fault);
            if (ReadCell.IsSide(reads[r]) && _table.Scale == ReadScale.SixGrades)
                _table = _table.ToLowHigh(_cut);

            probabilities[r] = double.NaN;
            if (_header.Probabilities[r] < 0 || Spreadsheet.Cell(row[_header.Probabilities[r]].Span) is var said && said.IsEmpty)
                continue;
            if (!_sheet.TryNumber(said, _sheet.LineOf(row), _header.Names[_header.Probabilities[r]], out probabilities[r]) || probabilities[r] is not (>= 0 and <= 1))
                return Wrong(row, _header.Probabilities[r], said, "A probability of high grade lies between 0 and 1." + Spreadsheet.HowToWrite(said));
        }

        if (Repeats(row) is { } repeated)
            return repeated;

        for (var r = 0; r < reads.Length; r++)
        {
            reads[r] = ReadCell.OnScale(reads[r], _table.Scale, _cut);
        }

        _table.Add(reads, _header.Study < 0 ? -1 : StudyOf(Spreadsheet.Cell(row[_header.Study].Span)), probabilities);
        return null;
    }

    private WrongReadsFile? Repeats(SepReader.Row row)
    {
        if (_header.Items.Count == 0)
            return null;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var column in _header.Items)
        {
            var cell = Spreadsheet.Cell(row[column].Span);
            if (cell.IsEmpty)
                return Wrong(row, string.Create(CultureInfo.InvariantCulture, $"column {column + 1} (\"{_header.Names[column]}\"), which tells items apart, is empty. Give the item a name, or take the row out."));
            hash.AppendData(MemoryMarshal.AsBytes(cell));
            hash.AppendData("\n"u8);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        ref var line = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, MemoryMarshal.Read<UInt128>(digest), out var known);
        if (known)
            return Wrong(row, string.Create(CultureInfo.InvariantCulture, $"this item has a row already, on line {line} (column {string.Join(", ", _header.Items.Select(i => _header.Names[i]))}). An item is read once by a reader."));
        line = _sheet.LineOf(row);
        return null;
    }

    private int StudyOf(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
            return -1;
        var known = _studies.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(name, out var number))
            known[name] = number = _studies.Count;
        return number;
    }

    private WrongReadsFile Wrong(SepReader.Row row, string what) => new(string.Create(CultureInfo.InvariantCulture, $"{_path}:{_sheet.LineOf(row)}: {what}"));

    private WrongReadsFile Wrong(SepReader.Row row, int column, ReadOnlySpan<char> cell, string what)
    {
        var shown = cell.Length > 40 ? cell[..40].ToString() + "…" : cell.ToString();
        return Wrong(row, string.Create(CultureInfo.InvariantCulture, $"column {column + 1} (\"{_header.Names[column]}\") holds \"{shown}\". {what}"));
    }
}
