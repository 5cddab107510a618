using System.Text.RegularExpressions;

namespace BilskyWeb.Imaging.Series;

/// <summary>
/// Tells by its name which image of a Dixon acquisition a series is, where its image type does not: GE writes <c>FAT: Ax T2 Flex</c>,
/// <c>(WATER) …</c>, <c>InPhase: …</c>; Siemens appends <c>_W</c>, <c>_F</c>, <c>_in</c>, <c>_opp</c>. A single letter counts only where the name says Dixon,
/// or where series of the study differ by it alone.
/// </summary>
internal static partial class DixonNames
{
    private static readonly Dictionary<string, FrameKind> Suffixes = new(StringComparer.Ordinal)
    {
        ["w"] = FrameKind.Water,
        ["f"] = FrameKind.Fat,
        ["in"] = FrameKind.InPhase,
        ["ip"] = FrameKind.InPhase,
        ["opp"] = FrameKind.OutOfPhase,
        ["op"] = FrameKind.OutOfPhase,
        ["out"] = FrameKind.OutOfPhase,
        ["oop"] = FrameKind.OutOfPhase,
    };

    /// <summary>Ends the term of a kind that a name told and no tag.</summary>
    public const string InItsName = "in its name";

    /// <summary>The same stacks, those that a name tells with their kind.</summary>
    public static IReadOnlyList<SeriesFacts> Tell(IEnumerable<SeriesFacts> series)
    {
        var all = series.ToList();
        var siblings = all
            .Select(s => (s.StudyInstanceUid, Split: Split(s)))
            .Where(s => Suffixes.ContainsKey(s.Split.Last))
            .GroupBy(s => (s.StudyInstanceUid, s.Split.Base))
            .Where(g => g.Select(s => Suffixes[s.Split.Last]).Distinct().Count() > 1)
            .Select(g => g.Key)
            .ToHashSet();
        return all.ConvertAll(s => s.Kind == FrameKind.Plain && Told(s, siblings.Contains((s.StudyInstanceUid, Split(s).Base))) is var (kind, word)
            ? s with { Kind = kind, KindTerm = $"\"{word}\" {InItsName}" }
            : s);
    }

    private static (FrameKind Kind, string Word)? Told(SeriesFacts series, bool hasSiblings)
    {
        var text = Text(series);
        if (OutOfPhase().Match(text) is { Success: true } opposed)
        {
            return (FrameKind.OutOfPhase, opposed.Value.Trim());
        }

        if (InPhase().Match(text) is { Success: true } inPhase)
        {
            return (FrameKind.InPhase, inPhase.Value.Trim());
        }

        if (Map().Match(text) is { Success: true } map)
        {
            return (FrameKind.Map, map.Value.Trim());
        }

        // Before water: "fat" beside "water" in one name is a fat-water acquisition, which the rest of the name must tell.
        var (fat, water) = (Fat().Match(text), Water().Match(text));
        if (fat.Success != water.Success)
        {
            return fat.Success ? (FrameKind.Fat, fat.Value.Trim()) : (FrameKind.Water, water.Value.Trim());
        }

        var last = Split(series).Last;
        return (hasSiblings || new SeriesNames(series).Dixon is not null) && Suffixes.TryGetValue(last, out var kind) ? (kind, last) : null;
    }

    private static (string Base, string Last) Split(SeriesFacts series)
    {
        var text = Text(series).Trim();
        var at = text.LastIndexOf(' ');
        return at < 0 ? ("", text) : (text[..at], text[(at + 1)..]);
    }

    private static string Text(SeriesFacts series) =>
        $" {Separators().Replace(series.Description.Length > 0 ? series.Description : series.ProtocolName, " ").Trim()} ".ToLowerInvariant();

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex Separators();

    [GeneratedRegex(@" (opp?(osed)? ?ph(ase)?|opposed|out ?(of ?)?ph(ase)?|outphase|gegenphase) ")]
    private static partial Regex OutOfPhase();

    [GeneratedRegex(@" (in ?ph(ase)?|inphase) ")]
    private static partial Regex InPhase();

    [GeneratedRegex(@" ((fat|water) ?frac[a-z]*|ff|pdff|r2 ?star|field ?map) ")]
    private static partial Regex Map();

    [GeneratedRegex(@" (water|wasser|eau|agua|[aá]gua|aqua|acqua|water ?(only|image|images|img))(?! ?(exc|sel|sat|sup)) ")]
    private static partial Regex Water();

    // Not of fat saturation, in whatever words.
    [GeneratedRegex(@"(?<! (no|non|without|ohne|sans|sin|w o)) (fat|fett|graisse|grasa|grasso|gordura|lipid|lipids|fat ?(only|image|images|img))(?! (sat|sup|suppr|free|ges|unt|nav|water|frac)) ")]
    private static partial Regex Fat();
}
