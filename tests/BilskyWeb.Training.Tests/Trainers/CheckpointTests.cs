using BilskyWeb.Training.Models;
using BilskyWeb.Training.Trainers;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Tests.Trainers;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-checkpoint-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void RestoreBest_LaterEpochWasWorse_LoadsTheBetterOne()
    {
        Save(new Checkpoint(_folder, "run"), (1, 0.9), (2, 0.5), (3, 0.7));
        Assert.Equal((3, 2f), Restored());
    }

    /// <summary>What was best before an interruption is known after it.</summary>
    [Fact]
    public void RestoreBest_ResumedAndWorseSince_LoadsTheEpochBeforeTheInterruption()
    {
        Save(new Checkpoint(_folder, "run"), (1, 0.9), (2, 0.5));
        var resumed = new Checkpoint(_folder, "run");
        using (var net = new SpineHeatmapNet())
        using (var optimiser = optim.AdamW(net.parameters()))
        {
            resumed.Restore(net, optimiser);
        }

        Save(resumed, (3, 0.7), (4, double.NaN));
        Assert.Equal((4, 2f), Restored());
        Assert.Equal(["best-2.bin", "checkpoint.json", "optimiser-4.bin", "weights-4.bin"], Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Save_AnotherRunWasInTheFolder_DoesNotCountItsBest()
    {
        Save(new Checkpoint(_folder, "other"), (7, 0.1));
        Save(new Checkpoint(_folder, "run"), (1, 0.9));
        Assert.Equal((1, 1f), Restored());
    }

    [Fact]
    public void Require_NoCheckpoint_RefusesToExportAlone()
    {
        var checkpoint = new Checkpoint(_folder, "run");
        checkpoint.Require(Progress.Afresh);
        checkpoint.Require(Progress.Resume);
        var error = Assert.Throws<InvalidDataException>(() => checkpoint.Require(Progress.ExportOnly));
        Assert.Contains("holds no checkpoint to export. Name a run's folder with --out", error.Message, StringComparison.Ordinal);
    }

    /// <summary>What is known of a run before its data are prepared tells most other runs already; the rest is compared when the weights are loaded.</summary>
    [Fact]
    public void Require_CheckpointOfAnotherRun_RefusesIt()
    {
        Save(new Checkpoint(_folder, "run data1 u30"), (1, 0.9));
        new Checkpoint(_folder, "run data1").Require(Progress.Resume);
        new Checkpoint(_folder, "run data2").Require(Progress.Afresh);
        Assert.All(
            [Progress.Resume, Progress.ExportOnly],
            from => Assert.Throws<InvalidDataException>(() => new Checkpoint(_folder, "run data").Require(from)));
        using var net = new SpineHeatmapNet();
        using var optimiser = optim.AdamW(net.parameters());
        Assert.Throws<InvalidDataException>(() => new Checkpoint(_folder, "run data1").Restore(net, optimiser));
    }

    // Every parameter holds the number of its epoch.
    private static void Save(Checkpoint checkpoint, params (int Epoch, double Loss)[] epochs)
    {
        using var net = new SpineHeatmapNet();
        using var optimiser = optim.AdamW(net.parameters());
        using var off = no_grad();
        foreach (var (epoch, loss) in epochs)
        {
            foreach (var parameter in net.parameters())
            {
                parameter.fill_(epoch);
            }

            checkpoint.Save(net, optimiser, epoch, loss);
        }
    }

    private (int EpochsDone, float Best) Restored()
    {
        using var net = new SpineHeatmapNet();
        using var optimiser = optim.AdamW(net.parameters());
        var checkpoint = new Checkpoint(_folder, "run");
        var done = checkpoint.Restore(net, optimiser);
        checkpoint.RestoreBest(net);
        return (done, net.parameters().First().flatten()[0].item<float>());
    }
}
