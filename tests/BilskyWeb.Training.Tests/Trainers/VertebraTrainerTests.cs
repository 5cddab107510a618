using BilskyWeb.Inference.Vertebrae;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Losses;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.Trainers;
using TorchSharp;

namespace BilskyWeb.Training.Tests.Trainers;

public sealed class VertebraTrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-vertebrae-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_ExportOnlyWithoutACheckpoint_IsRefused()
    {
        var error = Assert.Throws<InvalidDataException>(() => new VertebraTrainer(new VertebraSettings(), _folder, TextWriter.Null).Run(Progress.ExportOnly, CancellationToken.None));
        Assert.Contains("no checkpoint to export", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_Cancelled_StopsBeforeTheNextBatch()
    {
        using var net = new SpineHeatmapNet(VertebraMaps.Count);
        Assert.Throws<OperationCanceledException>(() => VertebraTrainer.Measure(net, [1], 64, new CancellationToken(canceled: true)));
    }

    /// <summary>Targets that a perfect network would give are read back as the very bodies that were drawn.</summary>
    [Fact]
    public void Draw_TargetsAsLogits_AreReadAsTheBodiesDrawn()
    {
        using var scope = torch.NewDisposeScope();
        var (_, targets, slices) = VertebraBatch.Draw([3, 4, 9], 128);
        var logits = targets.clamp(1e-4, 1 - 1e-4).logit().contiguous().data<float>().ToArray();
        const int cells = 32, one = VertebraMaps.Count * cells * cells;
        for (var n = 0; n < slices.Length; n++)
        {
            var seen = VertebraMaps.Read(logits.AsSpan(n * one, one), cells, cells, VertebraTrainer.LeastScore);
            Assert.Equal(slices[n].Bodies.Count, seen.Bodies.Count);
            Assert.All(slices[n].Bodies, b => Assert.Contains(seen.Bodies, p => p.DistanceMm(new(b.X, b.Y, 1)) < 2));
        }
    }

    /// <summary>A few steps on the same slices bring the loss down: signs and shapes fit.</summary>
    [Fact]
    public void Loss_AFewSteps_Falls()
    {
        torch.manual_seed(1);
        using var scope = torch.NewDisposeScope();
        using var net = new SpineHeatmapNet(VertebraMaps.Count);
        using var optimiser = torch.optim.AdamW(net.parameters(), 3e-3);
        var (images, targets, _) = VertebraBatch.Draw([1, 2], 64);
        List<float> losses = [];
        for (var step = 0; step < 12; step++)
        {
            optimiser.zero_grad();
            var loss = HeatmapLoss.Of(net.forward(images), targets);
            loss.backward();
            optimiser.step();
            losses.Add(loss.item<float>());
        }

        Assert.True(losses[^1] < 0.9 * losses[0], $"{losses[0]} to {losses[^1]}");
    }
}
