using System.CommandLine;
using ExitCode = BilskyWeb.Commands.CommandLine;

namespace BilskyWeb.Benchmarks;

/// <summary>The <c>bench</c> command of the launcher: runs all benchmarks, or the named one.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        var name = new Argument<string?>("name") { Description = string.Join(", ", All.Select(b => b.Name)), Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout" };
        var root = new RootCommand("Measures how fast this machine is, as ratios to a baseline of the same run.") { name, json };
        root.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(name), parsed.GetValue(json), cancellationToken));
        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0)
        {
            return parsed.InvokeAsync();
        }

        Console.Error.WriteLine(string.Join(Environment.NewLine, parsed.Errors.Select(e => e.Message)));
        return Task.FromResult(ExitCode.WrongInput);
    }

    /// <summary>All benchmarks, quick ones first.</summary>
    private static IReadOnlyList<IBenchmark> All { get; } =
    [
        new DotNetBenchmark<Screening.ScreenSlice>("screening", "What checking an uploaded slice costs, beside reading its bytes once for their SHA-256"),
        new Agreement.MillionItems(),
        new Inference.SlicesPerSecond(),
        new Archive.FramesPerSecond(),
        new EndToEnd.UploadToGraded(),
        new EndToEnd.KeyImages(),
    ];

    private static async Task<int> RunAsync(string? name, bool json, CancellationToken cancellationToken)
    {
        var chosen = All.Where(b => name is null || b.Name == name).ToList();
        if (chosen.Count == 0)
        {
            await Console.Error.WriteLineAsync($"There is no benchmark {name}. Known: {string.Join(", ", All.Select(b => b.Name))}.");
            return ExitCode.WrongInput;
        }

        var results = new List<BenchResult>();
        foreach (var benchmark in chosen)
        {
            await Console.Error.WriteLineAsync($"{benchmark.Name}: {benchmark.Does}.");
            var start = TimeProvider.System.GetTimestamp();
            var measures = await benchmark.RunAsync(cancellationToken);
            results.Add(new BenchResult(benchmark.Name, benchmark.Does, Math.Round(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 1), measures));
        }

        var report = BenchReport.Of(results);
        await Console.Out.WriteLineAsync(json ? report.ToJson() : report.ToText());
        return ExitCode.Done;
    }
}
