using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Sessions;
using BilskyWeb.TinyModels;
using Microsoft.Extensions.Logging;

namespace BilskyWeb.Inference.Tests;

public sealed class SlicePipelineTests
{
    [Fact]
    public async Task GradeAsync_GradesByConstruction_AreFound()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;
        var grades = new[] { 0, 0, 1, 2, 3, 4, 5, 4, 3, 2, 1, 0, 0 };

        var slices = await pipeline.GradeAsync([.. grades.Select(g => Slice(g))], null, CancellationToken.None);

        Assert.Equal(grades, slices.Select(s => (int)s.Grade!.Value));
        Assert.All(slices, s =>
        {
            Assert.Equal(SliceStatus.Graded, s.Status);
            Assert.Equal(1, s.Probabilities.Sum(), 1e-12);
            Assert.Equal((int)s.Grade!.Value, Array.IndexOf(s.Distances, s.Distances.Min()));
            Assert.Equal(100, s.Roi!.Value.CentreX, 2.0);
            Assert.Equal(60, s.Roi!.Value.CentreY, 2.0);
            Assert.Equal((80, 80), (s.Roi!.Value.Width, s.Roi!.Value.Height));
        });
    }

    [Fact]
    public async Task GradeAsync_BatchesOfAnySize_GiveTheSameAnswers()
    {
        using var models = new TinyModelFolder();
        var series = Enumerable.Range(0, 11).Select(i => Slice(i % 6)).ToList();
        List<IReadOnlyList<GradedSlice>> answers = [];
        foreach (var batchSize in new[] { 1, 4, 8 })
        {
            using var pipeline = SlicePipeline.Open(models.Folder, new InferenceSettings { BatchSize = batchSize, Threads = 1 }).Value;
            answers.Add(await pipeline.GradeAsync(series, null, CancellationToken.None));
        }

        for (var i = 0; i < series.Count; i++)
        {
            Assert.Equal(answers[0][i].Distances, answers[1][i].Distances);
            Assert.Equal(answers[0][i].Distances, answers[2][i].Distances);
            Assert.Equal(answers[0][i].Roi, answers[2][i].Roi);
        }
    }

    [Fact]
    public async Task GradeAsync_SliceWithoutCanalAtTheEnd_SaysSo()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var slices = await pipeline.GradeAsync([Slice(2), Slice(2), Slice(2), Slice(2), Slice(2, blobGain: 0)], null, CancellationToken.None);

        Assert.Equal(SliceStatus.NoCanal, slices[4].Status);
        Assert.Equal("No spinal canal was found in this image.", slices[4].Reason);
        Assert.Null(slices[4].Grade);
        Assert.Null(slices[4].RoiSource);
        Assert.Equal(0, slices[4].HighGradeProbability);
    }

    [Fact]
    public async Task GradeAsync_SliceWithoutCanalBetweenTwoThatHaveOne_IsGradedWhereTheyPutIt()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var slices = await pipeline.GradeAsync([Slice(2), Slice(2), Slice(2, blobGain: 0), Slice(2), Slice(2)], null, CancellationToken.None);

        Assert.Equal(SliceStatus.Graded, slices[2].Status);
        Assert.Equal([RoiSource.Seen, RoiSource.Seen, RoiSource.Neighbours, RoiSource.Seen, RoiSource.Seen], slices.Select(s => s.RoiSource!.Value));
        Assert.Equal(slices[1].Roi!.Value.CentreX, slices[2].Roi!.Value.CentreX, 1.0);
        Assert.Equal(slices[1].Roi!.Value.CentreY, slices[2].Roi!.Value.CentreY, 1.0);
    }

    [Fact]
    public async Task GradeAsync_FewFindsInASeriesWithoutSpine_GrowIntoNoCanal()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var slices = await pipeline.GradeAsync([.. Enumerable.Range(0, 20).Select(i => Slice(2, blobGain: i is 8 or 9 or 11 or 12 ? 1 : 0))], null, CancellationToken.None);

        Assert.DoesNotContain(slices, s => s.RoiSource is RoiSource.Faint or RoiSource.Neighbours);
    }

    [Fact]
    public async Task GradeAsync_BlockOfThreeWithTheCanalOnItsEnds_LosesNone()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var slices = await pipeline.GradeAsync([Slice(2), Slice(2, blobGain: 0), Slice(2)], null, CancellationToken.None);

        Assert.All(slices, s => Assert.Equal(SliceStatus.Graded, s.Status));
    }

    [Fact]
    public async Task GradeAsync_OneFindInASeriesWithoutSpine_IsNoCanal()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var slices = await pipeline.GradeAsync([.. Enumerable.Range(0, 9).Select(i => Slice(2, blobGain: i == 4 ? 1 : 0))], null, CancellationToken.None);

        Assert.All(slices, s => Assert.Equal(SliceStatus.NoCanal, s.Status));
        Assert.Equal(SliceStatus.Graded, (await pipeline.GradeAsync([Slice(2)], null, CancellationToken.None))[0].Status);
    }

    [Fact]
    public async Task GradeAsync_OneSliceWithABrighterOvalElsewhere_StaysInTheCanal()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;
        var series = Enumerable.Range(0, 9).Select(i => Slice(1, decoy: i == 4)).ToList();

        var slices = await pipeline.GradeAsync(series, null, CancellationToken.None);

        Assert.All(slices, s => Assert.Equal(100, s.Roi!.Value.CentreX, 2.0));
        Assert.True(slices[4].Roi!.Value.Score < slices[3].Roi!.Value.Score + 1e-9);
    }

    [Fact]
    public async Task GradeAsync_BlocksWhoseCornersLieApart_KeepTheCanalOnEverySlice()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        // The third to the sixth slice begin 30 mm further to the left, so that the canal lies 30 mm from where the others have it in their own pixels.
        var series = Enumerable.Range(0, 9).Select(i => Slice(1, decoy: i == 4)).Select((image, i) => i is >= 2 and < 6 ? image.Crop(60, 0, image.Width - 60, image.Height) : image).ToList();
        var places = series.Select((image, i) => new SlicePlace(
            new ImagePlane(new PatientVector(i is >= 2 and < 6 ? 30 : 0, 0, -4 * i), new PatientVector(1, 0, 0), new PatientVector(0, 1, 0), image.ColumnSpacingMm, image.RowSpacingMm, image.Width, image.Height, "1.2"), 0)).ToList();

        var slices = await pipeline.GradeAsync(series, places, null, CancellationToken.None);

        Assert.All(slices, (s, i) => Assert.Equal(i is >= 2 and < 6 ? 40 : 100, s.Roi!.Value.CentreX, 2.0));
    }

    [Theory]
    [InlineData(1.0, true)]
    [InlineData(1.05, true)]
    [InlineData(3.0, false)]
    public async Task GradeAsync_ScansOfDifferentGain_EachHasItsOwnRange(double gain, bool together)
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;
        var one = Enumerable.Range(0, 5).Select(_ => Slice(1)).ToList();
        var other = Enumerable.Range(0, 3).Select(_ => Slice(4)).Select(image => new GreyImage(image.Width, image.Height, [.. image.Pixels.Select(p => (float)(p * gain))], image.ColumnSpacingMm, image.RowSpacingMm)).ToList();
        var places = one.Select(_ => new SlicePlace(null, 0)).Concat(other.Select(_ => new SlicePlace(null, 1))).ToList();

        var slices = await pipeline.GradeAsync([.. one, .. other], places, null, CancellationToken.None);
        var alone = await pipeline.GradeAsync(other, null, CancellationToken.None);

        Assert.Equal([1, 1, 1, 1, 1, 4, 4, 4], slices.Select(s => (int)s.Grade!.Value));
        if (!together)
        {
            Assert.Equal(alone[0].Probabilities, slices[5].Probabilities);
        }
    }

    [Fact]
    public async Task GradeAsync_DistanceBeyondTheCard_AbstainsAndKeepsTheEvidence()
    {
        using var models = new TinyModelFolder(maxDistance: -1);
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var slices = await pipeline.GradeAsync([Slice(2), Slice(3)], null, CancellationToken.None);

        Assert.All(slices, s => Assert.Equal(SliceStatus.Abstained, s.Status));
        Assert.StartsWith("Unlike the images that the model learnt from", slices[0].Reason, StringComparison.Ordinal);
        Assert.Equal(BilskyGrade.Grade1b, slices[0].Grade);
        Assert.Equal(6, slices[0].Distances.Length);
    }

    [Fact]
    public async Task GradeAsync_OnThePathwayLine_Abstains()
    {
        using var models = new TinyModelFolder(minMargin: 0.3);
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var slices = await pipeline.GradeAsync([Slice(2.5), Slice(1.5), Slice(4.5)], null, CancellationToken.None);

        Assert.Equal([SliceStatus.Abstained, SliceStatus.Graded, SliceStatus.Graded], slices.Select(s => s.Status));
        Assert.StartsWith("On the line between low and high grade", slices[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GradeAsync_CoarserThanTheCardAllows_AbstainsAndSaysSo()
    {
        using var models = new TinyModelFolder(maxPixelMm: 0.8);
        using var pipeline = SlicePipeline.Open(models.Folder).Value;
        var (fine, tall) = (Slice(4), Slice(4));
        GreyImage[] series = [fine, new(tall.Width, tall.Height, tall.Pixels, tall.ColumnSpacingMm, 0.9)];

        var slices = await pipeline.GradeAsync(series, null, CancellationToken.None);
        var asked = await pipeline.GradeRegionAsync(series, 1, slices[1].Roi!.Value, CancellationToken.None);

        Assert.Equal([SliceStatus.Graded, SliceStatus.Abstained, SliceStatus.Abstained], [slices[0].Status, slices[1].Status, asked.Status]);
        Assert.Equal("Too coarse to show the CSF around the cord (pixels of 0.9 mm, limit 0.8 mm); a reader must grade it.", slices[1].Reason);
        Assert.Equal(slices[1].Reason, asked.Reason);
        Assert.NotNull(slices[1].Grade);
    }

    [Fact]
    public async Task GradeAsync_CardWithACarefulLine_CallsHighGradeThatIsNotTheMostProbable()
    {
        using var plain = new TinyModelFolder();
        using var careful = new TinyModelFolder(highGradeFrom: 0.1);
        using var before = SlicePipeline.Open(plain.Folder).Value;
        using var after = SlicePipeline.Open(careful.Folder).Value;

        var nearest = await before.GradeAsync([Slice(2.4), Slice(0), Slice(5)], null, CancellationToken.None);
        var decided = await after.GradeAsync([Slice(2.4), Slice(0), Slice(5)], null, CancellationToken.None);

        Assert.InRange(nearest[0].HighGradeProbability, 0.1, 0.5);
        Assert.Equal([BilskyGrade.Grade1b, BilskyGrade.Grade0, BilskyGrade.Grade3], nearest.Select(s => s.Grade!.Value));
        Assert.Equal([BilskyGrade.Grade1c, BilskyGrade.Grade0, BilskyGrade.Grade3], decided.Select(s => s.Grade!.Value));
        Assert.Equal(nearest[0].Probabilities, decided[0].Probabilities);
    }

    [Fact]
    public async Task GradeAsync_CardWithALineAndAMargin_AbstainsAroundThatLine()
    {
        using var models = new TinyModelFolder(minMargin: 0.3, highGradeFrom: 0.1);
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var even = (await pipeline.GradeAsync([Slice(2.5), Slice(2.5)], null, CancellationToken.None))[0];

        // A coin's toss between low and high is no doubt where high grade is called from one in ten on.
        Assert.Equal(SliceStatus.Graded, even.Status);
        Assert.InRange(even.HighGradeProbability, 0.4, 0.6);
    }

    [Fact]
    public async Task GradeAsync_ConstantSeries_FindsNoCanalAndNoNaN()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;
        var flat = new GreyImage(64, 64, [.. Enumerable.Repeat(7f, 4096)], 1, 1);

        Assert.All(await pipeline.GradeAsync([flat, flat], null, CancellationToken.None), s => Assert.Equal(SliceStatus.NoCanal, s.Status));
    }

    [Fact]
    public async Task GradeAsync_MixedSizes_KeepsTheOrder()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;
        GreyImage[] series = [Slice(0), Slice(5, columns: 320), Slice(1), Slice(4, columns: 320), Slice(2)];

        var slices = await pipeline.GradeAsync(series, null, CancellationToken.None);

        Assert.Equal([0, 5, 1, 4, 2], slices.Select(s => (int)s.Grade!.Value));
    }

    [Fact]
    public async Task GradeAsync_Progress_RisesToTheNumberOfSlices()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder, new InferenceSettings { BatchSize = 2 }).Value;
        var seen = new Recorder();

        await pipeline.GradeAsync([.. Enumerable.Range(0, 7).Select(_ => Slice(1))], seen, CancellationToken.None);

        Assert.Equal([0, 2, 4, 6, 7], seen.Values);
    }

    [Fact]
    public async Task GradeAsync_Cancelled_Stops()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder, new InferenceSettings { BatchSize = 1 }).Value;
        using var cancel = new CancellationTokenSource();
        var seen = new Recorder(value =>
        {
            if (value == 2)
            {
                cancel.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pipeline.GradeAsync([.. Enumerable.Range(0, 7).Select(_ => Slice(1))], seen, cancel.Token));

        Assert.Equal(2, seen.Values[^1]);
        Assert.Equal(2, (await pipeline.GradeAsync([Slice(1), Slice(1)], null, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task GradeAsync_ManySeriesAtOnce_DoNotMix()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(g => pipeline.GradeAsync([Slice(g), Slice(g)], null, CancellationToken.None)));

        for (var g = 0; g < 6; g++)
        {
            Assert.All(answers[g], s => Assert.Equal(g, (int)s.Grade!.Value));
        }
    }

    [Fact]
    public void Open_GoodFolder_SaysProviderAndVersion()
    {
        using var models = new TinyModelFolder(graderVersion: "1.2.3");
        var log = new LogLines();
        using var pipeline = SlicePipeline.Open(models.Folder, logger: log).Value;

        Assert.Equal("roi 1.0.0+line1 · prep 1.0.0 · grader 1.2.3 · rule 1.4.0", pipeline.Version.ToString());
        Assert.Contains(pipeline.Provider, new[] { "cpu", "cuda" });
        Assert.True(pipeline.ResearchOnly);
        var line = Assert.Single(log.Lines);
        Assert.Contains(pipeline.Provider == "cpu" ? "on the CPU" : "on the GPU", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderMissing_NamesIt()
    {
        var error = SlicePipeline.Open("/nowhere/models").Error!;

        Assert.Equal("model.missing", error.Code);
        Assert.Contains("/nowhere/models", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NotOnnx_NamesTheFile()
    {
        using var models = new TinyModelFolder();
        models.Add("grader", "1.0.0", [1, 2, 3, 4], "\"roiSizeMm\":40");

        var error = SlicePipeline.Open(models.Folder).Error!;

        Assert.Equal("model.unusable", error.Code);
        Assert.Contains("grader-1.0.0.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ModelWithOtherOutputs_SaysWhichAreNeeded()
    {
        using var models = new TinyModelFolder();
        models.Add("grader", "1.0.0", File.ReadAllBytes(Path.Combine(models.Folder, "roi-1.0.0.onnx")), "\"roiSizeMm\":40");

        var error = SlicePipeline.Open(models.Folder).Error!;

        Assert.Equal("model.unusable", error.Code);
        Assert.Contains("needed are roi → distances, probabilities", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A 0.5 mm slice: a bright dot, the canal, at (100, 60), on a ground that makes the region's mean that of the grade.</summary>
    private static GreyImage Slice(double grade, double blobGain = 1, bool decoy = false, int columns = 240) =>
        TinySlice.Make(grade, 1000 * blobGain, decoy, columns);

    private sealed class Recorder(Action<int>? then = null) : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public void Report(int value)
        {
            Values.Add(value);
            then?.Invoke(value);
        }
    }

    private sealed class LogLines : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
