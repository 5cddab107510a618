using SkiaSharp;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>Which texts the fonts of pictures and reports can write.</summary>
internal static class DrawableText
{
    private static readonly Lazy<SKFont> Font = new(() => new SKFont(DejaVuFonts.Load().Regular));

    /// <summary>
    /// Whether the font has a name's letters and they can be set one after the other. A script that joins its letters, runs from the right
    /// or is not in the font would be misspelt, as boxes or as nothing: another group of the name is taken then, and where there is none, it is
    /// said where it stands. Patient ID and birth date still tell whose it is, or say the same.
    /// </summary>
    public static bool IsDrawable(string name, SKFont font) =>
        font.ContainsGlyphs(name) && name.Any(char.IsLetterOrDigit) && !name.Any(c => c is >= '\u0590' and < '\u1100' or >= '\u1700' and < '\u1e00' or >= '\ufb1d' and < '\uff00');

    /// <summary>The same with the report's font.</summary>
    public static bool IsDrawable(string text)
    {
        lock (Font)
        {
            return IsDrawable(text, Font.Value);
        }
    }

    /// <summary>The text with every letter that the font lacks replaced, so that a reader sees that one is missing.</summary>
    public static string Written(string text)
    {
        lock (Font)
        {
            var font = Font.Value;
            return string.Concat(text.EnumerateRunes().Select(rune => rune.ToString() is var letter && (letter is "\n" || font.ContainsGlyphs(letter)) ? letter : "□"));
        }
    }
}
