using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace BilskyWeb.Core.Clinical;

/// <summary>
/// Takes letters apart into letter and accents, and full- and half-width letters into common ones (Unicode NFKD), so that one name written
/// in two forms compares equal. The program runs without ICU (invariant globalisation), where .NET's own normalisation changes nothing.
/// </summary>
internal static class Decomposition
{
    private static readonly Lazy<FrozenDictionary<int, string>> Table = new(Read);

    /// <summary>The text taken apart. Accents of one letter come in one order, whatever order they came in.</summary>
    public static string Of(string text)
    {
        var runes = new List<Rune>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value >= FirstSyllable && rune.Value < FirstSyllable + Syllables)
            {
                AddHangul(rune.Value - FirstSyllable, runes);
            }
            else if (rune.Value >= 0x80 && Table.Value.TryGetValue(rune.Value, out var parts))
            {
                runes.AddRange(parts.EnumerateRunes());
            }
            else
            {
                runes.Add(rune);
            }
        }

        SortAccents(runes);
        return string.Concat(runes.Select(r => r.ToString()));
    }

    // The Unicode Standard, section 3.12: syllables are made of a leading consonant, a vowel and perhaps a trailing consonant.
    private const int FirstSyllable = 0xAC00;
    private const int Vowels = 21;
    private const int Trailing = 28;
    private const int Syllables = 19 * Vowels * Trailing;

    private static void AddHangul(int syllable, List<Rune> runes)
    {
        runes.Add(new Rune(0x1100 + (syllable / (Vowels * Trailing))));
        runes.Add(new Rune(0x1161 + (syllable % (Vowels * Trailing) / Trailing)));
        if (syllable % Trailing is var trailing and > 0)
        {
            runes.Add(new Rune(0x11A7 + trailing));
        }
    }

    private static void SortAccents(List<Rune> runes)
    {
        for (var start = 0; start < runes.Count; start++)
        {
            var end = start;
            while (end < runes.Count && Rune.GetUnicodeCategory(runes[end]) == UnicodeCategory.NonSpacingMark)
            {
                end++;
            }

            if (end - start > 1)
            {
                runes.Sort(start, end - start, Comparer<Rune>.Default);
            }

            start = end;
        }
    }

    private static FrozenDictionary<int, string> Read()
    {
        using var stream = typeof(Decomposition).Assembly.GetManifestResourceStream("Decompositions.txt")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line[0] != '#')
            {
                int[] codes = [.. line.Split(' ').Select(code => int.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];
                table[codes[0]] = string.Concat(codes[1..].Select(char.ConvertFromUtf32));
            }
        }

        return table.ToFrozenDictionary();
    }
}
