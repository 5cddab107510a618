using System.Diagnostics;
using System.Globalization;
using BilskyWeb.Core.Levels;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Inference.Vertebrae;
using BilskyWeb.Phantom;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Losses;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Trainers;

/// <summary>How the finder of vertebrae is trained.</summary>
internal sealed record VertebraSettings
{
    internal int Epochs { get; init; } = 20;

    /// <summary>Slices drawn for each epoch.</summary>
    internal int Slices { get; init; } = 1000;

    internal int BatchSize { get; init; } = 8;

    internal double LearningRate { get; init; } = 3e-3;

    internal double WeightDecay { get; init; } = 1e-2;

    internal bool UseBfloat16 { get; init; } = Bfloat16.IsFast;

    internal int Seed { get; init; } = 1;

    internal string Key => string.Create(CultureInfo.InvariantCulture, $"vertebrae n{Slices} e{Epochs} b{BatchSize} lr{LearningRate} wd{WeightDecay} seed{Seed}");
}

/// <summary>How well vertebrae are found on drawn slices.</summary>
/// <param name="Found">Bodies in view with a peak within 5 mm.</param>
/// <param name="Stray">Peaks further than 5 mm from every body, among all peaks.</param>
/// <param name="Anchors">C2 and S1 in view that their own map shows within 8 mm.</param>
/// <param name="FalseAnchors">Of maps of C2 and S1 not in view, those that show one all the same.</param>
/// <param name="Named">Bodies found, or not, of slices with an anchor and three bodies in view, whose proposed name is theirs; one without a name is wrong.</param>
/// <param name="NamedWithinOne">The same, a neighbour's name counting too.</param>
internal sealed record VertebraFigures(double Loss, Share Found, Share Stray, Share Anchors, Share FalseAnchors, Share Named, Share NamedWithinOne);

/// <summary>Trains the finder of vertebrae on drawn sagittal slices.</summary>
internal sealed class VertebraTrainer(VertebraSettings settings, string folder, TextWriter progress)
{
    /// <summary>The least score of a body, and of an anchor.</summary>
    internal const double LeastScore = 0.3, LeastAnchor = 0.5;

    private const int ValidationSlices = 64;

    // Seeds of training slices lie below; test slices from three times this on (those from twice this were seen before the row was cut at its anchors).
    private const long Apart = 1L << 40;

    // Of whole studies for tests (docs/protocol.md), past those of the grader's.
    private const long FirstPhantomSeed = 7_000_100_000;

    private const double ClipNorm = 5, NearMm = 5, AnchorNearMm = 8;

