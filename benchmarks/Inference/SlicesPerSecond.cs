using BilskyWeb.Commands;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Inference;
using BilskyWeb.Inference.Sessions;
using BilskyWeb.Phantom;

namespace BilskyWeb.Benchmarks.Inference;

/// <summary>What batches gain, and what the machine's cores gain.</summary>
internal sealed class SlicesPerSecond : IBenchmark
{
    private const int Rounds = 3;

    public string Name => "inference";

    public string Does => "Slices graded a second from memory with the default batch and all cores, beside one by one, one core and a machine that has other work";

    public async Task<IReadOnlyList<Measure>> RunAsync(CancellationToken cancellationToken)
    {
        var series = PhantomStudy.Generate(new PhantomRequest(1)).Slices.Select(s => s.Render()).ToArray();
        var whole = await RateAsync(new InferenceSettings(), series, cancellationToken);
        var single = await RateAsync(new InferenceSettings { BatchSize = 1 }, series, cancellationToken);
        var oneCore = await RateAsync(new InferenceSettings { Threads = 1 }, series, cancellationToken);
        var busy = await BesideBusyThreadsAsync(() => RateAsync(new InferenceSettings(), series, cancellationToken));
        var name = $"batches of {new InferenceSettings().BatchSize}";
        return
        [
            new Measure(name, whole, "one by one", single, "slices/s", MoreIsBetter: true),
            new Measure(name, whole, "the same on one core", oneCore, "slices/s", MoreIsBetter: true),
            new Measure($"{name}, as many busy threads as cores beside it", busy, "alone", whole, "slices/s", MoreIsBetter: true),
        ];
    }

    /// <summary>What a machine that has other work leaves.</summary>
    private static async Task<double> BesideBusyThreadsAsync(Func<Task<double>> measure)
    {
        using var enough = new CancellationTokenSource();
        var busy = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                Thread.SpinWait(1000);
            }
        })).ToList();
        busy.ForEach(thread => thread.Start());
        try
        {
            return await measure();
        }
        finally
        {
            await enough.CancelAsync();
            busy.ForEach(thread => thread.Join());
        }
    }

    /// <summary>The best of some rounds: whatever else the machine did only ever slows one down.</summary>
    private static async Task<double> RateAsync(InferenceSettings settings, GreyImage[] series, CancellationToken cancellationToken)
    {
        using var pipeline = SlicePipeline.Open(ShippedModels.Folder, settings).Value;
        await pipeline.GradeAsync(series, null, cancellationToken);
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await pipeline.GradeAsync(series, null, cancellationToken);
            var took = TimeProvider.System.GetElapsedTime(start);
            best = took < best ? took : best;
        }

        return Math.Round(series.Length / best.TotalSeconds, 2);
    }
}
