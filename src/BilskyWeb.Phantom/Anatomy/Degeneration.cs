using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Anatomy;

/// <summary>Disc bulges and thick ligaments of one person, by vertebra (the disc below it).</summary>
internal sealed class Degeneration
{
    private readonly double[] _bulge;
    private readonly double[] _flavum;
    private readonly double[] _lateral;

    public Degeneration(long seed, double share)
    {
        var r = SeededRandom.For(seed, "degeneration");
        var levels = SpineLevels.Names.Length;
        _bulge = new double[levels];
        _flavum = new double[levels];
        _lateral = new double[levels];
        for (var i = 0; i < levels; i++)
        {
            // Thoracic discs bulge less often than cervical and lumbar ones.
            var odds = share * (i is > SpineLevels.T1 + 1 and < SpineLevels.T12 - 2 ? 0.6 : 1.2);
            _bulge[i] = r.Chance(odds) ? r.Between(1, 5) : r.Between(0, 0.8);
            _flavum[i] = r.Chance(odds) ? r.Between(0.5, 3.5) : 0;
            _lateral[i] = r.Normal(0, 2.5);
        }
    }

    /// <summary>Takes away what would confuse the grade of a slice with a mass.</summary>
    public void ClearAround(int vertebra)
    {
        for (var i = Math.Max(0, vertebra - 2); i <= Math.Min(_bulge.Length - 1, vertebra + 2); i++)
        {
            _bulge[i] = Math.Min(_bulge[i], 0.6);
            _flavum[i] = Math.Min(_flavum[i], 0.4);
        }
    }

    public (double Bulge, double Flavum, double Lateral) Of(int vertebra) => (_bulge[vertebra], _flavum[vertebra], _lateral[vertebra]);
}
