using MathNet.Numerics.Distributions;

namespace BilskyWeb.Core.Statistics;

/// <summary>A statistic with its uncertainty, or the reason why it has none. Never NaN, never infinite.</summary>
public sealed record Estimate
{
    private const double UpperTail = 0.975;

    // Below this a variance is rounding: the items' contributions are equal.
    private const double NoVariance = 1e-24;

    /// <summary>The statistic; null when it is undefined.</summary>
    public double? Value { get; private init; }

    /// <summary>Lower end of the 95% confidence interval; null when there is none.</summary>
    public double? Low { get; private init; }

    /// <summary>Upper end of the 95% confidence interval; null when there is none.</summary>
    public double? High { get; private init; }

    /// <summary>Standard error; null when it cannot be estimated.</summary>
    public double? StandardError { get; private init; }

    /// <summary>Two-sided p against no agreement beyond chance (for an area under a curve: against 0.5).</summary>
    public double? P { get; private init; }

    /// <summary>What is undefined and why; null when all is defined.</summary>
    public string? Undefined { get; private init; }

    /// <summary>No statistic, and why.</summary>
    public static Estimate None(string reason) => new() { Undefined = reason };

    /// <summary>A share's interval does not reach below nothing.</summary>
    internal Estimate AtLeastZero() => this with { Low = Low is { } low ? Math.Max(0, low) : null };

    /// <summary>An interval that comes from resampling. Where all samples agree it would have no width, as if nothing could be otherwise.</summary>
    internal static Estimate FromResampling(double value, double low, double high, double standardError) => standardError * standardError < NoVariance
        ? WithoutInterval(value, "Every sample gives the same: the studies do not differ, and no interval can be estimated from them.")
        : new() { Value = value, Low = low, High = high, StandardError = standardError };

    /// <summary>A statistic whose interval cannot be had.</summary>
    internal static Estimate WithoutInterval(double value, string reason) => new() { Value = value, Undefined = reason };

    /// <summary>The interval of Gwet (2014): Student's t with one degree of freedom less than items, cut at −1 and 1.</summary>
    internal static Estimate FromStudentT(double value, double variance, long items)
    {
        if (items < 2)
            return WithoutInterval(value, "One item alone: no standard error can be estimated.");
        if (variance < NoVariance)
            return WithoutInterval(value, "Every item shows the same agreement: no standard error can be estimated.");

        var error = Math.Sqrt(variance);
        var reach = error * StudentT.InvCDF(0, 1, items - 1, UpperTail);
        return new Estimate
        {
            Value = value,
            StandardError = error,
            Low = Math.Max(-1, value - reach),
            High = Math.Min(1, value + reach),
            P = Math.Min(1, 2 * StudentT.CDF(0, 1, items - 1, -Math.Abs(value / error))),
        };
    }

    /// <summary>A normal interval cut to a range, and p against a value of no effect.</summary>
    internal static Estimate FromNormal(double value, double variance, double noEffect, double least, double most, string whyNoVariance)
    {
        if (variance < NoVariance)
            return WithoutInterval(value, whyNoVariance);

        var error = Math.Sqrt(variance);
        var reach = error * Normal.InvCDF(0, 1, UpperTail);
        return new Estimate
        {
            Value = value,
            StandardError = error,
            Low = Math.Max(least, value - reach),
            High = Math.Min(most, value + reach),
            P = Math.Min(1, 2 * Normal.CDF(0, 1, -Math.Abs((value - noEffect) / error))),
        };
    }
}
