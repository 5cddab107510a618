namespace BilskyWeb.Imaging.Datasets;

/// <summary>A person's name: up to three ways to write it (PS3.5 section 6.2.1), each with components separated by <c>^</c>.</summary>
/// <param name="Alphabetic">In letters.</param>
/// <param name="Ideographic">In ideographs (kanji, hanja, hanzi).</param>
/// <param name="Phonetic">As it sounds (kana, hangul).</param>
public sealed record DicomPersonName(string? Alphabetic, string? Ideographic = null, string? Phonetic = null)
{
    /// <summary>Splits the form used inside a file: component groups separated by <c>=</c>. Never throws.</summary>
    /// <param name="text">For example <c>Yamada^Tarou=山田^太郎=やまだ^たろう</c>.</param>
    public static DicomPersonName FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var groups = text.Split('=', 4);
        return new DicomPersonName(Group(0), Group(1), Group(2));

        string? Group(int i) => i < groups.Length && groups[i].Trim() is { Length: > 0 } value ? value : null;
    }

    /// <summary>The form used inside a file, without trailing empty groups.</summary>
    public string ToText() => $"{Alphabetic}={Ideographic}={Phonetic}".TrimEnd('=');
}
