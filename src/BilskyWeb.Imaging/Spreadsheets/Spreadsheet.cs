using System.Globalization;
using System.Text;
using System.Text.Unicode;
using nietras.SeparatedValues;

namespace BilskyWeb.Imaging.Spreadsheets;

/// <summary>
/// A CSV file as spreadsheets really write it: UTF-8 or UTF-16 with or without a mark, commas, semicolons, tabs or bars, a first line <c>sep=;</c>, empty rows,
/// decimal commas, blanks that do not show. What is certain is read; of what had to be understood <see cref="Notes"/> tells.
/// </summary>
public sealed class Spreadsheet : IDisposable
{
    private const string SeparatorLine = "sep=";

    // No-break space and its narrow kin count as white space; these do not.
    private const string Invisible = "\uFEFF\u200B\u200C\u200D\u2060";

    private static readonly char[] Separators = [';', '\t', ',', '|'];

    private readonly string _name;
    private readonly List<string> _notes = [];
    private readonly int _linesBefore;
    private int _decimalCommas;
    private string? _firstDecimalComma;

    private Spreadsheet(string name, TextReader text, char separator, int linesBefore, string? note)
    {
        (_name, Separator, _linesBefore) = (name, separator, linesBefore);
        if (note is not null)
            _notes.Add(note);
        Rows = new Sep(separator).Reader(o => o with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).From(text);
    }

    /// <summary>What parts cells.</summary>
    public char Separator { get; }

    /// <summary>The rows, header among them.</summary>
    public SepReader Rows { get; }

    /// <summary>What had to be understood, a sentence each that names the file.</summary>
    public IReadOnlyList<string> Notes => _decimalCommas == 0 ? _notes
        : [.. _notes, string.Create(CultureInfo.InvariantCulture, $"{_name}: {_decimalCommas} number{(_decimalCommas == 1 ? " has" : "s have")} a decimal comma and {(_decimalCommas == 1 ? "was" : "were")} read with a point; the first {_firstDecimalComma}.")];

    /// <summary>Opens a file, whose rows are read as they are asked for.</summary>
    /// <param name="stream">Seekable; stays open when the spreadsheet is disposed.</param>
    /// <param name="name">The file's name in notes.</param>
    public static Spreadsheet Open(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var encoding = EncodingOf(stream);
        return Open(() => Text(stream, encoding), name, NoteOn(encoding, name));
    }

    /// <summary>Reads a file's text.</summary>
    /// <param name="stream">Seekable.</param>
    /// <param name="name">The file's name in notes.</param>
    public static (string Text, string? Note) ReadText(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var encoding = EncodingOf(stream);
        return (Text(stream, encoding).ReadToEnd(), NoteOn(encoding, name));
    }

    /// <summary>Opens a file whose text is at hand.</summary>
    /// <param name="text">What <see cref="ReadText"/> gave.</param>
    /// <param name="name">The file's name in notes.</param>
    /// <param name="note">Likewise.</param>
    public static Spreadsheet Open(string text, string name, string? note = null) => Open(() => new StringReader(text), name, note);

    /// <inheritdoc/>
    public void Dispose() => Rows.Dispose();

    /// <summary>Line of a row in the file, from 1. Of the first row Sep tells the line behind it.</summary>
    public int LineOf(SepReader.Row row) => _linesBefore + (row.RowIndex == 0 ? 1 : row.LineNumberFrom);

    /// <summary>Whether a row holds nothing, as a spreadsheet writes those below the last.</summary>
    public static bool IsBlank(SepReader.Row row)
    {
        for (var i = 0; i < row.ColCount; i++)
        {
            if (!Cell(row[i].Span).IsEmpty)
                return false;
        }

        return true;
    }

    /// <summary>Whether a row has as many cells as the header, but for empty ones behind. Between commas a cell too many may be a decimal comma's, and all behind it stand one too far.</summary>
    public bool HasWidth(SepReader.Row row, int columns)
    {
        for (var i = columns; i < row.ColCount; i++)
        {
            if (Separator == ',' || !Cell(row[i].Span).IsEmpty)
                return false;
        }

        return row.ColCount >= columns;
    }

    /// <summary>A cell without white space and invisible marks around it.</summary>
    public static ReadOnlySpan<char> Cell(ReadOnlySpan<char> cell)
    {
        int length;
        do
        {
            length = cell.Length;
            cell = cell.Trim().Trim(Invisible);
        }
        while (cell.Length < length);
        return cell;
    }

    /// <summary>A column's name: any white space within it is one blank.</summary>
    public static string ColumnName(ReadOnlySpan<char> cell) => string.Join(' ', Cell(cell).ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The header row's names.</summary>
    public static string[] ColumnNames(SepReader.Row row)
    {
        var names = new string[row.ColCount];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = ColumnName(row[i].Span);
        }

        return names;
    }

