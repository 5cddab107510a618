using System.Diagnostics;
using System.Globalization;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Losses;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Trainers;

/// <summary>How the ROI detector is trained.</summary>
internal sealed record RoiSettings
{
    internal int Epochs { get; init; } = 20;

    internal int BatchSize { get; init; } = 16;

    internal double LearningRate { get; init; } = 2e-3;

    internal double WeightDecay { get; init; } = 1e-2;

    internal bool UseBfloat16 { get; init; } = Bfloat16.IsFast;

    internal int Seed { get; init; } = 1;

    internal string Key => string.Create(CultureInfo.InvariantCulture, $"roi e{Epochs} b{BatchSize} lr{LearningRate} wd{WeightDecay} seed{Seed}");
}

/// <summary>How well the detector does on whole slices.</summary>
/// <param name="ErrorsMm">Distance from the true centre, for each slice with a canal, the smallest first.</param>
/// <param name="ScoresWithCanal">Scores where there is a canal.</param>
/// <param name="ScoresWithout">Scores where there is none: slices without a canal, and the parts of the others beside it.</param>
internal sealed record RoiFigures(double[] ErrorsMm, double[] ScoresWithCanal, double[] ScoresWithout)
{
    /// <summary>Slices with a canal.</summary>
    internal int Slices => ErrorsMm.Length;

    /// <summary>Median error; NaN without any slice with a canal, as is the mean.</summary>
    internal double MedianErrorMm => Slices == 0 ? double.NaN : ErrorsMm[Slices / 2];

    /// <summary>Mean error, a canal missed by far counting as <see cref="RoiTrainer.FarMm"/>.</summary>
    internal double MeanCappedErrorMm => Slices == 0 ? double.NaN : ErrorsMm.Average(e => Math.Min(e, RoiTrainer.FarMm));

    /// <summary>Slices whose canal is found within so many millimetres.</summary>
    internal Share Within(double mm) => Share.From(ErrorsMm.Count(e => e <= mm), Slices);
}

/// <summary>Trains the canal heat-map network on prepared slices.</summary>
internal sealed class RoiTrainer(RoiSettings settings, Prepared<RoiSamples> data, string folder, TextWriter progress)
{
    /// <summary>An error beyond this is a canal not found, however far away.</summary>
    internal const double FarMm = 20;

    private const double ClipNorm = 5;

    /// <summary>What decides a run.</summary>
    internal static string RunKey(RoiSettings settings, string dataKey) => $"{settings.Key} {dataKey}";

    /// <summary>Runs to the last epoch, or until cancelled (the last whole epoch stays on disk).</summary>
    /// <param name="from">Where to begin, and whether to train at all.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The network of the epoch that did best on validation, in evaluation mode.</returns>
    /// <exception cref="InvalidDataException">The folder holds another run, or nothing to export.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal SpineHeatmapNet Run(Progress from, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var checkpoint = new Checkpoint(folder, RunKey(settings, data.Key));
        checkpoint.Require(from);
        manual_seed(SplitSeed.Of(settings.Seed, 0));
        var net = new SpineHeatmapNet();
        using var optimiser = optim.AdamW(net.parameters(), settings.LearningRate, weight_decay: settings.WeightDecay);
        var first = from != Progress.Afresh ? checkpoint.Restore(net, optimiser) : 0;
        var perEpoch = Math.Max(1, data.Train.Items.Count / settings.BatchSize);
        var steps = (long)perEpoch * settings.Epochs;
        var clock = new TrainingClock(progress, steps, (long)first * perEpoch);
        var log = new TrainingLog(folder, "epoch,seconds,loss,validation_within_3mm,validation_within_5mm,validation_median_mm", first);

