using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;
using BilskyWeb.Training.Losses;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.OnnxExport;
using BilskyWeb.Training.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Trainers;

/// <summary>How the grader is trained. The defaults are those that learn from scratch on a CPU; the published ones start from ImageNet weights.</summary>
internal sealed record GraderSettings
{
    /// <summary>What has been learnt already is to be bent, not broken.</summary>
    internal const double GoingOnRate = 3e-4;

    internal int Epochs { get; init; } = 20;

    internal int BatchSize { get; init; } = 64;

    internal double LearningRate { get; init; } = 1e-3;

    internal double WeightDecay { get; init; } = 1e-2;

    internal double Temperature { get; init; } = 64;

    internal double Compactness { get; init; } = 1e-3;

    internal double AdversarialWeight { get; init; } = 1;

    internal double AdversarialShare { get; init; } = 0.25;

    internal Ablation Ablation { get; init; } = Ablation.All;

    /// <summary>Side of the varied regions in pixels; the network averages them to its own <see cref="PrototypeGrader.InputSide"/>.</summary>
    internal int Side { get; init; } = 128;

    internal bool UseBfloat16 { get; init; } = Bfloat16.IsFast;

    internal int Seed { get; init; } = 1;

    /// <summary>The file whose weights it begins with; null begins with random ones.</summary>
    internal byte[]? Start { get; init; }

    /// <summary>Epochs from one checkpoint (0.3 GB) to the next; the last epoch always leaves one.</summary>
    internal int CheckpointEvery { get; init; } = 1;

    internal string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"grader {Ablation} e{Epochs} b{BatchSize} lr{LearningRate} wd{WeightDecay} T{Temperature} c{Compactness} v{AdversarialWeight}/{AdversarialShare} s{Side} seed{Seed}{(Start is null ? "" : $" from {Convert.ToHexStringLower(SHA256.HashData(Start))[..12]}")}");
}

/// <summary>Trains the prototypical network on prepared regions.</summary>
/// <param name="settings">How.</param>
/// <param name="data">Regions to learn from, and of other persons to judge by.</param>
/// <param name="folder">Where the run keeps its files.</param>
/// <param name="progress">Told how far it is.</param>
/// <param name="wide">Regions whose tissues are known, to learn from beside the others; null without any.</param>
/// <param name="unlabelled">Regions without a grade for the virtual adversarial term, as many in each batch as labelled ones; null without any.</param>
internal sealed class GraderTrainer(GraderSettings settings, Prepared<GraderSamples> data, string folder, TextWriter progress, SegmentationSamples? wide = null, UnlabelledSamples? unlabelled = null)
{
    private const double ClipNorm = 5;

    // A layer's usual range is settled by then.
    private const int StartRegions = 256;

    private readonly int[] _wide = [.. Enumerable.Range(0, wide?.Count ?? 0).Where(i => wide!.Grades[i] is not null)];
    private readonly float[] _classWeights = GraderLoss.WeightsFor([.. data.Train.Grades, .. wide?.Grades.OfType<BilskyGrade>() ?? []]);

    private int Count => data.Train.Count + _wide.Length;

    /// <summary>What decides a run, as far as it is known before its data are prepared.</summary>
    internal static string RunKey(GraderSettings settings, string dataKey) => $"{settings.Key} {dataKey}";

    /// <summary>Runs to the last epoch, or until cancelled (the last whole epoch stays on disk).</summary>
    /// <param name="from">Where to begin, and whether to train at all.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The network of the epoch that did best on validation, in evaluation mode.</returns>
    /// <exception cref="InvalidDataException">The folder holds another run, or nothing to export.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal PrototypeGrader Run(Progress from, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var checkpoint = new Checkpoint(folder, $"{RunKey(settings, data.Key)}{(unlabelled is null ? "" : $" u{unlabelled.Count}")}");
        checkpoint.Require(from);
        manual_seed(SplitSeed.Of(settings.Seed, 0));
        var loss = new GraderLoss(settings.Ablation, _classWeights, settings.Compactness, settings.AdversarialWeight, settings.AdversarialShare);
        var grader = new PrototypeGrader(loss.Head, settings.Temperature);
        using var optimiser = optim.AdamW(grader.parameters(), settings.LearningRate, weight_decay: settings.WeightDecay);
        var first = from != Progress.Afresh ? checkpoint.Restore(grader, optimiser) : 0;
        if (first == 0 && settings.Start is { } start)
            Begin(grader, start);
        var perEpoch = Math.Max(1, Count / settings.BatchSize);
        var steps = (long)perEpoch * settings.Epochs;
        var clock = new TrainingClock(progress, steps, (long)first * perEpoch);
        var log = new TrainingLog(folder, "epoch,seconds,cross_entropy,compactness,adversarial,validation_loss,validation_accuracy,validation_sensitivity,validation_specificity", first);

