using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace BilskyWeb.Benchmarks;

/// <summary>
/// A class with BenchmarkDotNet's attributes, one of its methods the baseline: for what takes micro- or milliseconds. It runs in this
/// process, so that nothing is built anew. Several cases ([Params]) each have their own baseline.
/// </summary>
internal sealed class DotNetBenchmark<T>(string name, string does) : IBenchmark
{
    public string Name => name;

    public string Does => does;

    public Task<IReadOnlyList<Measure>> RunAsync(CancellationToken cancellationToken) => Task.Run(Run, cancellationToken);

    private static IReadOnlyList<Measure> Run()
    {
        var artifacts = Directory.CreateTempSubdirectory("bilsky-bench-").FullName;
        try
        {
            var config = ManualConfig.CreateEmpty()
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                .AddLogger(NullLogger.Instance)
                .WithArtifactsPath(artifacts)
                .WithOptions(ConfigOptions.DisableLogFile);
            var summary = BenchmarkRunner.Run<T>(config);
            if (summary.HasCriticalValidationErrors || summary.Reports.Any(r => !r.Success))
            {
                throw new InvalidOperationException($"{typeof(T).Name} did not run: {string.Join(" ", summary.ValidationErrors.Select(e => e.Message))}");
            }

            return [.. summary.Reports.GroupBy(r => r.BenchmarkCase.Parameters.DisplayInfo).SelectMany(Measures)];
        }
        finally
        {
            Directory.Delete(artifacts, recursive: true);
        }
    }

    private static IEnumerable<Measure> Measures(IGrouping<string, BenchmarkReport> one)
    {
        var baseline = one.Single(r => r.BenchmarkCase.Descriptor.Baseline);
        return one.Where(r => r != baseline)
            .Select(r => new Measure(NameOf(r), Microseconds(r), NameOf(baseline), Microseconds(baseline), "µs", MoreIsBetter: false));
    }

    private static string NameOf(BenchmarkReport report) =>
        report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'') + (report.BenchmarkCase.HasParameters ? $" ({report.BenchmarkCase.Parameters.DisplayInfo.Trim('[', ']')})" : "");

    private static double Microseconds(BenchmarkReport report) => Math.Round(report.ResultStatistics!.Median / 1000, 3);
}
