using MathNet.Numerics.Distributions;

namespace BilskyWeb.Core.Statistics;

/// <summary>A share with its exact confidence interval, 95% unless asked otherwise.</summary>
/// <param name="Count">How many.</param>
/// <param name="Of">Of how many.</param>
/// <param name="Value">The share; null when it is of nothing.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Undefined">Why there is no value; null when there is one.</param>
/// <remarks>Clopper and Pearson, Biometrika 1934;26:404: the binomial tails' points (2.5% of each for 95%), taken as quantiles of the beta distribution.</remarks>
public sealed record Share(int Count, int Of, double? Value, double? Low, double? High, string? Undefined = null)
{
    /// <summary>The share of some in all.</summary>
    /// <param name="count">How many.</param>
    /// <param name="of">Of how many.</param>
    /// <param name="whyNothing">What to say when there is nothing to share.</param>
    /// <param name="level">Confidence level, between 0 and 1.</param>
    public static Share From(int count, int of, string whyNothing = "There is nothing to count.", double level = AgreementSettings.UsualLevel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, of);
        return of == 0
            ? new Share(0, 0, null, null, null, whyNothing)
            : new Share(
                count,
                of,
                (double)count / of,
                count == 0 ? 0 : Beta.InvCDF(count, of - count + 1, (1 - level) / 2),
                count == of ? 1 : Beta.InvCDF(count + 1, of - count, (1 + level) / 2));
    }
}
