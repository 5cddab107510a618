namespace BilskyWeb.Core.Statistics;

/// <summary>A coefficient of the form (pa − pe) / (1 − pe) with what each item contributes to it.</summary>
/// <remarks>
/// Linearisation of Gwet (2014), chapter 5: the contributions' mean is the coefficient and their spread its variance, with or without missing
/// reads. The contributions of two coefficients over the same items give the variance of their difference: Gwet, Educ Psychol Meas 2016;76:609.
/// </remarks>
internal sealed class LinearisedAgreement
{
    private readonly AgreementWeights _weights;
    private readonly double[] _chancePerClass;
    private readonly double _items, _compared;

    private LinearisedAgreement(AgreementWeights weights, double[] chancePerClass, double items, double compared, double observed, double expected)
    {
        (_weights, _chancePerClass, _items, _compared, Observed, Expected) = (weights, chancePerClass, items, compared, observed, expected);
        Value = (observed - expected) / (1 - expected);
    }

    /// <summary>The coefficient.</summary>
    internal double Value { get; }

    /// <summary>Share of pairs of reads that agree: pa.</summary>
    internal double Observed { get; }

    /// <summary>What of it chance would give: pe.</summary>
    internal double Expected { get; }

    /// <param name="patterns">The items, in an order that does not depend on a dictionary's.</param>
    /// <param name="weights">Agreement of two classes.</param>
    /// <param name="chance">Per class, from the classes' shares: pe is the sum of share times chance.</param>
    /// <param name="whenChanceIsAll">What to say where pe is 1.</param>
    internal static Result<LinearisedAgreement> Of(IReadOnlyList<RatingPattern> patterns, AgreementWeights weights, Func<double[], double[]> chance, string whenChanceIsAll)
    {
        var (items, compared) = (patterns.Sum(p => p.Items), patterns.Where(p => p.Readers > 1).Sum(p => p.Items));
        if (compared == 0)
            return new UndefinedAgreement(items == 0 ? "No item was read." : "No item was read by two readers.");

        var observed = patterns.Sum(p => p.Items * p.Agreement(weights)) / compared;
        var shares = new double[weights.Classes];
        foreach (var pattern in patterns)
        {
            for (var k = 0; k < shares.Length; k++)
            {
                shares[k] += pattern.Items * pattern.Share(k) / items;
            }
        }

        var chancePerClass = chance(shares);
        var expected = Enumerable.Range(0, shares.Length).Sum(k => shares[k] * chancePerClass[k]);
        return 1 - expected < 1e-12 ? new UndefinedAgreement(whenChanceIsAll) : new LinearisedAgreement(weights, chancePerClass, items, compared, observed, expected);
    }

    /// <summary>What an item contributes, times 1 − pe, so that it is of order one.</summary>
    internal double Contribution(RatingPattern pattern)
    {
        var own = pattern.Readers > 1 ? _items / _compared * (pattern.Agreement(_weights) - Expected) : 0;
        var ownChance = 0.0;
        for (var k = 0; k < _chancePerClass.Length; k++)
        {
            ownChance += pattern.Share(k) * _chancePerClass[k];
        }

        return own - (2 * (1 - Value) * (ownChance - Expected));
    }
}

/// <summary>A coefficient has no value.</summary>
internal sealed record UndefinedAgreement(string Message) : InvalidInputError("agreement.undefined", Message);

/// <summary>Items that were read alike, by how many readers chose which class.</summary>
internal readonly struct RatingPattern
{
    private readonly int[] _readersPerClass;

    internal RatingPattern(int[] readersPerClass, long items)
    {
        _readersPerClass = readersPerClass;
        Items = items;
        foreach (var readers in readersPerClass)
        {
            Readers += readers;
        }
    }

    internal long Items { get; }

    internal int Readers { get; }

    /// <summary>Whether all its reads are of one class.</summary>
    internal bool IsOfOneClass => Array.IndexOf(_readersPerClass, Readers) >= 0;

    internal int this[int k] => _readersPerClass[k];

    internal double Share(int k) => (double)_readersPerClass[k] / Readers;

    /// <summary>Share of the pairs of reads of such an item that agree; 0 where there is no pair.</summary>
    internal double Agreement(AgreementWeights weights)
    {
        if (Readers < 2)
            return 0;

        var agreeing = 0.0;
        for (var k = 0; k < _readersPerClass.Length; k++)
        {
            if (_readersPerClass[k] == 0)
                continue;
            var alike = -1.0;
            for (var l = 0; l < _readersPerClass.Length; l++)
            {
                alike += weights[k, l] * _readersPerClass[l];
            }

            agreeing += _readersPerClass[k] * alike;
        }

        return agreeing / (Readers * (Readers - 1.0));
    }
}
