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

    public string Does => "Slices graded a second from memory with the default batch and all cores, beside one by one and beside one core";

    public async Task<IReadOnlyList<Measure>> RunAsync(CancellationToken cancellationToken)
    {
        var series = PhantomStudy.Generate(new PhantomRequest(1)).Slices.Select(s => s.Render()).ToArray();
        var whole = await RateAsync(new InferenceSettings(), series, cancellationToken);
        var single = await RateAsync(new InferenceSettings { BatchSize = 1 }, series, cancellationToken);
        var oneCore = await RateAsync(new InferenceSettings { Threads = 1 }, series, cancellationToken);
        var name = $"batches of {new InferenceSettings().BatchSize}";
        return
        [
            new Measure(name, whole, "one by one", single, "slices/s", MoreIsBetter: true),
            new Measure(name, whole, "the same on one core", oneCore, "slices/s", MoreIsBetter: true),
        ];
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
