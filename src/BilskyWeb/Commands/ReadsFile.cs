using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using nietras.SeparatedValues;

namespace BilskyWeb.Commands;

/// <summary>Which column of a file of reads is what.</summary>
/// <param name="Reference">The reader whom the others are held against.</param>
/// <param name="Study">Study of an item; null when studies do not matter.</param>
/// <param name="Item">What tells items apart; null for the usual names.</param>
/// <param name="Readers">The readers; empty for every column that is not known to be something else.</param>
internal sealed record ReadColumns(string Reference, string? Study, string? Item, IReadOnlyList<string> Readers);

/// <summary>The file cannot be used as it is.</summary>
internal sealed record WrongReadsFile(string Message) : InvalidInputError("agree.wrong_file", Message);

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

    // Of labels.csv and of the program's own exports; none of them is a reader.
    private static readonly string[] KnownColumns =
        ["study", "series", "sop", "frame", "x", "y", "width", "height", "exclusion", "item", "roi", "id", "case", "level", "position_mm", "pipeline"];

    private static readonly string[][] ItemColumns = [["item"], ["roi"], ["id"], ["sop", "frame"], ["sop"]];

    private readonly string _path;
    private readonly string[] _header;
    private readonly int[] _readers;
    private readonly int[] _probabilities;
    private readonly int[] _items;
    private readonly int _study;
    private readonly ReadTable _table;
    private readonly Dictionary<UInt128, int> _seen = [];
    private readonly Dictionary<string, int> _studies = [];

    private ReadsFile(string path, string[] header, int[] readers, int[] items, int study)
    {
        (_path, _header, _readers, _items, _study) = (path, header, readers, items, study);
        _probabilities = Array.ConvertAll(readers, r => Find(header, header[r] + ProbabilityEnding));
        _table = new ReadTable([.. readers.Select(r => header[r])], withProbabilities: [.. readers.Where((_, i) => _probabilities[i] >= 0).Select(r => header[r])]);
    }

    /// <summary>The reads, the reference first.</summary>
    public static Result<ReadTable> Read(string path, ReadColumns columns)
    {
        try
        {
            using var reader = Sep.Reader(o => o with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).FromFile(path);
            ReadsFile? file = null;
            foreach (var row in reader)
            {
                if (IsBlank(row))
                    continue;
                if (file is null)
                {
                    var opened = Open(path, row, columns);
                    if (!opened.IsOk)
                        return opened.Error!;
                    file = opened.Value;
                }
                else if (file.Add(row) is { } wrong)
                {
                    return wrong;
                }
            }

            return file is null ? new WrongReadsFile($"{path} is empty. It needs a header and a row per item.")
                : file._table.Items == 0 ? new WrongReadsFile($"{path}:1: there is no row below the header, so there is nothing to compare.")
                : file._table;
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

    private static bool IsBlank(SepReader.Row row) => row.ColCount == 0 || (row.ColCount == 1 && row[0].Span.IsWhiteSpace());

    private static int Find(string[] header, string? name) => Array.FindIndex(header, c => c.Equals(name?.Trim(), StringComparison.OrdinalIgnoreCase));

    private static Result<ReadsFile> Open(string path, SepReader.Row row, ReadColumns columns)
    {
        var header = new string[row.ColCount];
        for (var i = 0; i < header.Length; i++)
        {
            header[i] = row[i].Span.Trim().Trim('\uFEFF').ToString();
        }

        string At(string what) => string.Create(CultureInfo.InvariantCulture, $"{path}:1: {what}");
        if (header.GroupBy(h => h, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1 && g.Key.Length > 0) is { } twice)
            return new WrongReadsFile(At($"the column \"{twice.Key}\" is there {twice.Count()} times. Give each reader a name of their own."));

        string[] asked = [columns.Reference, .. columns.Readers, .. new[] { columns.Study, columns.Item }.OfType<string>()];
        if (Array.Find(asked, name => Find(header, name) < 0) is { } missing)
            return new WrongReadsFile(At($"there is no column \"{missing}\". The header has: {string.Join(", ", header)}."));

        var (reference, study) = (Find(header, columns.Reference), Find(header, columns.Study));
        int[] items = columns.Item is { } item ? [Find(header, item)] : [.. (Array.Find(ItemColumns, names => names.All(n => Find(header, n) >= 0)) ?? []).Select(n => Find(header, n))];
        IEnumerable<int> others = columns.Readers.Count > 0
            ? columns.Readers.Select(r => Find(header, r))
            : Enumerable.Range(0, header.Length).Where(i => header[i].Length > 0 && i != study && !items.Contains(i)
                && !KnownColumns.Contains(header[i].ToLowerInvariant()) && !header[i].EndsWith(ProbabilityEnding, StringComparison.OrdinalIgnoreCase)
                && !header[i].EndsWith(SecondsEnding, StringComparison.OrdinalIgnoreCase));
        int[] readers = [reference, .. others.Where(i => i != reference).Distinct()];
        return readers.Length > 1
            ? new ReadsFile(path, header, readers, items, study)
            : new WrongReadsFile(At($"there is no reader beside the reference \"{header[reference]}\". Add a column per reader."));
    }

    private WrongReadsFile? Add(SepReader.Row row)
    {
        if (row.ColCount != _header.Length)
            return Wrong(row, $"{row.ColCount} cells where the header has {_header.Length}.");

        Span<byte> reads = stackalloc byte[_readers.Length];
        Span<float> probabilities = stackalloc float[_readers.Length];
        for (var r = 0; r < _readers.Length; r++)
        {
            var cell = row[_readers[r]].Span;
            if (cell.IsWhiteSpace())
                reads[r] = ReadTable.NotRead;
            else if (BilskyGrades.TryParse(cell, out var grade))
                reads[r] = (byte)grade;
            else
                return Wrong(row, _readers[r], cell, "A grade is 0, 1a, 1b, 1c, 2 or 3, or empty when not read. If this column is no reader's, name the readers with --reader.");

            probabilities[r] = float.NaN;
            if (_probabilities[r] < 0 || row[_probabilities[r]].Span is var said && said.IsWhiteSpace())
                continue;
            if (!float.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out probabilities[r]) || probabilities[r] is not (>= 0 and <= 1))
                return Wrong(row, _probabilities[r], said, "A probability of high grade lies between 0 and 1.");
        }

        if (Repeats(row) is { } repeated)
            return repeated;

        _table.Add(reads, _study < 0 ? -1 : StudyOf(row[_study].Span.Trim()), probabilities);
        return null;
    }

    private WrongReadsFile? Repeats(SepReader.Row row)
    {
        if (_items.Length == 0)
            return null;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var column in _items)
        {
            hash.AppendData(MemoryMarshal.AsBytes(row[column].Span.Trim()));
            hash.AppendData("\n"u8);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        ref var line = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, MemoryMarshal.Read<UInt128>(digest), out var known);
        if (known)
            return Wrong(row, string.Create(CultureInfo.InvariantCulture, $"this item has a row already, on line {line} (column {string.Join(", ", _items.Select(i => _header[i]))}). An item is read once by a reader."));
        line = row.LineNumberFrom;
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

    private WrongReadsFile Wrong(SepReader.Row row, string what) => new(string.Create(CultureInfo.InvariantCulture, $"{_path}:{row.LineNumberFrom}: {what}"));

    private WrongReadsFile Wrong(SepReader.Row row, int column, ReadOnlySpan<char> cell, string what)
    {
        var shown = cell.Length > 40 ? cell[..40].ToString() + "…" : cell.ToString();
        return Wrong(row, string.Create(CultureInfo.InvariantCulture, $"column {column + 1} (\"{_header[column]}\") holds \"{shown}\". {what}"));
    }
}
