using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Losses;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Tests.Trainers;

public sealed class GraderTrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-training-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_TinyData_LossFalls()
    {
        Train(epochs: 8, "a", Progress.Afresh, checkpointEvery: 8);
        var losses = CrossEntropies("a");
        Assert.Equal(8, losses.Length);
        Assert.True(losses[^1] < 0.5 * losses[0], string.Join(' ', losses));

        // Signature of a PNG, then its header with the size: three panels.
        var picture = File.ReadAllBytes(Path.Combine(_folder, "a", LossCurves.FileName));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture[..4]);
        Assert.Equal(3 * 260, (picture[22] << 8) | picture[23]);
    }

    [Fact]
    public void Run_InterruptedAndResumed_EndsAsUninterrupted()
    {
        Train(epochs: 2, "whole", Progress.Afresh);
        using (var stop = new CancellationTokenSource())
        {
            var stopAfterFirstEpoch = new StopWriter(stop);
            Assert.Throws<OperationCanceledException>(() => Train(2, "parts", Progress.Afresh, stopAfterFirstEpoch, cancellation: stop.Token));
        }

        Train(epochs: 2, "parts", Progress.Resume);
        Assert.Equal(CrossEntropies("whole"), CrossEntropies("parts"));
    }

    [Fact]
    public void Run_WithUnlabelled_IsTheSameRunEachTimeAndAfterAnInterruption()
    {
        var unlabelled = new UnlabelledSamples([.. Enumerable.Range(0, 3).Select(n => Enumerable.Range(0, GraderSamples.StoredPixels * GraderSamples.StoredPixels).Select(i => (byte)((i * (n + 3)) % 251)).ToArray())]);
        Train(epochs: 2, "once", Progress.Afresh, unlabelled: unlabelled);
        Train(epochs: 2, "again", Progress.Afresh, unlabelled: unlabelled);
        using (var stop = new CancellationTokenSource())
        {
            var stopAfterFirstEpoch = new StopWriter(stop);
            Assert.Throws<OperationCanceledException>(() => Train(2, "parts", Progress.Afresh, stopAfterFirstEpoch, cancellation: stop.Token, unlabelled: unlabelled));
        }

        Train(epochs: 2, "parts", Progress.Resume, unlabelled: unlabelled);
        Assert.Equal(Terms("once"), Terms("again"));
        Assert.Equal(Terms("once"), Terms("parts"));

        Train(epochs: 2, "without", Progress.Afresh);
        Assert.NotEqual(Terms("once")[0], Terms("without")[0]);
        Assert.Throws<InvalidDataException>(() => Train(epochs: 2, "without", Progress.Resume, unlabelled: unlabelled));
    }

    /// <summary>Another fold has as many regions often enough, and others' patients: going on from it, the network would be judged by what it learnt from.</summary>
    [Fact]
    public void Run_GoesOnWithOtherSettingsOrData_IsRefused()
    {
        Train(epochs: 1, "a", Progress.Afresh, data: "folders0f1of5");
        var error = Assert.Throws<InvalidDataException>(() => Train(epochs: 3, "a", Progress.Resume, data: "folders0f1of5"));
        Assert.Contains("Choose another --out", error.Message, StringComparison.Ordinal);
        Assert.All(
            [Progress.Resume, Progress.ExportOnly],
            from => Assert.Contains("this one is", Assert.Throws<InvalidDataException>(() => Train(epochs: 1, "a", from, data: "folders0f2of5")).Message, StringComparison.Ordinal));
        Train(epochs: 1, "a", Progress.ExportOnly, data: "folders0f1of5");
    }

    /// <summary>Wide regions are learnt from, those without a grade are not, and the run is the same each time and after an interruption.</summary>
    [Fact]
    public void Run_WithWideRegions_LearnsFromThemAndIsTheSameAfterAnInterruption()
    {
        var wide = SegmentationSamples.Draw(3, 24, TextWriter.Null, CancellationToken.None);
        var path = Path.Combine(_folder, "wide.bin");
        wide.Save(path);
        Assert.Equal(wide.Grades, SegmentationSamples.Load(path).Grades);
        Assert.Contains(wide.Grades, g => g is null);
        Assert.Contains(wide.Grades, g => g is not null);

        Train(epochs: 2, "once", Progress.Afresh, wide: wide);
        using (var stop = new CancellationTokenSource())
        {
            var stopAfterFirstEpoch = new StopWriter(stop);
            Assert.Throws<OperationCanceledException>(() => Train(2, "parts", Progress.Afresh, stopAfterFirstEpoch, wide: wide, cancellation: stop.Token));
        }

        Train(epochs: 2, "parts", Progress.Resume, wide: SegmentationSamples.Load(path));
        Assert.Equal(Terms("once"), Terms("parts"));
        Train(epochs: 2, "without", Progress.Afresh);
        Assert.NotEqual(Terms("once")[0], Terms("without")[0]);
    }

    [Fact]
    public void Predict_Cancelled_StopsBeforeTheNextBatch()
    {
        using var grader = new PrototypeGrader(GraderHead.Prototypes, 64);
        Assert.Throws<OperationCanceledException>(() => GraderTrainer.Predict(grader, TwoKinds(1), useBfloat16: false, new CancellationToken(canceled: true)));
    }

    private void Train(int epochs, string name, Progress from, TextWriter? progress = null, int checkpointEvery = 1, UnlabelledSamples? unlabelled = null, SegmentationSamples? wide = null, string data = "data", CancellationToken cancellation = default)
    {
        var settings = new GraderSettings { Epochs = epochs, CheckpointEvery = checkpointEvery, BatchSize = 8, Side = 64, Ablation = Ablation.All, UseBfloat16 = false, LearningRate = 3e-4 };
        var samples = TwoKinds(16);
        using var network = new GraderTrainer(settings, new Prepared<GraderSamples>(data, samples, samples), Path.Combine(_folder, name), progress ?? TextWriter.Null, wide, unlabelled).Run(from, cancellation);
    }

    private double[] CrossEntropies(string name) =>
        [.. File.ReadLines(Path.Combine(_folder, name, "log.csv")).Skip(1).Select(line => double.Parse(line.Split(',')[2], System.Globalization.CultureInfo.InvariantCulture))];

    // Cross-entropy, compactness, adversarial.
    private string[][] Terms(string name) => [.. File.ReadLines(Path.Combine(_folder, name, "log.csv")).Skip(1).Select(line => line.Split(',')[2..5])];

    // A bright disc means grade 0, a dark one grade 3.
    private static GraderSamples TwoKinds(int count)
    {
        var samples = new GraderSamples();
        const int side = GraderSamples.StoredPixels;
        for (var n = 0; n < count; n++)
        {
            var bright = n % 2 == 0;
            var pixels = new byte[side * side];
            for (var i = 0; i < pixels.Length; i++)
            {
                var (x, y) = ((i % side) - (side / 2), (i / side) - (side / 2));
                pixels[i] = (byte)((x * x) + (y * y) < 40 * 40 ? (bright ? 230 : 20) : 100 + n);
            }

            samples.Add(bright ? BilskyGrade.Grade0 : BilskyGrade.Grade3, pixels);
        }

        return samples;
    }

    private sealed class StopWriter(CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith("epoch 1,", StringComparison.Ordinal) == true)
                stop.Cancel();
        }
    }
}
