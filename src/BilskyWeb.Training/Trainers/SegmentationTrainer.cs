using System.Diagnostics;
using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Losses;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Trainers;

/// <summary>How the segmentation network is trained.</summary>
internal sealed record SegmentationSettings
{
    internal int Epochs { get; init; } = 20;

    internal int BatchSize { get; init; } = 16;

    internal double LearningRate { get; init; } = 2e-3;

    internal double WeightDecay { get; init; } = 1e-2;

    internal bool UseBfloat16 { get; init; } = Bfloat16.IsFast;

    internal int Seed { get; init; } = 1;

    internal string Key => string.Create(CultureInfo.InvariantCulture, $"segmentation e{Epochs} b{BatchSize} lr{LearningRate} wd{WeightDecay} seed{Seed}");
}

/// <summary>How well the network does on regions of other persons.</summary>
/// <param name="Loss">As in training, on unvaried regions.</param>
/// <param name="Dice">Overlap by tissue, by the most probable tissue of each place; a region counts where it holds at least five square millimetres.</param>
internal sealed record SegmentationFigures(double Loss, IReadOnlyDictionary<CanalTissue, double> Dice);

/// <summary>Trains the segmentation network on drawn regions.</summary>
internal sealed class SegmentationTrainer(SegmentationSettings settings, Prepared<SegmentationSamples> data, string folder, TextWriter progress)
{
    private const double ClipNorm = 5;

    // Five square millimetres.
    private const double LeastSamples = 5 / (CanalSegmentationNet.SampleMm * CanalSegmentationNet.SampleMm);

    /// <summary>What decides a run.</summary>
    internal static string RunKey(SegmentationSettings settings, string dataKey) => $"{settings.Key} {dataKey}";

    /// <summary>Runs to the last epoch, or until cancelled (the last whole epoch stays on disk).</summary>
    /// <param name="from">Where to begin, and whether to train at all.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The network of the epoch that did best on validation, in evaluation mode.</returns>
    /// <exception cref="InvalidDataException">The folder holds another run, or nothing to export.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal CanalSegmentationNet Run(Progress from, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var checkpoint = new Checkpoint(folder, RunKey(settings, data.Key));
        checkpoint.Require(from);
        manual_seed(SplitSeed.Of(settings.Seed, 0));
        var net = new CanalSegmentationNet();
        using var optimiser = optim.AdamW(net.parameters(), settings.LearningRate, weight_decay: settings.WeightDecay);
        var first = from != Progress.Afresh ? checkpoint.Restore(net, optimiser) : 0;
        var perEpoch = Math.Max(1, data.Train.Count / settings.BatchSize);
        var steps = (long)perEpoch * settings.Epochs;
        var clock = new TrainingClock(progress, steps, (long)first * perEpoch);
        var log = new TrainingLog(folder, "epoch,seconds,loss,validation_loss,validation_dice_mass,validation_dice_csf,validation_dice_cord", first);

        var last = from == Progress.ExportOnly ? first : settings.Epochs;
        for (var epoch = first; epoch < last; epoch++)
        {
            var watch = Stopwatch.StartNew();
            var mean = TrainEpoch(net, optimiser, epoch, perEpoch, steps, clock, cancellation);
            var figures = Measure(net, data.Validation, cancellation);
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"{epoch + 1},{watch.Elapsed.TotalSeconds:f0},{mean:f4},{figures.Loss:f4},{figures.Dice[CanalTissue.EpiduralMass]:f4},{figures.Dice[CanalTissue.Csf]:f4},{figures.Dice[CanalTissue.Cord]:f4}");
            log.Add(line);
            progress.WriteLine($"epoch {line}");
            checkpoint.Save(net, optimiser, epoch + 1, figures.Loss);
            LossCurves.Write(folder, progress);
        }

        if (checkpoint.RestoreBest(net) is > 0 and var best)
            progress.WriteLine($"kept the weights of epoch {best}, the best on validation");
        net.eval();
        net.Pass.UseBfloat16 = false;
        return net;
    }

    private double TrainEpoch(
        CanalSegmentationNet net, TorchSharp.Modules.OptimizerHelper optimiser, int epoch, int batches, long steps, TrainingClock clock, CancellationToken cancellation)
    {
        manual_seed(SplitSeed.Of(settings.Seed, epoch + 1));
        var order = Enumerable.Range(0, data.Train.Count).ToArray();
        new Random(SplitSeed.Of(settings.Seed, epoch + 1)).Shuffle(order);
        net.train();
        net.Pass.UseBfloat16 = settings.UseBfloat16;
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

            var (stored, shares, knowsBone) = data.Train.Batch(order[(b * settings.BatchSize)..((b + 1) * settings.BatchSize)]);
            var (regions, truth) = SegmentationAugmentation.Vary(stored, shares);
            optimiser.zero_grad();
            var loss = SegmentationLoss.Of(net.forward(regions), truth, knowsBone);
            loss.backward();
            nn.utils.clip_grad_norm_(net.parameters(), ClipNorm);
            optimiser.step();
            var value = loss.item<float>();
            sum += value;
            clock.Step(step + 1, () => $"epoch {epoch + 1}/{settings.Epochs}  loss {value:f3}");
        }

        return sum / batches;
    }

    /// <summary>Loss and overlaps on unvaried regions.</summary>
    /// <param name="net">The network.</param>
    /// <param name="samples">The regions.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    internal static SegmentationFigures Measure(CanalSegmentationNet net, SegmentationSamples samples, CancellationToken cancellation)
    {
        net.eval();
        net.Pass.UseBfloat16 = false;
        using var off = no_grad();
        var loss = 0.0;
        var overlaps = Enum.GetValues<CanalTissue>().ToDictionary(t => t, _ => new List<double>());
        foreach (var indices in Enumerable.Range(0, samples.Count).Chunk(32))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (stored, shares, knowsBone) = samples.Batch(indices);
            var truth = SegmentationAugmentation.Centre(shares);
            var logits = net.forward(SegmentationAugmentation.Centre(stored).contiguous());
            loss += SegmentationLoss.Of(logits, truth, knowsBone).item<float>() * indices.Length / samples.Count;
            var (found, real) = (logits.argmax(1), truth.argmax(1));
            foreach (var (tissue, values) in overlaps)
            {
                using Scalar channel = (long)tissue;
                var (f, r) = (found.eq(channel), real.eq(channel));
                var both = (f & r).sum([1, 2]).data<long>().ToArray();
                var (inFound, inReal) = (f.sum([1, 2]).data<long>().ToArray(), r.sum([1, 2]).data<long>().ToArray());
                values.AddRange(Enumerable.Range(0, indices.Length).Where(i => inReal[i] >= LeastSamples).Select(i => 2.0 * both[i] / (inFound[i] + inReal[i])));
            }
        }

        return new SegmentationFigures(loss, overlaps.ToDictionary(o => o.Key, o => o.Value.Count == 0 ? double.NaN : o.Value.Average()));
    }
}
