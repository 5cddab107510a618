using System.Globalization;

namespace BilskyWeb.Core.Clinical.Scores;

/// <summary>One item of a score with what was given for it.</summary>
/// <param name="Name">As its source calls it.</param>
/// <param name="Given">The answer in words; null where there is none.</param>
/// <param name="Lowest">Fewest points that it can bring.</param>
/// <param name="Highest">Most. Another number than <paramref name="Lowest"/> where the answer is missing or leaves it open.</param>
public sealed record ScoreItem(string Name, string? Given, int Lowest, int Highest)
{
    /// <summary>True where the points are not known.</summary>
    public bool IsOpen => Given is null || Lowest != Highest;

    /// <summary>Where the answer comes from, if not from the referrer; null where nothing needs saying.</summary>
    public string? Origin { get; init; }
}

/// <summary>A range of a score that its source gives a name.</summary>
/// <param name="From">Fewest points.</param>
/// <param name="To">Most points.</param>
/// <param name="Name">What the source calls it.</param>
public sealed record ScoreBand(int From, int To, string Name);

/// <summary>
/// A score of several items, shown to support a decision and never as one. It is a number only when every item is known: else it is at least so much, and says what is missing.
/// </summary>
/// <param name="Name">What it is called.</param>
/// <param name="Source">Paper, year, table.</param>
/// <param name="Items">With what was given.</param>
/// <param name="Bands">In order, without gaps.</param>
/// <param name="Ceiling">The most that it can be.</param>
public sealed record Score(string Name, string Source, IReadOnlyList<ScoreItem> Items, IReadOnlyList<ScoreBand> Bands, int Ceiling)
{
    /// <summary>Fewest points that what is known allows.</summary>
    public int Lowest => Math.Min(Ceiling, Items.Sum(i => i.Lowest));

    /// <summary>Most points that what is known allows.</summary>
    public int Highest => Math.Min(Ceiling, Items.Sum(i => i.Highest));

    /// <summary>Items whose points are not known.</summary>
    public IReadOnlyList<string> Missing => [.. Items.Where(i => i.IsOpen).Select(i => i.Name)];

    /// <summary>The score; null while an item is missing.</summary>
    public int? Value => Missing.Count == 0 ? Lowest : null;

    /// <summary>True when nothing at all was given.</summary>
    public bool IsEmpty => Items.All(i => i.Given is null);

    /// <summary>The band, where whatever is missing cannot change it; else null.</summary>
    public ScoreBand? Band => BandOf(Lowest) is { } low && low == BandOf(Highest) ? low : null;

    /// <summary>"9 of 18, potentially unstable", or "at least 6 of 18, missing: bone lesion, alignment".</summary>
    public string Text => Value is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"{value} of {Ceiling}, {BandOf(value)?.Name}")
        : string.Create(CultureInfo.InvariantCulture, $"at least {Lowest} of {Ceiling}{(Band is { } band ? $", {band.Name} whatever is missing" : "")}, missing: {string.Join(", ", Missing)}");

    private ScoreBand? BandOf(int points) => Bands.FirstOrDefault(b => points >= b.From && points <= b.To);
}
