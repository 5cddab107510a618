using BilskyWeb.Core.Grading;

namespace BilskyWeb.Clinical;

/// <summary>
/// A strip as text, one character per slice. The model's word: 0 to 5 a grade in order of severity, ? abstained, x excluded, - no canal.
/// A person's: a to f a grade, X left out.
/// </summary>
public static class StripText
{
    public static string Write(IEnumerable<StripSlice> slices) => string.Concat(slices.Select(s => s.Status switch
    {
        SliceStatus.Graded when s.Grade is { } grade => (char)((s.ByPerson ? 'a' : '0') + (int)grade),
        SliceStatus.Abstained => '?',
        SliceStatus.Excluded => s.ByPerson ? 'X' : 'x',
        SliceStatus.Graded or SliceStatus.NoCanal => '-',
    }));

    /// <exception cref="FormatException">A character has no meaning.</exception>
    public static IReadOnlyList<StripSlice> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Select(c => c switch
        {
            >= '0' and <= '5' => new StripSlice(SliceStatus.Graded, (BilskyGrade)(c - '0')),
            >= 'a' and <= 'f' => new StripSlice(SliceStatus.Graded, (BilskyGrade)(c - 'a'), ByPerson: true),
            'X' => new StripSlice(SliceStatus.Excluded, null, ByPerson: true),
            '?' => new StripSlice(SliceStatus.Abstained, null),
            'x' => new StripSlice(SliceStatus.Excluded, null),
            '-' => new StripSlice(SliceStatus.NoCanal, null),
            _ => throw new FormatException($"A strip holds no {c}."),
        })];
    }
}
