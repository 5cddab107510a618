namespace BilskyWeb.Platform.Http;

/// <summary>A text as a cell of a CSV file (RFC 4180).</summary>
internal static class CsvCell
{
    /// <summary>What a spreadsheet would take for a formula is made harmless.</summary>
    public static string Of(string? text)
    {
        var safe = text is { Length: > 0 } && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text ?? "";
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
