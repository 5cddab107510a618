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
}
