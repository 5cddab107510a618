using System.Globalization;
using System.Text.RegularExpressions;

namespace BilskyWeb.Imaging.Datasets;

/// <summary>
/// Numbers in text, as PS3.5 writes them (DS, IS) and as programs of other languages do: with a decimal comma, or with something else than a
/// backslash between them. Read only where no other reading is possible; what is left over is unreadable, never a default.
/// </summary>
internal static partial class DecimalText
{
    private static readonly char[] Around = [' ', '\0', '\t', '\u00A0'];
    private static readonly char[] Brackets = ['[', ']', '(', ')', '{', '}'];

    /// <summary>The numbers that an attribute's values hold.</summary>
    /// <param name="values">The values as the data set separates them.</param>
    /// <param name="count">How many numbers the attribute has by PS3.6; null where any number is right.</param>
    /// <param name="thousandsCanBe">A comma before exactly three digits may part thousands (1,500 ms); false for lengths in millimetres, which are never that long.</param>
    /// <returns>Null when there is no certain reading.</returns>
    internal static double[]? Read(IReadOnlyList<string> values, int? count, bool thousandsCanBe)
    {
        string[] parts = [.. values];
        if (parts.Length == 1 && count > 1)
        {
            parts = Separate(parts[0].Trim().Trim(Brackets).Trim(), count.Value) ?? [];
        }

        if (parts.Length == 0 || (count is { } expected && parts.Length != expected))
        {
            return null;
        }

        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (One(parts[i], thousandsCanBe) is not { } number)
            {
                return null;
            }

            numbers[i] = number;
        }

        return numbers;
    }

    /// <summary>A number as PS3.5 writes it; null when it is none or not finite.</summary>
    internal static double? Plain(string text) =>
        double.TryParse(
            text.Trim(Around), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number) ? number : null;

    private static double? One(string text, bool thousandsCanBe)
    {
        var trimmed = text.Trim(Around);
        return Plain(DecimalComma().IsMatch(trimmed) && !(thousandsCanBe && Thousands().IsMatch(trimmed)) ? trimmed.Replace(',', '.') : trimmed);
    }

    /// <summary>Parts one text into so many numbers, at whatever stands between them.</summary>
    private static string[]? Separate(string text, int count)
    {
        // Blanks, semicolons and slashes are part of no number. With a comma beside them they may still go together ("0.5, 0.5").
        var apart = Blanks().Split(text);
        if (apart.Length == count)
        {
            return [.. apart.Select(part => part.TrimEnd(','))];
        }

        var pieces = text.Split(',');
        if (apart.Length > 1)
        {
            return null;
        }

        // A point in it is the decimal one, so that commas can only stand between numbers; six whole numbers are an axis-parallel orientation.
        if (pieces.Length == count && (text.Contains('.', StringComparison.Ordinal) || count >= 6))
        {
            return pieces;
        }

        // Twice as many pieces as numbers, none with a point: each number has a decimal comma of its own (0,5,0,5).
        return pieces.Length == 2 * count && !text.Contains('.', StringComparison.Ordinal)
            ? [.. pieces.Chunk(2).Select(pair => $"{pair[0]}.{pair[1]}")]
            : null;
    }

    [GeneratedRegex(@"^[+-]?\d+,\d+(?:[eE][+-]?\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^[+-]?[1-9]\d{0,2},\d{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"\s*[;/|]\s*|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
