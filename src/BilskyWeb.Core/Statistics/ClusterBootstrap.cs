namespace BilskyWeb.Core.Statistics;

/// <summary>
/// Intervals that respect that slices of one study resemble each other: whole studies are drawn anew, with replacement, and the statistic is
/// taken of each such sample.
/// </summary>
/// <remarks>
/// Percentile intervals of the cluster bootstrap; Davison and Hinkley, Bootstrap Methods and their Application, 1997, section 3.8. The same seed
/// gives the same intervals, on one core or many.
/// </remarks>
public sealed class ClusterBootstrap
{
    private const int MostReplicates = 2000, FewestReplicates = 200;

    // About a second of counting.
    private const long MostAdditions = 200_000_000;

    // An interval from a minority of the samples would be one of the lucky ones.
    private const double NeededShare = 0.95;

    private readonly Cell[] _cells;
    private readonly int _classes;
    private readonly int _studies;
    private readonly ulong _seed;

    private ClusterBootstrap(Cell[] cells, int classes, int studies, long seed)
    {
        (_cells, _classes, _studies, _seed) = (cells, classes, studies, (ulong)seed);
        Replicates = (int)Math.Clamp(MostAdditions / Math.Max(1, cells.Length), FewestReplicates, MostReplicates);
    }

    /// <summary>Number of studies drawn from.</summary>
    public int Studies => _studies;

    /// <summary>Number of samples drawn: 2000, fewer where there are very many studies.</summary>
    public int Replicates { get; }

    /// <summary>Makes ready to draw.</summary>
    /// <param name="tablePerStudy">One table of counts per study.</param>
    /// <param name="seed">Decides the draws.</param>
    public static ClusterBootstrap Of(IReadOnlyCollection<ConfusionMatrix> tablePerStudy, long seed)
    {
        ArgumentNullException.ThrowIfNull(tablePerStudy);
        var classes = tablePerStudy.Count == 0 ? 2 : tablePerStudy.First().Classes;
        var cells = tablePerStudy.SelectMany((table, study) => Enumerable.Range(0, classes * classes)
            .Where(cell => table[cell / classes, cell % classes] > 0)
            .Select(cell => new Cell(study, cell, table[cell / classes, cell % classes])));
        return new ClusterBootstrap([.. cells], classes, tablePerStudy.Count, seed);
    }

    /// <summary>Draws all samples once and takes every statistic of each.</summary>
    /// <param name="statistics">What to take; null where it is undefined of a sample.</param>
    /// <param name="level">Confidence level, between 0 and 1.</param>
    /// <returns>One estimate per statistic, in order.</returns>
    public IReadOnlyList<Estimate> Estimate(IReadOnlyList<Func<ConfusionMatrix, double?>> statistics, double level = AgreementSettings.UsualLevel)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        if (_studies < 2)
            return [.. statistics.Select(_ => Statistics.Estimate.None("Fewer than two studies: nothing can be drawn anew."))];

        var all = Enumerable.Repeat(1, _studies).ToArray();
        var values = statistics.Select(_ => new double?[Replicates]).ToArray();
        Parallel.For(0, Replicates, () => new int[_studies], (replicate, _, draws) =>
        {
            Draw(draws, replicate);
            var sample = Count(draws);
            for (var s = 0; s < statistics.Count; s++)
            {
                values[s][replicate] = statistics[s](sample);
            }

            return draws;
        }, _ => { });
        var whole = Count(all);
        return [.. statistics.Select((statistic, s) => Summarise(statistic(whole), values[s], level))];
    }

    private Estimate Summarise(double? value, double?[] replicates, double level)
    {
        if (value is not { } whole)
            return Statistics.Estimate.None("Undefined of the whole sample.");

        var defined = replicates.OfType<double>().Order().ToArray();
        if (defined.Length < NeededShare * Replicates)
            return Statistics.Estimate.WithoutInterval(whole, $"Undefined in {Replicates - defined.Length} of {Replicates} samples: too few studies hold what it counts.");

        var mean = defined.Average();
        var error = Math.Sqrt(defined.Sum(v => (v - mean) * (v - mean)) / (defined.Length - 1));
        return Statistics.Estimate.FromResampling(whole, Quantile.OfSorted(defined, (1 - level) / 2), Quantile.OfSorted(defined, (1 + level) / 2), error);
    }

    private void Draw(int[] draws, int replicate)
    {
        Array.Clear(draws);
        var random = new SplitMix(_seed, (ulong)replicate);
        for (var i = 0; i < _studies; i++)
        {
            draws[random.Below(_studies)]++;
        }
    }

    private ConfusionMatrix Count(int[] draws)
    {
        Span<int> counts = stackalloc int[_classes * _classes];
        foreach (var cell in _cells)
        {
            counts[cell.Index] += draws[cell.Study] * cell.Count;
        }

        var table = new ConfusionMatrix(_classes);
        for (var i = 0; i < counts.Length; i++)
        {
            table.Add(i / _classes, i % _classes, counts[i]);
        }

        return table;
    }

    private readonly record struct Cell(int Study, int Index, int Count);

    /// <summary>SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): neighbouring seeds give unrelated numbers.</summary>
    private struct SplitMix(ulong seed, ulong stream)
    {
        private ulong _state = Mix(Mix(seed) + stream);

        internal int Below(int count)
        {
            _state += 0x9E3779B97F4A7C15;
            return (int)Math.BigMul(Mix(_state), (ulong)count, out _);
        }

        private static ulong Mix(ulong z)
        {
            z += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
