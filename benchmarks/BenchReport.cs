using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace BilskyWeb.Benchmarks;

/// <summary>What one benchmark measured.</summary>
internal sealed record BenchResult(string Name, string Does, double Seconds, IReadOnlyList<Measure> Measures);

/// <summary>Where it ran.</summary>
internal sealed record BenchMachine(int Cores, string Runtime, string System);

/// <summary>All that was measured in one run.</summary>
internal sealed record BenchReport(BenchMachine Machine, IReadOnlyList<BenchResult> Benchmarks)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static BenchReport Of(IReadOnlyList<BenchResult> results) =>
        new(new BenchMachine(Environment.ProcessorCount, RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription), results);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Machine.Cores} cores, {Machine.Runtime}, {Machine.System}. Compare the ratios; the rest is this machine, now.");
        foreach (var benchmark in Benchmarks)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{benchmark.Name}: {benchmark.Does}.");
            foreach (var measure in benchmark.Measures)
            {
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"  {measure.Ratio,8:0.00} ×  {measure.Name} {measure.Value:0.###} {measure.Unit}; {measure.Baseline} {measure.BaselineValue:0.###} {measure.Unit} ({(measure.MoreIsBetter ? "more" : "less")} is better)");
            }
        }

        return text.ToString().TrimEnd();
    }
}
