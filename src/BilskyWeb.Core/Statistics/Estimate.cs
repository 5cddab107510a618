using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace BilskyWeb.Core.Statistics;

/// <summary>A statistic with its uncertainty, or the reason why it has none. Never NaN, never infinite.</summary>
public sealed record Estimate
{
    // Stands for the normal distribution, which is Student's with endlessly many degrees of freedom.
    private const long Endless = long.MaxValue;

    // A mean square of contributions of order one below this is rounding: the contributions are equal.
    private const double NoSpread = 1e-24;

    private static readonly ConcurrentDictionary<(long DegreesOfFreedom, double Level), double> Quantiles = new();

    /// <summary>The statistic; null when it is undefined.</summary>
    public double? Value { get; private init; }

    /// <summary>Lower end of the confidence interval; null when there is none.</summary>
    public double? Low { get; private init; }

    /// <summary>Upper end of the confidence interval; null when there is none.</summary>
    public double? High { get; private init; }

    /// <summary>Standard error; null when it cannot be estimated.</summary>
    public double? StandardError { get; private init; }

    /// <summary>Two-sided p against no agreement beyond chance (for an area under a curve: against 0.5; for a difference: against none).</summary>
    public double? P { get; private init; }

    /// <summary>What is undefined and why; null when all is defined.</summary>
    public string? Undefined { get; private init; }

    private long? DegreesOfFreedom { get; init; }

    private (double Least, double Most) Range { get; init; } = (-1, 1);

    /// <summary>No statistic, and why.</summary>
    public static Estimate None(string reason) => new() { Undefined = reason };

    /// <summary>The same with its interval at another level. One that comes from resampling keeps the level it was drawn at.</summary>
    /// <param name="level">Confidence level, between 0 and 1.</param>
    public Estimate At(double level)
    {
        if (Value is not { } value || StandardError is not { } error || DegreesOfFreedom is not { } degrees)
            return this;

        var reach = error * QuantileOf(degrees, level);
        return this with { Low = Math.Max(Range.Least, value - reach), High = Math.Min(Range.Most, value + reach) };
    }

    /// <summary>Whether contributions of order one with this mean square around their mean differ by no more than rounding.</summary>
    internal static bool HasNoSpread(double meanSquare) => meanSquare < NoSpread;

    /// <summary>A share's interval does not reach below nothing.</summary>
    internal Estimate AtLeastZero() => (this with { Range = (0, Range.Most) }).At(AgreementSettings.UsualLevel);

    /// <summary>An interval that comes from resampling. Where all samples agree it would have no width, as if nothing could be otherwise.</summary>
    internal static Estimate FromResampling(double value, double low, double high, double standardError) => HasNoSpread(standardError * standardError)
        ? WithoutInterval(value, "Every sample gives the same: the studies do not differ, and no interval can be estimated from them.")
        : new() { Value = value, Low = low, High = high, StandardError = standardError };

    /// <summary>A statistic whose interval cannot be had.</summary>
    internal static Estimate WithoutInterval(double value, string reason) => new() { Value = value, Undefined = reason };

    /// <summary>The interval of Gwet (2014): Student's t with one degree of freedom less than items, cut at the ends of the statistic's range.</summary>
    /// <param name="value">The statistic.</param>
    /// <param name="variance">Its variance, above 0; callers tell apart a variance that is 0, which they alone can give a reason.</param>
    /// <param name="items">Number of items.</param>
    /// <param name="most">Upper end of the range; the lower one is its negative.</param>
    internal static Estimate FromStudentT(double value, double variance, long items, double most = 1) => items < 2
        ? WithoutInterval(value, "One item alone: no standard error can be estimated.")
        : With(value, variance, items - 1, value, (-most, most));

    /// <summary>A normal interval cut to a range, and p against a value of no effect.</summary>
    internal static Estimate FromNormal(double value, double variance, double noEffect, double least, double most) => With(value, variance, Endless, value - noEffect, (least, most));

    private static Estimate With(double value, double variance, long degreesOfFreedom, double effect, (double Least, double Most) range)
    {
        var error = Math.Sqrt(variance);
        var tail = -Math.Abs(effect / error);
        return new Estimate
        {
            Value = value,
            StandardError = error,
            P = Math.Min(1, 2 * (degreesOfFreedom == Endless ? Normal.CDF(0, 1, tail) : StudentT.CDF(0, 1, degreesOfFreedom, tail))),
            DegreesOfFreedom = degreesOfFreedom,
            Range = range,
        }.At(AgreementSettings.UsualLevel);
    }

    private static double QuantileOf(long degreesOfFreedom, double level) => Quantiles.GetOrAdd((degreesOfFreedom, level), static key =>
        key.DegreesOfFreedom == Endless ? Normal.InvCDF(0, 1, (1 + key.Level) / 2) : StudentT.InvCDF(0, 1, key.DegreesOfFreedom, (1 + key.Level) / 2));
}
