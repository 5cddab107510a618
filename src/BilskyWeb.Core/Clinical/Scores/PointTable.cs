using BilskyWeb.Core.Clinical.Facts;

namespace BilskyWeb.Core.Clinical.Scores;

/// <summary>How many points each answer to one item of a score brings.</summary>
public sealed class PointTable<T>
    where T : struct, Enum
{
    private readonly string _item;
    private readonly Vocabulary<T> _words;
    private readonly Func<T, int> _points;

    /// <param name="item">The item's name in its source.</param>
    /// <param name="words">The vocabulary of the answers.</param>
    /// <param name="points">The points of each.</param>
    public PointTable(string item, Vocabulary<T> words, Func<T, int> points)
    {
        ArgumentNullException.ThrowIfNull(words);
        (_item, _words, _points) = (item, words, points);
        (Lowest, Highest) = (words.Terms.Min(t => points(t.Value)), words.Terms.Max(t => points(t.Value)));
    }

    /// <summary>Fewest points.</summary>
    public int Lowest { get; }

    /// <summary>Most points.</summary>
    public int Highest { get; }

    /// <summary>Points of an answer.</summary>
    public int this[T answer] => _points(answer);

    /// <summary>The item with its answer, or without.</summary>
    public ScoreItem Of(T? answer) => answer is { } given ? new ScoreItem(_item, _words[given].Words, this[given], this[given]) : new ScoreItem(_item, null, Lowest, Highest);
}
