namespace BilskyWeb.Benchmarks;

/// <summary>
/// Something that is measured. Seconds of one machine say little about another, and little about the same one an hour later, so every
/// measure stands beside a baseline that was taken in the same run; the ratio is what may be compared.
/// </summary>
internal interface IBenchmark
{
    /// <summary>As given to <c>bench NAME</c>: lower case, dashes.</summary>
    string Name { get; }

    /// <summary>What is compared with what, in one sentence without its full stop.</summary>
    string Does { get; }

    Task<IReadOnlyList<Measure>> RunAsync(CancellationToken cancellationToken);
}

/// <summary>One measure and its baseline.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">How much.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="BaselineValue">How much that was.</param>
/// <param name="Unit">Unit of both.</param>
/// <param name="MoreIsBetter">True for rates, false for times.</param>
internal sealed record Measure(string Name, double Value, string Baseline, double BaselineValue, string Unit, bool MoreIsBetter)
{
    /// <summary>The measure as a multiple of its baseline.</summary>
    public double Ratio => Math.Round(Value / BaselineValue, 3);
}
