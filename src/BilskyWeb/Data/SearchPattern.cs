namespace BilskyWeb.Data;

/// <summary>Patterns for ILIKE out of what a person types.</summary>
internal static class SearchPattern
{
    /// <summary>To be given to ILIKE with the pattern: without it PostgreSQL is told that there is no escape character.</summary>
    public const string Escape = @"\";

    // What stands between the parts of a name: in the file (^ and =), on the page (comma, brackets), and as East Asian keyboards type it.
    private static readonly char[] BetweenWords = [' ', ',', '^', '=', '(', ')', '\t', '\u3000', '\uFF0C', '\u3001'];

    /// <summary>The words in their order, anything between them: "lee, ann" finds Lee^Ann, "山田 太郎" finds Yamada^Tarou=山田^太郎. Null without a word.</summary>
    public static string? Words(string? text)
    {
        var words = (KeepableText.Composed(text) ?? "").Split(BetweenWords, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : "%" + string.Join('%', words.Select(Escaped)) + "%";
    }

    /// <summary>The text as it is, anywhere. Null when it is blank.</summary>
    public static string? Text(string? text) => text.TrimmedOrNull() is { } words ? "%" + Escaped(words) + "%" : null;

    private static string Escaped(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
