using MathNet.Numerics.Distributions;

namespace BilskyWeb.Core.Statistics;

/// <summary>Whether two readers are right on the same items equally often.</summary>
/// <remarks>McNemar, Psychometrika 1947;12:153, with the binomial distribution itself instead of its large-sample form.</remarks>
public static class ExactMcNemar
{
    /// <summary>Two-sided p: twice the smaller tail of the binomial with one half, at most 1.</summary>
    /// <param name="onlyFirst">Items on which only the first reader is right.</param>
    /// <param name="onlySecond">Items on which only the second reader is right.</param>
    public static double P(int onlyFirst, int onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        return onlyFirst == onlySecond ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, onlyFirst + onlySecond, Math.Min(onlyFirst, onlySecond)));
    }
}