        var last = from == Progress.ExportOnly ? first : settings.Epochs;
        for (var epoch = first; epoch < last; epoch++)
        {
            var watch = Stopwatch.StartNew();
            var means = TrainEpoch(grader, optimiser, loss, epoch, perEpoch, steps, clock, cancellation);
            var (validationLoss, figures) = Validate(grader, cancellation);
            var split = figures.SplitAtPathwayLine();
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"{epoch + 1},{watch.Elapsed.TotalSeconds:f0},{means.CrossEntropy:f4},{means.Compactness:f4},{means.Adversarial:f4},{validationLoss:f4},{figures.Accuracy.Value:f4},{split.Sensitivity.Value:f4},{split.Specificity.Value:f4}");
            log.Add(line);
            progress.WriteLine($"epoch {line}");
            if ((epoch + 1) % settings.CheckpointEvery == 0 || epoch + 1 == settings.Epochs)
                checkpoint.Save(grader, optimiser, epoch + 1, validationLoss);
            LossCurves.Write(folder, progress);
        }

        if (checkpoint.RestoreBest(grader) is > 0 and var best)
            progress.WriteLine($"kept the weights of epoch {best}, the best on validation");
        grader.eval();
        return grader;
    }

    private LossParts TrainEpoch(
        PrototypeGrader grader, TorchSharp.Modules.OptimizerHelper optimiser, GraderLoss loss, int epoch, int batches, long steps, TrainingClock clock, CancellationToken cancellation)
    {
        // All randomness of an epoch follows from the seed and its number, so that a resumed run repeats an uninterrupted one.
        manual_seed(SplitSeed.Of(settings.Seed, epoch + 1));
        var order = Order(epoch + 1);
        var others = Enumerable.Range(0, unlabelled?.Count ?? 0).ToArray();
        new Random(SplitSeed.Of(settings.Seed, -1 - epoch)).Shuffle(others);
        grader.train();
        grader.Pass.UseBfloat16 = settings.UseBfloat16;
        var sum = default(LossParts);
        for (var b = 0; b < batches; b++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var step = ((long)epoch * batches) + b;
            var rate = CosineSchedule.At(settings.LearningRate, step, steps);
            foreach (var group in optimiser.ParamGroups)
            {
                group.LearningRate = rate;
            }

            var (regions, grades) = Varied(new ArraySegment<int>(order, b * settings.BatchSize, Math.Min(settings.BatchSize, order.Length)));
            optimiser.zero_grad();
            var (total, parts) = loss.Of(grader, regions, grades, Unlabelled(others, b, (int)loss.PerBatch(regions.shape[0])));
            total.backward();
            nn.utils.clip_grad_norm_(grader.parameters(), ClipNorm);
            optimiser.step();
            sum = new LossParts(sum.CrossEntropy + parts.CrossEntropy, sum.Compactness + parts.Compactness, sum.Adversarial + parts.Adversarial);
            clock.Step(step + 1, () => $"epoch {epoch + 1}/{settings.Epochs}  loss {parts.CrossEntropy:f3} + {parts.Compactness:f3} + {parts.Adversarial:f3}");
        }

        return new LossParts(sum.CrossEntropy / batches, sum.Compactness / batches, sum.Adversarial / batches);
    }

    private int[] Order(int epoch)
    {
        var order = Enumerable.Range(0, Count).ToArray();
        new Random(SplitSeed.Of(settings.Seed, epoch)).Shuffle(order);
        return order;
    }

    private void Begin(PrototypeGrader grader, byte[] start)
    {
        using var scope = NewDisposeScope();
        GraderImport.Into(grader, start, Varied(Order(0)[..Math.Min(StartRegions, Count)]).Regions);
    }

    // Numbers beyond the plain regions are those of the wide ones.
    private (Tensor Regions, Tensor Grades) Varied(IReadOnlyList<int> indices)
    {
        int[] plain = [.. indices.Where(i => i < data.Train.Count)], known = [.. indices.Where(i => i >= data.Train.Count).Select(i => _wide[i - data.Train.Count])];
        var (regions, grades) = (new List<Tensor>(), new List<Tensor>());
        if (plain.Length > 0)
        {
            var (stored, classes) = data.Train.Batch(plain);
            regions.Add(GraderAugmentation.Vary(stored, settings.Side));
            grades.Add(classes);
        }

        if (known.Length > 0)
        {
            var (stored, shares, _) = wide!.Batch(known);
            regions.Add(GraderAugmentation.VaryTissues(stored, shares, settings.Side));
            grades.Add(tensor(Array.ConvertAll(known, i => (long)wide.Grades[i]!.Value)));
        }

        return (cat(regions), cat(grades));
    }

    // In turn, and from the start again where an epoch needs more than there are.
    private Tensor? Unlabelled(int[] order, int batch, int count) => order.Length == 0
        ? null
        : GraderAugmentation.Vary(unlabelled!.Batch([.. Enumerable.Range(batch * count, count).Select(i => order[i % order.Length])]), settings.Side);

    // Judged by the loss that is learnt from, with the temperature that an export would fit: being too sure of itself is mended later anyway.
    private (double Loss, ConfusionMatrix Figures) Validate(PrototypeGrader grader, CancellationToken cancellation)
    {
        var validation = data.Validation;
        var (logits, _) = Predict(grader, validation, settings.UseBfloat16, cancellation);
        var loss = Calibration.NegativeLogLikelihood(logits, validation.Grades, Calibration.FitTemperature(logits, validation.Grades, _classWeights), _classWeights);
        var figures = ConfusionMatrix.OfGrades();
        for (var i = 0; i < validation.Count; i++)
        {
            var row = logits.AsSpan(i * BilskyGrades.Count, BilskyGrades.Count);
            figures.Add(validation.Grades[i], (BilskyGrade)System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row));
        }

        return (loss, figures);
    }

    /// <summary>Logits and nearest distances for stored regions, unvaried and of the size that inference gives.</summary>
    /// <param name="grader">The network.</param>
    /// <param name="samples">The regions.</param>
    /// <param name="useBfloat16">As in training, or in full.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>Row-major logits [n, 6] and the smallest squared distance [n] (empty without prototypes).</returns>
    internal static (float[] Logits, float[] Nearest) Predict(PrototypeGrader grader, GraderSamples samples, bool useBfloat16, CancellationToken cancellation)
    {
        grader.eval();
        grader.Pass.UseBfloat16 = useBfloat16;
        using var off = no_grad();
        var logits = new List<float>();
        var nearest = new List<float>();
        foreach (var indices in Enumerable.Range(0, samples.Count).Chunk(64))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var output = grader.Grade(GraderAugmentation.Centre(samples.Batch(indices).Regions, ModelExport.RoiPixels));
            logits.AddRange(output.Logits.data<float>());
            if (output.Distances is { } distances)
                nearest.AddRange(distances.amin([1]).data<float>());
        }

        return ([.. logits], [.. nearest]);
    }
}

/// <summary>Seeds for the parts of a run. <c>new Random(n)</c> and <c>new Random(n + 1)</c> are correlated, so numbers are mixed first.</summary>
internal static class SplitSeed
{
    /// <summary>A 31-bit seed from two numbers (the finaliser of SplitMix64; Steele et al. 2014).</summary>
    internal static int Of(long seed, long part)
    {
        var z = unchecked((ulong)((seed * 1_000_003) + part) + 0x9E3779B97F4A7C15UL);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return (int)((z ^ (z >> 31)) & int.MaxValue);
    }
}
