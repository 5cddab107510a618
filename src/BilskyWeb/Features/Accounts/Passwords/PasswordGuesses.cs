namespace BilskyWeb.Features.Accounts.Passwords;

/// <summary>
/// How many guesses a good guesser needs for a password, after Wheeler, "zxcvbn: low-budget password strength estimation", USENIX Security 2016: the
/// cheapest way to put it together from common passwords and words, from what is known of its owner, from years, runs and single characters.
/// </summary>
internal sealed class PasswordGuesses
{
    private const int LongestWord = 24;
    private const int LongestLookedAt = 64;

    // Powers of ten. A character that nothing explains counts ten guesses, as in the paper; one that continues a run or a repetition two.
    private const double OneCharacter = 1;
    private const double OneStep = 0.3;
    private const double OneYear = 2;
    private const double Disguise = 0.3;
    private static readonly string[] Rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "1234567890"];

    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);

    /// <param name="words">The commonest first, lower case.</param>
    public PasswordGuesses(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            _ranks.TryAdd(word, _ranks.Count + 1);
        }
    }

    /// <summary>The list that this program carries.</summary>
    public static PasswordGuesses FromCommonPasswords()
    {
        using var stream = typeof(PasswordGuesses).Assembly.GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is not in the program.");
        using var reader = new StreamReader(stream);
        return new PasswordGuesses(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'));
    }

    /// <summary>The number of guesses as a power of ten.</summary>
    /// <param name="password">Only its first 64 characters are looked at.</param>
    /// <param name="known">Words that a guesser tries first: the owner's name and address, the program's name.</param>
    public double PowerOfTen(string password, IEnumerable<string> known)
    {
        var text = password.ToLowerInvariant();
        text = text.Length > LongestLookedAt ? text[..LongestLookedAt] : text;
        var first = known.Select(k => k.ToLowerInvariant()).Where(k => k.Length >= 3).ToHashSet(StringComparer.Ordinal);
        var unit = Unit(text);
        return Cheapest(unit, first) + Math.Log10(Math.Max(1, text.Length / Math.Max(1, unit.Length)));
    }

    private double Cheapest(string text, HashSet<string> known)
    {
        var plain = string.Concat(text.Select(Undisguised));

        // The cheapest way to the first n characters, and of how many parts it is: the order of parts has to be guessed too.
        var best = new (double Cost, int Parts)[text.Length + 1];
        for (var end = 1; end <= text.Length; end++)
        {
            var before = best[end - 1];
            best[end] = (before.Cost + (end > 1 && Continues(text, end - 1) ? OneStep : OneCharacter), before.Parts);
            for (var start = Math.Max(0, end - LongestWord); start <= end - 3; start++)
            {
                if (WordCost(text[start..end], plain[start..end], known) is { } cost)
                {
                    var parts = best[start].Parts + 1;
                    var whole = best[start].Cost + cost + Math.Log10(parts);
                    best[end] = whole < best[end].Cost ? (whole, parts) : best[end];
                }
            }
        }

        return best[^1].Cost;
    }

    private double? WordCost(string word, string plain, HashSet<string> known) =>
        known.Contains(word) ? 0
        : known.Contains(plain) ? Disguise
        : _ranks.TryGetValue(word, out var rank) ? Math.Log10(rank)
        : _ranks.TryGetValue(plain, out rank) ? Math.Log10(rank) + Disguise
        : word.Length == 4 && (word.StartsWith("19", StringComparison.Ordinal) || word.StartsWith("20", StringComparison.Ordinal)) && word.All(char.IsAsciiDigit) ? OneYear
        : null;

    // The same again, the next or previous of the alphabet or of the digits, a neighbour on the keyboard.
    private static bool Continues(string text, int at)
    {
        var (from, to) = (text[at - 1], text[at]);
        return (Math.Abs(to - from) <= 1 && char.IsLetterOrDigit(to)) || from == to || Rows.Any(row => row.IndexOf(from) is >= 0 and var place && row.IndexOf(to) is >= 0 and var next && Math.Abs(place - next) == 1);
    }

    /// <summary>The shortest piece that, repeated, makes the whole.</summary>
    private static string Unit(string text)
    {
        for (var length = 1; length <= text.Length / 2; length++)
        {
            if (text.Length % length == 0 && text.AsSpan(length).SequenceEqual(text.AsSpan(0, text.Length - length)))
            {
                return text[..length];
            }
        }

        return text;
    }

    private static char Undisguised(char c) => c switch
    {
        '0' => 'o',
        '1' or '!' or '|' => 'i',
        '3' or '€' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        '8' => 'b',
        _ => c,
    };
}