        var last = from == Progress.ExportOnly ? first : settings.Epochs;
        for (var epoch = first; epoch < last; epoch++)
        {
            var watch = Stopwatch.StartNew();
            var mean = TrainEpoch(net, optimiser, epoch, perEpoch, steps, clock, cancellation);
            var figures = Measure(net, data.Validation, cancellation);
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"{epoch + 1},{watch.Elapsed.TotalSeconds:f0},{mean:f4},{figures.Within(3).Value ?? 0:f4},{figures.Within(5).Value ?? 0:f4},{figures.MedianErrorMm:f2}");
            log.Add(line);
            progress.WriteLine($"epoch {line}");
            checkpoint.Save(net, optimiser, epoch + 1, figures.MeanCappedErrorMm);
            LossCurves.Write(folder, progress);
        }

        if (checkpoint.RestoreBest(net) is > 0 and var best)
            progress.WriteLine($"kept the weights of epoch {best}, the best on validation");
        net.eval();
        net.Pass.UseBfloat16 = false;
        return net;
    }

    private double TrainEpoch(
        SpineHeatmapNet net, TorchSharp.Modules.OptimizerHelper optimiser, int epoch, int batches, long steps, TrainingClock clock, CancellationToken cancellation)
    {
        manual_seed(SplitSeed.Of(settings.Seed, epoch + 1));
        var random = new Random(SplitSeed.Of(settings.Seed, epoch + 1));
        var order = Enumerable.Range(0, data.Train.Items.Count).ToArray();
        random.Shuffle(order);
        net.train();
        net.Pass.UseBfloat16 = settings.UseBfloat16;
        const int cells = RoiAugmentation.Side / SpineHeatmapNet.OutputStride;
        var sum = 0.0;
        for (var b = 0; b < batches; b++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var step = ((long)epoch * batches) + b;
            foreach (var group in optimiser.ParamGroups)
            {
                group.LearningRate = CosineSchedule.At(settings.LearningRate, step, steps);
            }

            var batch = order.Skip(b * settings.BatchSize).Take(settings.BatchSize).Select(i => data.Train.Items[i]).ToArray();
            var (windows, centres) = RoiAugmentation.Vary(batch, random);
            optimiser.zero_grad();
            var loss = HeatmapLoss.Of(net.forward(windows), HeatmapLoss.Targets(centres, cells, cells));
            loss.backward();
            nn.utils.clip_grad_norm_(net.parameters(), ClipNorm);
            optimiser.step();
            var value = loss.item<float>();
            sum += value;
            clock.Step(step + 1, () => $"epoch {epoch + 1}/{settings.Epochs}  loss {value:f3}");
        }

        return sum / batches;
    }

    /// <summary>Errors and scores on whole slices, by the peak's cell refined to its neighbourhood's centre of mass.</summary>
    /// <param name="net">The network.</param>
    /// <param name="samples">The slices.</param>
    /// <param name="cancellation">Stops between two slices.</param>
    internal static RoiFigures Measure(SpineHeatmapNet net, RoiSamples samples, CancellationToken cancellation)
    {
        net.eval();
        net.Pass.UseBfloat16 = false;
        using var off = no_grad();
        List<double> errors = [], with = [], without = [];
        foreach (var sample in samples.Items)
        {
            cancellation.ThrowIfCancellationRequested();
            var (x, y, score) = Peak(net, sample);
            (sample.HasCanal ? with : without).Add(score);
            if (sample.HasCanal)
            {
                errors.Add(double.Hypot(x - sample.CentreX, y - sample.CentreY));
                without.AddRange(sample.BesideSpine().Select(part => Peak(net, part).Score));
            }
        }

        errors.Sort();
        return new RoiFigures([.. errors], [.. with], [.. without]);
    }

    private static (double X, double Y, double Score) Peak(SpineHeatmapNet net, RoiSample sample)
    {
        using var scope = NewDisposeScope();
        var image = tensor(sample.Pixels, [1, 1, sample.Height, sample.Width]).to(ScalarType.Float32) / Held.ByteMax;
        var heat = net.forward(image).sigmoid();
        return Peak(heat.contiguous().data<float>().ToArray(), sample.Width / SpineHeatmapNet.OutputStride);
    }

    private static (double X, double Y, double Score) Peak(float[] heat, int width)
    {
        var peak = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(heat);
        var (px, py) = (peak % width, peak / width);
        double sum = 0, sumX = 0, sumY = 0;
        for (var y = Math.Max(0, py - 2); y <= Math.Min((heat.Length / width) - 1, py + 2); y++)
        {
            for (var x = Math.Max(0, px - 2); x <= Math.Min(width - 1, px + 2); x++)
            {
                var weight = heat[(y * width) + x];
                (sum, sumX, sumY) = (sum + weight, sumX + (weight * x), sumY + (weight * y));
            }
        }

        const int stride = SpineHeatmapNet.OutputStride;
        return (((sumX / sum) + 0.5) * stride, ((sumY / sum) + 0.5) * stride, heat[peak]);
    }
}
