using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Tests.Trainers;

public sealed class RoiTrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-roi-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Measure_Cancelled_StopsBeforeTheNextSlice()
    {
        var samples = new RoiSamples();
        samples.Items.Add(new RoiSample("study", 16, 16, new byte[256], 8, 8));
        using var net = new SpineHeatmapNet();
        Assert.Throws<OperationCanceledException>(() => RoiTrainer.Measure(net, samples, new CancellationToken(canceled: true)));
    }

    /// <summary>Fresh weights are no model.</summary>
    [Fact]
    public void Run_ExportOnlyWithoutACheckpoint_IsRefused()
    {
        var none = new Prepared<RoiSamples>("data", new RoiSamples(), new RoiSamples());
        var error = Assert.Throws<InvalidDataException>(() => new RoiTrainer(new RoiSettings(), none, _folder, TextWriter.Null).Run(Progress.ExportOnly, CancellationToken.None));
        Assert.Contains("no checkpoint to export", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RoiFigures_OfErrors_CountAndAverageThem()
    {
        var figures = new RoiFigures([1, 3, 4, 90], [], []);
        Assert.Equal((2, 3, 4d), (figures.Within(3).Count, figures.Within(5).Count, figures.MedianErrorMm));
        Assert.Equal(7, figures.MeanCappedErrorMm);
        Assert.Null(new RoiFigures([], [], []).Within(3).Value);
        Assert.Equal(double.NaN, new RoiFigures([], [], []).MedianErrorMm);
    }
}
