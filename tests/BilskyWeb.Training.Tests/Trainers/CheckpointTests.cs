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
        using (var net = new CanalHeatmapNet())
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

    // Every parameter holds the number of its epoch.
    private static void Save(Checkpoint checkpoint, params (int Epoch, double Loss)[] epochs)
    {
        using var net = new CanalHeatmapNet();
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
        using var net = new CanalHeatmapNet();
        using var optimiser = optim.AdamW(net.parameters());
        var checkpoint = new Checkpoint(_folder, "run");
        var done = checkpoint.Restore(net, optimiser);
        checkpoint.RestoreBest(net);
        return (done, net.parameters().First().flatten()[0].item<float>());
    }
}
