using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.TinyModels;

namespace BilskyWeb.Inference.Tests;

public sealed class SecondOpinionTests
{
    [Fact]
    public async Task GradeAsync_SegmentationThatReports_MeasuresEverySliceAndChangesNoAnswer()
    {
        using var models = new TinyModelFolder(combine: "report");
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var slices = await pipeline.GradeAsync([TinyCanal.Make(0), TinyCanal.Make(2, 7), TinyCanal.Make(5, 7), TinyCanal.Make(3, 5), TinyCanal.Make(0)], null, CancellationToken.None);

        Assert.Equal([BilskyGrade.Grade0, BilskyGrade.Grade1b, BilskyGrade.Grade3, BilskyGrade.Grade1c, BilskyGrade.Grade0], slices.Select(s => s.Grade!.Value));
        Assert.All(slices, s => Assert.Equal((SliceStatus.Graded, false), (s.Status, s.RestsOnBoth)));
        Assert.Equal([BilskyGrade.Grade0, BilskyGrade.Grade1b, BilskyGrade.Grade1b, BilskyGrade.Grade1c, BilskyGrade.Grade0], slices.Select(s => s.Geometry!.Grade!.Value));
        Assert.Equal(
            [OpinionAgreement.Agree, OpinionAgreement.Agree, OpinionAgreement.Differ, OpinionAgreement.Agree, OpinionAgreement.Agree], slices.Select(s => s.Agreement!.Value));
        Assert.Equal(2, slices[1].Geometry!.CordGapMm!.Value, 0.5);
        Assert.All(slices, s => Assert.Equal(Math.PI * 25, s.Geometry!.CordMm2!.Value, 8.0));
        Assert.Equal(1, slices[3].Geometry!.CordAreaRatio!.Value, 0.1);
    }

    [Fact]
    public async Task GradeAsync_SegmentationThatWithholds_WithholdsWhereTheOpinionsDiffer()
    {
        using var models = new TinyModelFolder(combine: "withhold");
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var slices = await pipeline.GradeAsync([TinyCanal.Make(0), TinyCanal.Make(2, 7), TinyCanal.Make(5, 7), TinyCanal.Make(1, 5), TinyCanal.Make(0)], null, CancellationToken.None);

        Assert.Equal([SliceStatus.Graded, SliceStatus.Graded, SliceStatus.Abstained, SliceStatus.Abstained, SliceStatus.Graded], slices.Select(s => s.Status));
        Assert.Equal(BilskyGrade.Grade3, slices[2].Grade);
        Assert.Matches(@"^Prototypes say 3; cord and mass are [12]\.\d mm apart\. A reader must grade it\.$", slices[2].Reason!);
        Assert.Matches(@"^Prototypes say 1a; mass lies on the cord \(0\.\d mm of CSF\)\. A reader must grade it\.$", slices[3].Reason!);
        Assert.All(slices, s => Assert.True(s.RestsOnBoth));
    }

    [Fact]
    public async Task GradeAsync_Contours_LieOnTheImagesOwnPixels()
    {
        using var models = new TinyModelFolder(combine: "report");
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var contours = (await pipeline.GradeAsync([TinyCanal.Make(2, 7)], null, CancellationToken.None))[0].Contours!;

        Assert.All(contours.Cord, p => Assert.Equal(TinyCanal.CordMm, FromCanalMm(p), 0.6));
        Assert.Equal(TinyCanal.SacMm, contours.Sac.Max(FromCanalMm), 0.6);
        var mass = Assert.Single(contours.Mass);
        Assert.Equal((TinyCanal.CanalX, TinyCanal.CanalY - 20), (mass.Average(p => p.X), (mass.Min(p => p.Y) + mass.Max(p => p.Y)) / 2), (a, b) => Math.Abs(a.Item1 - b.Item1) < 2 && Math.Abs(a.Item2 - b.Item2) < 2);
    }

    [Theory]
    [InlineData(null, "roi 1.0.0+line1 · prep 1.0.0 · grader 1.0.0 · rule 1.4.0")]
    [InlineData("report", "roi 1.0.0+line1 · prep 1.0.0 · grader 1.0.0 · rule 1.4.0 · seg 1.0.0+report")]
    [InlineData("withhold", "roi 1.0.0+line1 · prep 1.0.0 · grader 1.0.0 · rule 1.4.0 · seg 1.0.0+withhold")]
    public void Version_WithAndWithoutSegmentation_SaysWhatIsMadeOfIt(string? combine, string version)
    {
        using var models = new TinyModelFolder(combine: combine);
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        Assert.Equal(version, pipeline.Version.ToString());
        Assert.Equal(combine is not null, pipeline.SegmentationSha256 is not null);
    }

    [Fact]
    public async Task GradeAsync_FolderWithoutSegmentation_GivesNoSecondOpinion()
    {
        using var models = new TinyModelFolder();
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var slice = (await pipeline.GradeAsync([TinyCanal.Make(5, 7)], null, CancellationToken.None))[0];

        Assert.Equal((SliceStatus.Graded, null, null, null), (slice.Status, slice.Geometry, slice.Contours, slice.Agreement));
    }

    [Fact]
    public async Task GradeRegionAsync_APersonsBox_IsMeasuredBesideItsNeighboursToo()
    {
        using var models = new TinyModelFolder(combine: "withhold");
        using var pipeline = SlicePipeline.Open(models.Folder).Value;
        List<GreyImage> series = [TinyCanal.Make(0), TinyCanal.Make(5, 7), TinyCanal.Make(0)];

        var drawn = await pipeline.GradeRegionAsync(series, 1, new RegionOfInterest(60, 20, 80, 80, 1), CancellationToken.None);

        Assert.Equal((SliceStatus.Abstained, OpinionAgreement.Differ), (drawn.Status, drawn.Agreement!.Value));
        Assert.Equal(1, drawn.Geometry!.CordAreaRatio!.Value, 0.1);
        Assert.NotEmpty(drawn.Contours!.Mass);
    }

    [Fact]
    public async Task GradeRegionAsync_BoxWithoutACanal_KeepsThePrototypesAnswerAndSaysThatNothingCouldBeMeasured()
    {
        using var models = new TinyModelFolder(combine: "withhold");
        using var pipeline = SlicePipeline.Open(models.Folder).Value;

        var drawn = await pipeline.GradeRegionAsync([TinyCanal.Make(0), TinyCanal.Make(5, 7)], 1, new RegionOfInterest(160, 40, 60, 60, 1), CancellationToken.None);

        Assert.Equal((SliceStatus.Graded, OpinionAgreement.NoGeometry, null, null), (drawn.Status, drawn.Agreement!.Value, drawn.Geometry, drawn.Contours));
    }

    [Theory]
    [InlineData("perhaps")]
    [InlineData("7")]
    public void Open_CardThatCombinesInAnUnknownWay_IsRefusedWithItsName(string combine)
    {
        using var models = new TinyModelFolder(combine: combine);

        var opened = SlicePipeline.Open(models.Folder);

        Assert.Equal("model.unusable", opened.Error!.Code);
        Assert.Contains(TinyModelFolder.Segmentation, opened.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AlteredSegmentation_IsRefused()
    {
        using var models = new TinyModelFolder(combine: "report");
        File.AppendAllText(Path.Combine(models.Folder, $"{TinyModelFolder.Segmentation}.onnx"), "x");

        Assert.Equal("model.altered", SlicePipeline.Open(models.Folder).Error!.Code);
    }

    private static double FromCanalMm(ImagePoint p) => double.Hypot(p.X - TinyCanal.CanalX, p.Y - TinyCanal.CanalY) / 2;
}
