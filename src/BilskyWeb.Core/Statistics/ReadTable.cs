using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Statistics;

/// <summary>The classes that a reader chooses from.</summary>
public enum ReadScale
{
    /// <summary>The six Bilsky grades.</summary>
    SixGrades,

    /// <summary>Low or high grade.</summary>
    LowHigh,
}

/// <summary>What every reader made of every item: one byte per read, so that millions fit.</summary>
public sealed class ReadTable
{
    /// <summary>Stands for an item that a reader did not read.</summary>
    public const byte NotRead = byte.MaxValue;

    private readonly List<byte>[] _reads;
    private readonly List<int> _studies = [];
    private readonly List<double>?[] _probabilities;

    /// <summary>An empty table.</summary>
    /// <param name="readers">Names, the reference among them.</param>
    /// <param name="scale">What they choose from.</param>
    /// <param name="withProbabilities">Readers that also give a probability of high grade.</param>
    public ReadTable(IReadOnlyList<string> readers, ReadScale scale = ReadScale.SixGrades, IReadOnlyCollection<string>? withProbabilities = null)
    {
        ArgumentNullException.ThrowIfNull(readers);
        Readers = readers;
        Scale = scale;
        _reads = [.. readers.Select(_ => new List<byte>())];
        _probabilities = [.. readers.Select(r => withProbabilities?.Contains(r) == true ? new List<double>() : null)];
    }

    /// <summary>Names of the readers.</summary>
    public IReadOnlyList<string> Readers { get; }

    /// <summary>What they choose from.</summary>
    public ReadScale Scale { get; }

    /// <summary>Number of classes.</summary>
    public int Classes => Scale == ReadScale.SixGrades ? BilskyGrades.Count : 2;

    /// <summary>Number of items.</summary>
    public int Items => _studies.Count;

    /// <summary>Study of each item; −1 where none is known.</summary>
    public IReadOnlyList<int> Studies => _studies;

    /// <summary>Adds an item.</summary>
    /// <param name="reads">A class per reader, or <see cref="NotRead"/>, in the order of <see cref="Readers"/>.</param>
    /// <param name="study">Number of its study; −1 when none is known.</param>
    /// <param name="highGradeProbabilities">Per reader; NaN where there is none. May be empty when no reader gives any.</param>
    public void Add(ReadOnlySpan<byte> reads, int study = -1, ReadOnlySpan<double> highGradeProbabilities = default)
    {
        if (reads.Length != _reads.Length)
            throw new ArgumentException($"{reads.Length} reads of {_reads.Length} readers.", nameof(reads));

        for (var r = 0; r < reads.Length; r++)
        {
            if (reads[r] >= Classes && reads[r] != NotRead)
                throw new ArgumentOutOfRangeException(nameof(reads), reads[r], "No such class.");
            _reads[r].Add(reads[r]);
            _probabilities[r]?.Add(highGradeProbabilities.IsEmpty ? double.NaN : highGradeProbabilities[r]);
        }

        _studies.Add(study);
    }

    /// <summary>All reads of a reader, in order of the items.</summary>
    public ReadOnlySpan<byte> Of(int reader) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_reads[reader]);

    /// <summary>Counts the items that two readers have both read.</summary>
    public ConfusionMatrix Compare(int reference, int reader)
    {
        var matrix = new int[Classes * Classes];
        var rows = Of(reference);
        var columns = Of(reader);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] != NotRead && columns[i] != NotRead)
                matrix[(rows[i] * Classes) + columns[i]]++;
        }

        return new ConfusionMatrix([.. matrix.Chunk(Classes)]);
    }

    /// <summary>As <see cref="Compare"/>, one table per study; items without a study are left out.</summary>
    public IReadOnlyList<ConfusionMatrix> CompareByStudy(int reference, int reader)
    {
        var tables = new Dictionary<int, ConfusionMatrix>();
        var rows = Of(reference);
        var columns = Of(reader);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] == NotRead || columns[i] == NotRead || _studies[i] < 0)
                continue;
            if (!tables.TryGetValue(_studies[i], out var table))
                tables.Add(_studies[i], table = new ConfusionMatrix(Classes));
            table.Add(rows[i], columns[i]);
        }

        return [.. tables.Values];
    }

    /// <summary>The items by how many of some readers chose which class.</summary>
    public RatingPatterns Patterns(IReadOnlyList<int> readers)
    {
        ArgumentNullException.ThrowIfNull(readers);
        var patterns = new RatingPatterns(Classes);
        Span<int> counts = stackalloc int[Classes];
        for (var i = 0; i < Items; i++)
        {
            counts.Clear();
            foreach (var reader in readers)
            {
                if (_reads[reader][i] is var read and not NotRead)
                    counts[read]++;
            }

            patterns.Add(counts);
        }

        return patterns;
    }

    /// <summary>The probabilities of high grade that a reader gives, with the reference's side; null when the reader gives none.</summary>
    public (IReadOnlyList<double> HighGrade, IReadOnlyList<bool> IsHighGrade)? Probabilities(int reference, int reader, BilskyGrade cut = BilskyGrades.FirstHighGrade)
    {
        if (_probabilities[reader] is not { } probabilities)
            return null;

        var (said, came) = (new List<double>(), new List<bool>());
        var rows = Of(reference);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] == NotRead || double.IsNaN(probabilities[i]))
                continue;
            said.Add(probabilities[i]);
            came.Add(IsHigh(rows[i], cut));
        }

        return (said, came);
    }

    /// <summary>The probabilities that two readers give of the same items; null when one of them gives none.</summary>
    public (IReadOnlyList<double> A, IReadOnlyList<double> B, IReadOnlyList<bool> IsHighGrade)? Probabilities(int reference, int a, int b, BilskyGrade cut)
    {
        if (_probabilities[a] is not { } ofA || _probabilities[b] is not { } ofB)
            return null;

        var (saidA, saidB, came) = (new List<double>(), new List<double>(), new List<bool>());
        var rows = Of(reference);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] == NotRead || double.IsNaN(ofA[i]) || double.IsNaN(ofB[i]))
                continue;
            saidA.Add(ofA[i]);
            saidB.Add(ofB[i]);
            came.Add(IsHigh(rows[i], cut));
        }

        return (saidA, saidB, came);
    }

    /// <summary>Whether a class lies above the pathway line, or from another grade on.</summary>
    public bool IsHigh(byte read, BilskyGrade cut = BilskyGrades.FirstHighGrade) => read >= (Scale == ReadScale.SixGrades ? (int)cut : 1);

    /// <summary>The same items with every grade as low or high.</summary>
    public ReadTable ToLowHigh(BilskyGrade cut)
    {
        var table = new ReadTable(Readers, ReadScale.LowHigh, [.. Readers.Where((_, r) => _probabilities[r] is not null)]);
        for (var i = 0; i < Items; i++)
        {
            var item = i;
            table.Add(
                [.. _reads.Select(r => r[item] == NotRead ? NotRead : IsHigh(r[item], cut) ? (byte)1 : (byte)0)],
                _studies[i],
                [.. _probabilities.Select(p => p is null ? double.NaN : p[item])]);
        }

        return table;
    }
}
