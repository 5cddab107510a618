using System.Buffers;
using System.Text;

namespace BilskyWeb.Data;

/// <summary>What PostgreSQL's text can hold.</summary>
internal static class KeepableText
{
    /// <summary>False when the text holds NUL or half of a surrogate pair.</summary>
    public static bool CanBeKept(this string? text)
    {
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != OperationStatus.Done || rune.Value == 0)
            {
                return false;
            }

            rest = rest[used..];
        }

        return true;
    }

    /// <summary>The first <paramref name="length"/> characters, one fewer where a surrogate pair stands across the cut: half of it cannot be kept.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>Without the space around it; null when nothing is left.</summary>
    public static string? TrimmedOrNull(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Letters with their accents as one (Unicode form C), as keyboards write them: a search finds them only so.</summary>
    public static string? Composed(string? text)
    {
        try
        {
            return text?.Normalize();
        }
        catch (ArgumentException)
        {
            return text; // half a letter somewhere
        }
    }
}
