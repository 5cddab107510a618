namespace BilskyWeb.Phantom.Randomness;

/// <summary>A reproducible stream of random numbers (xoshiro256**, seeded through SplitMix64), the same on every machine and runtime.</summary>
/// <remarks>
/// Neighbouring seeds give unrelated streams, which <see cref="Random"/> does not promise.
/// Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 2021.
/// </remarks>
public sealed class SeededRandom
{
    private static readonly float[] Deviates = MakeDeviates();

    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private double _spare = double.NaN;

    private SeededRandom(ulong state)
    {
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>A stream of its own for one purpose: other purposes of the same seed do not shift it.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="purpose">What the numbers are for, for example <c>lesion</c>.</param>
    /// <param name="index">Which one of several, for example the slice.</param>
    public static SeededRandom For(long seed, string purpose, int index = 0) => new(Derive(seed, purpose, index));

    /// <summary>A seed derived from another by purpose and index, well mixed.</summary>
    public static ulong Derive(long seed, string purpose, int index = 0)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        var hash = 14695981039346656037UL;
        foreach (var letter in purpose)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        var state = hash ^ (ulong)seed;
        state = SplitMix(ref state) + (ulong)(uint)index;
        return SplitMix(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + ((high - low) * Unit());

    /// <summary>Uniform whole number in [low, high], both included.</summary>
    public int Whole(int low, int high) => low + (int)(Unit() * (high - low + 1));

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>1 or −1.</summary>
    public int Sign() => Chance(0.5) ? 1 : -1;

    /// <summary>Normal (Gaussian) with mean 0 and standard deviation 1, by Marsaglia's polar method.</summary>
    public double Normal()
    {
        if (!double.IsNaN(_spare))
        {
            var kept = _spare;
            _spare = double.NaN;
            return kept;
        }

        double x, y, square;
        do
        {
            x = (2 * Unit()) - 1;
            y = (2 * Unit()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);
        var scale = Math.Sqrt(-2 * Math.Log(square) / square);
        _spare = y * scale;
        return x * scale;
    }

    /// <summary>Normal with the given mean and standard deviation, cut at 2.5 standard deviations so that no anatomy becomes absurd.</summary>
    public double Normal(double mean, double deviation) => mean + (deviation * Math.Clamp(Normal(), -2.5, 2.5));

    /// <summary>Two normal numbers of 15 bits' resolution: fine enough for image noise, and ten times as fast.</summary>
    public (float First, float Second) QuickNormals()
    {
        var bits = Bits() >> 20;
        return (Deviates[bits & 0x7FFF], Deviates[(bits >> 15) & 0x7FFF]);
    }

    /// <summary>An index drawn in proportion to the weights.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var left = Unit() * total;
        for (var i = 0; i < weights.Length - 1; i++)
        {
            left -= weights[i];
            if (left < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    private static float[] MakeDeviates()
    {
        var random = new SeededRandom(11);
        var deviates = new float[0x8000];
        for (var i = 0; i < deviates.Length; i++)
        {
            deviates[i] = (float)random.Normal();
        }

        return deviates;
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