    /// <summary>
    /// Reads a number with a decimal point, or with a decimal comma where that is certain: in a file parted by semicolons, which is how spreadsheets write where the comma is the
    /// decimal sign; elsewhere in a cell of its own, unless it may part thousands.
    /// </summary>
    public bool TryNumber(ReadOnlySpan<char> cell, int line, string column, out double value)
    {
        cell = Cell(cell);
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value))
            return true;
        var comma = cell.IndexOf(',');
        if (comma < 0 || cell.Count(',') > 1 || cell.Contains('.') || (Separator != ';' && MayPartThousands(cell, comma)))
            return false;
        if (!double.TryParse($"{cell[..comma]}.{cell[(comma + 1)..]}", NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value))
            return false;
        _firstDecimalComma ??= string.Create(CultureInfo.InvariantCulture, $"is \"{cell}\" on line {line}, column \"{column}\"");
        _decimalCommas++;
        return true;
    }

    /// <summary>What to write where a number cannot be read, or a row has too many cells.</summary>
    /// <param name="cell">The cell.</param>
    public static string HowToWrite(ReadOnlySpan<char> cell) =>
        cell.Contains('%') ? " Write a share of one, 0.97, not 97%."
        : cell.Contains(',') ? " Write a decimal point, 0.97 and not 0,97, and nothing between thousands."
        : "";

    // 1,024 is a thousand or one, 0,024 and 12,5 are one thing alone.
    private static bool MayPartThousands(ReadOnlySpan<char> cell, int comma)
    {
        var whole = cell[..comma].TrimStart("+-");
        return cell.Length - comma == 4 && whole.Length is > 0 and < 4 && whole[0] != '0';
    }

    private static Spreadsheet Open(Func<TextReader> open, string name, string? note)
    {
        var text = open();
        var first = text.ReadLine() ?? "";
        if (SaidSeparator(first) is { } said)
            return new Spreadsheet(name, text, said, linesBefore: 1, note);
        while (Cell(first).IsEmpty && text.ReadLine() is { } next)
        {
            first = next;
        }

        return new Spreadsheet(name, open(), SeparatorOf(first), linesBefore: 0, note);
    }

    private static string? NoteOn(Encoding? encoding, string name) => encoding is not null ? null
        : $"{name} is neither UTF-8 nor UTF-16; it was read as Western European text. Check names with accents, or save it as \"CSV UTF-8\".";

    private static StreamReader Text(Stream stream, Encoding? encoding)
    {
        stream.Position = 0;
        return new StreamReader(stream, encoding ?? Encoding.Latin1, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
    }

    private static char? SaidSeparator(string line)
    {
        var said = Cell(line).ToString().Trim('"');
        if (!said.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase))
            return null;

        // A tab is white space, and trimmed away at the line's end.
        return said.Length == SeparatorLine.Length ? (line.Contains('\t', StringComparison.Ordinal) ? '\t' : null)
            : Array.IndexOf(Separators, said[SeparatorLine.Length]) >= 0 ? said[SeparatorLine.Length] : null;
    }

    /// <summary>The separator that comes up most often outside quotation marks.</summary>
    private static char SeparatorOf(string line)
    {
        var (counts, quoted) = (new int[Separators.Length], false);
        foreach (var c in line)
        {
            quoted ^= c == '"';
            if (!quoted && Array.IndexOf(Separators, c) is >= 0 and var at)
                counts[at]++;
        }

        return counts.Max() == 0 ? ',' : Separators[Array.IndexOf(counts, counts.Max())];
    }

    /// <summary>UTF-8 or UTF-16, with a mark or by what the bytes are; null when it is neither.</summary>
    private static Encoding? EncodingOf(Stream stream)
    {
        stream.Position = 0;
        var buffer = new byte[1 << 16];
        var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var head = buffer.AsSpan(0, read);
        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0xEF, 0xBB, 0xBF, ..])
            return Encoding.UTF8; // the mark decides
        if (head.Length > 1 && head[..Math.Min(64, head.Length)].Contains((byte)0))
            return head[0] == 0 ? Encoding.BigEndianUnicode : Encoding.Unicode;

        var kept = 0;
        while (true)
        {
            var whole = buffer.AsSpan(0, kept + read);
            var end = read < buffer.Length - kept ? whole.Length : WholeCharacters(whole);
            if (!Utf8.IsValid(whole[..end]))
                return null;
            if (read == 0 || end == whole.Length && read < buffer.Length - kept)
                return Encoding.UTF8;
            whole[end..].CopyTo(buffer);
            kept = whole.Length - end;
            read = stream.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false);
        }
    }

    // A character that the block's end cuts through is judged with the next block.
    private static int WholeCharacters(ReadOnlySpan<byte> block)
    {
        for (var back = 1; back <= Math.Min(3, block.Length); back++)
        {
            if ((block[^back] & 0xC0) != 0x80)
                return (block[^back] & 0x80) == 0 ? block.Length : block.Length - back;
        }

        return block.Length;
    }
}
