using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>
/// The data sets and sequences that a walk is in, on the heap, and what it has spent of its limits: depth, number of attributes, and
/// bytes kept for the header.
/// </summary>
internal sealed class WalkStack(ScreeningLimits limits)
{
    private const int KeptOverhead = 64;

    private readonly WalkLevel[] _levels = new WalkLevel[(limits.MaxDepth * 2) + 1];
    private readonly int[] _children = new int[(limits.MaxDepth * 2) + 1];
    private int _top;
    private int _guessed = -1;
    private int _elements;
    private int _keptBytes;

    /// <summary>The innermost.</summary>
    internal WalkLevel Current => _levels[_top];

    internal bool IsOutermost => _top == 0;

    /// <summary>True when everything that the walk is in ends by a mark, none by a length.</summary>
    internal bool IsOpenEnded
    {
        get
        {
            for (var level = 1; level <= _top; level++)
            {
                if (!_levels[level].IsUndefined)
                {
                    return false;
                }
            }

            return _guessed < 0;
        }
    }

    /// <summary>True inside bytes that only look like a sequence.</summary>
    internal bool IsGuessing => _guessed >= 0;

    internal void Begin(WalkLevel outermost) => _levels[0] = outermost;

    /// <summary>Goes into a sequence.</summary>
    /// <returns>What is wrong, or null.</returns>
    internal Finding? Open(ElementHeader header, long end, bool isImplicit, bool isBigEndian, bool isGuess = false)
    {
        // Levels alternate: data set, sequence, item's data set … so a sequence always sits at an odd place.
        if (_top + 2 >= _levels.Length)
        {
            return Finding.TooDeep(limits.MaxDepth);
        }

        var items = Current.Kept is { } kept && KeptAttributes.WantsSequence(header.Tag) ? kept.AddSequence(header.Tag) : null;
        var limit = header.IsUndefined ? Current.Limit : end;
        Push(new WalkLevel(true, header.Length, end, limit, isImplicit, isBigEndian, null, items));
        _guessed = isGuess && _guessed < 0 ? _top : _guessed;
        return null;
    }

    internal void Push(WalkLevel level)
    {
        _levels[++_top] = level;
        _children[_top] = 0;
    }

    internal void Close()
    {
        if (_top == _guessed)
        {
            _guessed = -1;
        }

        _top--;
    }

    /// <summary>Leaves the bytes that turned out to be no sequence.</summary>
    /// <returns>Where they end.</returns>
    internal long GiveUpGuess()
    {
        var end = _levels[_guessed].EndPosition;
        _top = _guessed - 1;
        _guessed = -1;
        return end;
    }

    /// <summary>Takes from the budget. The outermost level is not charged: each attribute is there once, and frames must not crowd out identity.</summary>
    internal bool MayKeep(uint length)
    {
        if (length > limits.MaxKeptValueBytes || (_top > 0 && _keptBytes + length + KeptOverhead > limits.MaxKeptBytes))
        {
            return false;
        }

        _keptBytes += _top > 0 ? (int)length + KeptOverhead : 0;
        return true;
    }

    /// <summary>Counts one more attribute or item of the present level.</summary>
    internal Finding? Count() =>
        ++_children[_top] > limits.MaxChildren ? Finding.TooManyElements(limits.MaxChildren)
        : ++_elements > limits.MaxElements ? Finding.TooManyElements(limits.MaxElements)
        : null;
}

/// <summary>A data set or a sequence that the walk is in.</summary>
/// <param name="IsSequence">Holds items rather than attributes.</param>
/// <param name="Length">As written.</param>
/// <param name="EndPosition">Where it ends, when its length is written.</param>
/// <param name="Limit">Where the nearest enclosing thing with a length ends.</param>
/// <param name="IsImplicit">Encoding of what is in it.</param>
/// <param name="IsBigEndian">Encoding of what is in it.</param>
/// <param name="Kept">Receives wanted attributes; null when none are wanted here.</param>
/// <param name="KeptItems">Receives the items of a wanted sequence.</param>
internal readonly record struct WalkLevel(
    bool IsSequence, uint Length, long EndPosition, long Limit, bool IsImplicit, bool IsBigEndian, KeptAttributes? Kept, List<KeptAttributes>? KeptItems)
{
    internal bool IsUndefined => Length == ElementHeader.Undefined;

    /// <summary>What is wrong when something reaches over the level's limit.</summary>
    internal Finding Beyond(ByteWindow window) =>
        Limit == window.Length ? Finding.Truncated : Finding.Malformed("something is longer than the sequence it is in");
}
