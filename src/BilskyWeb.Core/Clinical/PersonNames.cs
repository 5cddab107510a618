using System.Globalization;
using System.Text;

namespace BilskyWeb.Core.Clinical;

/// <summary>
/// Compares names as DICOM writes them (PS3.5 section 6.2.1): up to three writings of one name (letters, ideographs, sound) with
/// <c>=</c> between, five components each with <c>^</c> between. The names come decoded; how their bytes were written is no matter here.
/// </summary>
public static class PersonNames
{
    private const int Writings = 3;

    /// <summary>How two names stand to each other.</summary>
    /// <param name="a">A name.</param>
    /// <param name="b">Another.</param>
    /// <remarks>
    /// Alike are: capitals and small letters (ß and SS too), composed and decomposed accents, full and half width, kinds of hyphen and apostrophe, blanks,
    /// empty components at the end, and writings that only one of the two has. Not alike: ü and u or ue, another order, a component more or less
    /// (a title, a middle name), letters of another script. A person sees at once that Müller and Mueller are one; a program does not know it.
    /// </remarks>
    public static Likeness Compare(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        string[] first = [.. a.Split('=').Select(Normal)];
        string[] second = [.. b.Split('=').Select(Normal)];
        var (hasFirst, hasSecond) = (first.Any(HasLetters), second.Any(HasLetters));
        if (!hasFirst || !hasSecond)
        {
            // Separators without a letter are what is left of a name that could not be decoded.
            return IsUnreadable(a) || IsUnreadable(b) ? Likeness.Unreadable : hasFirst || hasSecond ? Likeness.OneMissing : Likeness.BothMissing;
        }

        var shared = Enumerable.Range(0, Math.Min(Writings, Math.Min(first.Length, second.Length)))
            .Where(i => HasLetters(first[i]) && HasLetters(second[i])).ToList();
        return IsUnreadable(a) || IsUnreadable(b) || shared.Count == 0 ? Likeness.Unreadable
            : shared.TrueForAll(i => first[i] == second[i]) ? Likeness.Agree
            : Likeness.Differ;
    }

    /// <summary>True when bytes of the name could not be decoded, or nothing but its separators is left.</summary>
    /// <param name="name">A name.</param>
    public static bool IsUnreadable(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Contains('\uFFFD', StringComparison.Ordinal) || (name.AsSpan().Trim().Length > 0 && !HasLetters(Normal(name)));
    }

    private static bool HasLetters(string writing) => writing.EnumerateRunes().Any(Rune.IsLetterOrDigit);

    private static string Normal(string writing)
    {
        var text = new StringBuilder();
        foreach (var rune in Decomposition.Of(writing).EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                // Zero-width joiners, direction marks, soft hyphens: nobody sees them.
                case UnicodeCategory.Format or UnicodeCategory.Control:
                    break;
                case UnicodeCategory.DashPunctuation:
                    text.Append('-');
                    break;
                default:
                    text.Append(rune.Value switch
                    {
                        'ß' or 'ẞ' => "SS",
                        '\u2018' or '\u2019' or '\u02BC' or '\u00B4' or '`' => "'",
                        _ => Rune.ToUpperInvariant(rune).ToString(),
                    });
                    break;
            }
        }

        var components = text.ToString().Split('^').Select(part => string.Join(' ', part.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return string.Join('^', components).TrimEnd('^');
    }
}