    /// <summary>Runs to the last epoch, or until cancelled (the last whole epoch stays on disk).</summary>
    /// <param name="from">Where to begin, and whether to train at all.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The network of the epoch that did best on validation, in evaluation mode.</returns>
    /// <exception cref="InvalidDataException">The folder holds another run, or nothing to export.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal SpineHeatmapNet Run(Progress from, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var checkpoint = new Checkpoint(folder, settings.Key);
        checkpoint.Require(from);
        manual_seed(SplitSeed.Of(settings.Seed, 0));
        var net = new SpineHeatmapNet(VertebraMaps.Count);
        using var optimiser = optim.AdamW(net.parameters(), settings.LearningRate, weight_decay: settings.WeightDecay);
        var first = from != Progress.Afresh ? checkpoint.Restore(net, optimiser) : 0;
        var perEpoch = Math.Max(1, settings.Slices / settings.BatchSize);
        var steps = (long)perEpoch * settings.Epochs;
        var clock = new TrainingClock(progress, steps, (long)first * perEpoch);
        var log = new TrainingLog(folder, "epoch,seconds,loss,validation_loss,validation_found_within_5mm,validation_anchors_found", first);
        var last = from == Progress.ExportOnly ? first : settings.Epochs;
        for (var epoch = first; epoch < last; epoch++)
        {
            var watch = Stopwatch.StartNew();
            var mean = TrainEpoch(net, optimiser, epoch, perEpoch, steps, clock, cancellation);
            var figures = Measure(net, Seeds(Apart + settings.Seed, ValidationSlices), VertebraBatch.Side, cancellation);
            var line = string.Create(CultureInfo.InvariantCulture, $"{epoch + 1},{watch.Elapsed.TotalSeconds:f0},{mean:f4},{figures.Loss:f4},{figures.Found.Value ?? 0:f4},{figures.Anchors.Value ?? 0:f4}");
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

    /// <summary>Seeds of drawn slices that no training has seen.</summary>
    internal static long[] TestSeeds(int slices) => Seeds(3 * Apart, slices);

    /// <summary>Loss and figures on drawn slices.</summary>
    /// <param name="net">The network.</param>
    /// <param name="seeds">Of the slices.</param>
    /// <param name="side">Of a slice, in millimetres; a multiple of 16.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    internal static VertebraFigures Measure(SpineHeatmapNet net, IReadOnlyList<long> seeds, int side, CancellationToken cancellation)
    {
        net.eval();
        net.Pass.UseBfloat16 = false;
        using var off = no_grad();
        var loss = 0.0;
        int found = 0, bodies = 0, stray = 0, peaks = 0, anchors = 0, anchorsFound = 0, without = 0, invented = 0, toName = 0, named = 0, nearly = 0;
        foreach (var chunk in seeds.Chunk(16))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (images, targets, slices) = VertebraBatch.Draw(chunk, side);
            var logits = net.forward(images);
            loss += HeatmapLoss.Of(logits, targets).item<float>() * chunk.Length / seeds.Count;
            var (height, width) = ((int)logits.shape[2], (int)logits.shape[3]);
            var all = logits.contiguous().data<float>().ToArray();
            for (var n = 0; n < slices.Length; n++)
            {
                var seen = VertebraMaps.Read(all.AsSpan(n * VertebraMaps.Count * width * height, VertebraMaps.Count * width * height), width, height, LeastScore);
                var truth = slices[n].Bodies.Select(b => (b.Name, At: new SeenVertebra(b.X, b.Y, 1))).ToList();
                bodies += truth.Count;
                found += truth.Count(t => seen.Bodies.Any(p => p.DistanceMm(t.At) <= NearMm));
                peaks += seen.Bodies.Count;
                stray += seen.Bodies.Count(p => truth.TrueForAll(t => p.DistanceMm(t.At) > NearMm));
                Anchor(seen.C2, truth.Find(t => t.Name == Vertebra.C2));
                Anchor(seen.S1, truth.Find(t => t.Name == Vertebra.S1));
                if (truth.Count >= 3 && truth.Exists(t => t.Name is Vertebra.C2 or Vertebra.S1))
                    Names(ProposedLevels.From(seen), truth);
            }
        }

        return new VertebraFigures(loss, Share.From(found, bodies), Share.From(stray, peaks), Share.From(anchorsFound, anchors), Share.From(invented, without), Share.From(named, toName), Share.From(nearly, toName));

        void Names(ProposedLevels? proposed, List<(Vertebra? Name, SeenVertebra At)> truth)
        {
            foreach (var (name, at) in truth.Where(t => t.Name is not null))
            {
                var off = proposed?.Chain.Nearest(at, AnchorNearMm) is { } link && proposed.NameOf(link) is { } given ? Math.Abs(given - name!.Value) : int.MaxValue;
                toName++;
                named += off == 0 ? 1 : 0;
                nearly += off <= 1 ? 1 : 0;
            }
        }

        void Anchor(SeenVertebra? seen, (Vertebra? Name, SeenVertebra At) truth)
        {
            var shown = seen is { Score: >= LeastAnchor };
            if (truth.Name is null)
            {
                (without, invented) = (without + 1, invented + (shown ? 1 : 0));
                return;
            }

            anchors++;
            anchorsFound += shown && seen!.Value.DistanceMm(truth.At) <= AnchorNearMm ? 1 : 0;
        }
    }

    /// <summary>Bodies within 5 mm on the middle sagittal slice of digital phantoms, which are no drawings: other shapes, other painter, a scanner's physics.</summary>
    /// <param name="net">The network.</param>
    /// <param name="studies">How many, of the protocol's seeds for tests.</param>
    /// <param name="cancellation">Stops between two slices.</param>
    internal static Share MeasurePhantoms(SpineHeatmapNet net, int studies, CancellationToken cancellation)
    {
        net.eval();
        net.Pass.UseBfloat16 = false;
        using var off = no_grad();
        int found = 0, bodies = 0;
        for (var n = 0; n < studies; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var series = PhantomStudy.Generate(new PhantomRequest(FirstPhantomSeed + n)).Sagittal;
            var image = series.Render(series.Planes.Count / 2);
            var input = DetectorInput.Make(image, SeriesIntensity.Measure([image]));
            var logits = net.forward(tensor(input.Pixels, [1, 1, input.Height, input.Width])).contiguous().data<float>().ToArray();
            var seen = VertebraMaps.Read(logits, input.HeatMapWidth, input.HeatMapHeight, LeastScore);
            var truth = series.Bodies();
            bodies += truth.Count;
            found += truth.Count(t => seen.Bodies.Any(p => p.DistanceMm(new SeenVertebra(t.X * image.ColumnSpacingMm, t.Y * image.RowSpacingMm, 1)) <= NearMm));
        }

        return Share.From(found, bodies);
    }

    private static long[] Seeds(long from, int count) => [.. Enumerable.Range(0, count).Select(i => (from << 16) + i)];

    private double TrainEpoch(SpineHeatmapNet net, TorchSharp.Modules.OptimizerHelper optimiser, int epoch, int batches, long steps, TrainingClock clock, CancellationToken cancellation)
    {
        manual_seed(SplitSeed.Of(settings.Seed, epoch + 1));
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

            var (images, targets, _) = VertebraBatch.Draw([.. Enumerable.Range(0, settings.BatchSize).Select(i => ((long)settings.Seed << 32) + (step * settings.BatchSize) + i)]);
            optimiser.zero_grad();
            var loss = HeatmapLoss.Of(net.forward(images), targets);
            loss.backward();
            nn.utils.clip_grad_norm_(net.parameters(), ClipNorm);
            optimiser.step();
            var value = loss.item<float>();
            sum += value;
            clock.Step(step + 1, () => $"epoch {epoch + 1}/{settings.Epochs}  loss {value:f3}");
        }

        return sum / batches;
    }
}
