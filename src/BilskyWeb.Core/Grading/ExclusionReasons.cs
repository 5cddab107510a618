namespace BilskyWeb.Core.Grading;

/// <summary>Text of <see cref="ExclusionReason"/>, as files and programs write it.</summary>
public static class ExclusionReasons
{
    private static readonly string[] Texts = ["instrumentation", "quality", "region", "degenerative"];

    /// <summary>All reasons as text, in one line.</summary>
    public static string List { get; } = string.Join(", ", Texts);

    /// <summary>instrumentation, quality, region or degenerative.</summary>
    public static string ToText(this ExclusionReason reason) => Texts[(int)reason];

    /// <summary>Reads a reason's text, case-insensitively, surrounding blanks ignored; anything else, numbers among it, is false.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ExclusionReason reason)
    {
        var trimmed = text.Trim();
        for (var i = 0; i < Texts.Length; i++)
        {
            if (trimmed.Equals(Texts[i], StringComparison.OrdinalIgnoreCase))
            {
                reason = (ExclusionReason)i;
                return true;
            }
        }

        reason = default;
        return false;
    }
}
