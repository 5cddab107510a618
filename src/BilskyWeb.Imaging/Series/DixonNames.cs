using System.Text.RegularExpressions;

namespace BilskyWeb.Imaging.Series;

/// <summary>
/// Tells by its name which image of a Dixon acquisition a series is, where its image type does not: GE writes <c>FAT: Ax T2 Flex</c>,
/// <c>(WATER) …</c>, <c>InPhase: …</c>; Siemens appends <c>_W</c>, <c>_F</c>, <c>_in</c>, <c>_opp</c>. A single letter counts only where the name says Dixon,
/// or where series of the study differ by it alone.
/// </summary>
internal static partial class DixonNames
{
    /// <summary>Letters and words too short to mean it by themselves.</summary>
    private static readonly Dictionary<string, FrameKind> Suffixes = new(StringComparer.Ordinal)
    {
        ["w"] = FrameKind.Water,
        ["su"] = FrameKind.Water,
        ["viz"] = FrameKind.Water,
        ["apa"] = FrameKind.Water,
        ["f"] = FrameKind.Fat,
        ["vet"] = FrameKind.Fat,
        ["tuk"] = FrameKind.Fat,
        ["gras"] = FrameKind.Fat,
        ["in"] = FrameKind.InPhase,
        ["ip"] = FrameKind.InPhase,
        ["opp"] = FrameKind.OutOfPhase,
        ["op"] = FrameKind.OutOfPhase,
        ["out"] = FrameKind.OutOfPhase,
        ["oop"] = FrameKind.OutOfPhase,
    };

    /// <summary>Ends the term of a kind that a name told and no tag.</summary>
    public const string InItsName = "in its name";

    /// <summary>The same stacks, those that a name tells with their kind: the description, and where that says nothing the protocol.</summary>
    public static IReadOnlyList<SeriesFacts> Tell(IEnumerable<SeriesFacts> series) => Tell(Tell([.. series], s => s.Description), s => s.ProtocolName);

    private static List<SeriesFacts> Tell(List<SeriesFacts> all, Func<SeriesFacts, string> nameOf)
    {
        var siblings = all
            .Select(s => (s.StudyInstanceUid, Split: Split(nameOf(s))))
            .Where(s => Suffixes.ContainsKey(s.Split.Last))
            .GroupBy(s => (s.StudyInstanceUid, s.Split.Base))
            .Where(g => g.Select(s => Suffixes[s.Split.Last]).Distinct().Count() > 1)
            .Select(g => g.Key)
            .ToHashSet();
        return all.ConvertAll(s => s.Kind == FrameKind.Plain && Told(s, nameOf(s), siblings.Contains((s.StudyInstanceUid, Split(nameOf(s)).Base))) is var (kind, word)
            ? s with { Kind = kind, KindTerm = $"\"{word}\" {InItsName}" }
            : s);
    }

    private static (FrameKind Kind, string Word)? Told(SeriesFacts series, string name, bool hasSiblings)
    {
        if (DixonWords.Of(Text(name)) is { } told)
        {
            return told;
        }

        var last = Split(name).Last;
        return (hasSiblings || new SeriesNames(series).Dixon is not null) && Suffixes.TryGetValue(last, out var kind) ? (kind, last) : null;
    }

    private static (string Base, string Last) Split(string name)
    {
        var text = Text(name).Trim();
        var at = text.LastIndexOf(' ');
        return at < 0 ? ("", text) : (text[..at], text[(at + 1)..]);
    }

    // Full width letters, as Japanese consoles write them, are the same words.
    private static string Text(string name) =>
        $" {Separators().Replace(string.Concat(name.Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c)), " ").Trim()} ".ToLowerInvariant();

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex Separators();
}
