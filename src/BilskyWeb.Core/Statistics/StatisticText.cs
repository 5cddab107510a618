using System.Globalization;

namespace BilskyWeb.Core.Statistics;

/// <summary>Statistics as a paper prints them. What is undefined is a dash; its reason stands in <see cref="Share.Undefined"/> or <see cref="Estimate.Undefined"/>.</summary>
public static class StatisticText
{
    /// <summary>Stands for a value that is not there.</summary>
    public const string Undefined = "–";

    /// <summary><c>97.6% (82/84; 91.7–99.7)</c>.</summary>
    public static string Of(Share share)
    {
        ArgumentNullException.ThrowIfNull(share);
        return share is { Value: { } value, Low: { } low, High: { } high }
            ? Invariant($"{100 * value:0.0}% ({share.Count}/{share.Of}; {100 * low:0.0}–{100 * high:0.0})")
            : Undefined;
    }

    /// <summary><c>0.92 (0.91–0.94)</c>, or the value alone when there is no interval.</summary>
    public static string Of(Estimate? estimate) => estimate switch
    {
        { Value: { } value, Low: { } low, High: { } high } => Invariant($"{Signed(value)} ({Signed(low)}–{Signed(high)})"),
        { Value: { } value } => Signed(value),
        _ => Undefined,
    };

    /// <summary><c>97.6% (91.7–99.7)</c>.</summary>
    public static string Percent(Estimate? estimate) => estimate switch
    {
        { Value: { } value, Low: { } low, High: { } high } => Invariant($"{100 * value:0.0}% ({100 * low:0.0}–{100 * high:0.0})"),
        { Value: { } value } => Invariant($"{100 * value:0.0}%"),
        _ => Undefined,
    };

    /// <summary><c>0.003</c>, <c>&lt; 0.001</c>.</summary>
    public static string P(double? p) => p switch
    {
        null => Undefined,
        < 0.001 => "< 0.001",
        { } value => Invariant($"{value:0.000}"),
    };

    private static string Signed(double value) => Invariant($"{value:0.00}").Replace("-0.00", "0.00", StringComparison.Ordinal).Replace('-', '−');

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
