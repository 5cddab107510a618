namespace BilskyWeb.Core.Statistics;

/// <summary>
/// Items by how many readers put them into which class. Agreement among readers depends on nothing else, so a million items are a
/// few hundred patterns.
/// </summary>
public sealed class RatingPatterns
{
    /// <summary>Most readers of an item.</summary>
    public const int MostReaders = (1 << BitsPerClass) - 1;

    // Sixteen bits per class: at most eight classes and 65,535 readers.
    private const int BitsPerClass = 16, MostClasses = 128 / BitsPerClass;

    private readonly Dictionary<UInt128, long> _items = [];

    /// <summary>No items yet.</summary>
    /// <param name="classes">Number of classes that a reader could have chosen, used or not.</param>
    public RatingPatterns(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, MostClasses);
        Classes = classes;
    }

    /// <summary>Number of classes that a reader could have chosen.</summary>
    public int Classes { get; }

    /// <summary>Whether every item was read by the same two readers: their table has a variance of its own.</summary>
    public bool OfTwoReaders { get; private init; }

    /// <summary>The distinct patterns: readers per class, and how many items have it.</summary>
    public IEnumerable<(int[] ReadersPerClass, long Items)> Patterns => _items.Select(p => (Unpack(p.Key), p.Value));

    /// <summary>Two readers, from their table.</summary>
    public static RatingPatterns From(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var patterns = new RatingPatterns(matrix.Classes) { OfTwoReaders = true };
        Span<int> readers = stackalloc int[matrix.Classes];
        for (var a = 0; a < matrix.Classes; a++)
        {
            for (var b = 0; b < matrix.Classes; b++)
            {
                readers.Clear();
                readers[a]++;
                readers[b]++;
                patterns.Add(readers, matrix[a, b]);
            }
        }

        return patterns;
    }

    /// <summary>Adds items. An item that nobody read adds nothing.</summary>
    /// <param name="readersPerClass">How many readers chose each class.</param>
    /// <param name="items">How many such items.</param>
    public void Add(ReadOnlySpan<int> readersPerClass, long items = 1)
    {
        if (readersPerClass.Length != Classes)
            throw new ArgumentException($"{readersPerClass.Length} classes where {Classes} are expected.", nameof(readersPerClass));

        var (key, readers) = (UInt128.Zero, 0);
        for (var k = 0; k < Classes; k++)
        {
            key |= (UInt128)(uint)readersPerClass[k] << (k * BitsPerClass);
            readers += readersPerClass[k];
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(readers, MostReaders, nameof(readersPerClass));
        if (readers > 0 && items > 0)
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_items, key, out _) += items;
    }

    /// <summary>The same items over the classes that somebody chose; null when that is fewer than two.</summary>
    public RatingPatterns? OverUsedClasses()
    {
        var patterns = Patterns.ToArray();
        int[] used = [.. Enumerable.Range(0, Classes).Where(k => patterns.Any(p => p.ReadersPerClass[k] > 0))];
        if (used.Length < 2)
            return null;

        var reduced = new RatingPatterns(used.Length) { OfTwoReaders = OfTwoReaders };
        foreach (var (readers, items) in patterns)
        {
            reduced.Add([.. used.Select(k => readers[k])], items);
        }

        return reduced;
    }

    /// <summary>The patterns in an order of their own: that of a dictionary must not decide the last digit.</summary>
    internal IReadOnlyList<RatingPattern> Ordered(AgreementWeights weights) => Classes == weights.Classes
        ? [.. _items.OrderBy(p => p.Key).Select(p => new RatingPattern(Unpack(p.Key), p.Value))]
        : throw new ArgumentException($"{weights.Classes} classes have weights, {Classes} are read.", nameof(weights));

    private int[] Unpack(UInt128 key)
    {
        var readers = new int[Classes];
        for (var k = 0; k < Classes; k++)
        {
            readers[k] = (int)(uint)((key >> (k * BitsPerClass)) & MostReaders);
        }

        return readers;
    }
}
