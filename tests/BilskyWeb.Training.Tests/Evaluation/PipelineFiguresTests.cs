using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;

namespace BilskyWeb.Training.Tests.Evaluation;

public sealed class PipelineFiguresTests
{
    [Fact]
    public void Agreement_WithheldNotFoundAndExcluded_AreCountedAsTheyAre()
    {
        var figures = new PipelineFigures(null);
        figures.Add(
            Series((BilskyGrade.Grade2, null), (BilskyGrade.Grade0, null), (BilskyGrade.Grade1c, null), (BilskyGrade.Grade3, "quality")),
            [Answer(SliceStatus.Graded, BilskyGrade.Grade2), Answer(SliceStatus.Abstained, BilskyGrade.Grade1c), Answer(SliceStatus.NoCanal, null), Answer(SliceStatus.Graded, BilskyGrade.Grade0)]);
        var model = figures.Agreement().Readers[0];
        Assert.Equal((2, 1), (model.Items, model.NotRead));
        Assert.Equal((1, 0, 0, 1), (model.Dichotomous.Table.TruePositives, model.Dichotomous.Table.FalseNegatives, model.Dichotomous.Table.TrueNegatives, model.Dichotomous.Table.FalsePositives));
        var json = figures.GraderJson();
        Assert.Equal(1, json["slices"]!.GetValue<int>());
        Assert.Equal((2, 3), (json["abstained"]!["count"]!.GetValue<int>(), json["abstained"]!["of"]!.GetValue<int>()));
        var text = EvaluationSummary.Write("a test", figures);
        Assert.Contains("Low against high grade", text, StringComparison.Ordinal);
        Assert.Contains("no patient may be treated", text, StringComparison.Ordinal);
        Assert.Contains("studies with high grade flagged", text, StringComparison.Ordinal);
    }

    /// <summary>A canal found on a slice of which nobody has said whether it has one is no false find; its grade is nobody's error either.</summary>
    [Fact]
    public void Add_SlicesOfWhichNothingIsSaid_CountNowhere()
    {
        var series = Series((BilskyGrade.Grade0, null), (BilskyGrade.Grade0, null));
        series = series with { Slices = [series.Slices[0], series.Slices[1] with { Canal = null, Grade = null, CanalIsKnown = false }] };
        var figures = new PipelineFigures(null);

        figures.Add(series, [Answer(SliceStatus.Graded, BilskyGrade.Grade0), Answer(SliceStatus.Graded, BilskyGrade.Grade3)]);

        Assert.Equal((1, 0), (figures.RoiJson()["canalsFound"]!["of"]!.GetValue<int>(), figures.RoiJson()["foundWhereThereIsNone"]!["of"]!.GetValue<int>()));
        Assert.Equal(1, figures.GraderJson()["slices"]!.GetValue<int>());
    }

    [Fact]
    public void Places_PositionsKnownAndExcludedSlices_AreThoseOfTheStack()
    {
        var series = Series((BilskyGrade.Grade0, null), (BilskyGrade.Grade0, "quality"), (BilskyGrade.Grade0, null));

        Assert.Equal([0.0, null, -8], PipelineFigures.Places(series));
        Assert.Equal([7.5, null, -9.5], PipelineFigures.Places(series with { Slices = [.. series.Slices.Select((s, i) => s with { PositionMm = 7.5 - (8.5 * i) })] }));
    }

    [Fact]
    public void AddBeside_ViewsWithoutSpine_CountsTheCanalsFoundThere()
    {
        var figures = new PipelineFigures(null);
        figures.AddBeside([null, new RegionOfInterest(0, 0, 16, 16, 1), null]);
        figures.AddBeside([null]);

        var found = figures.RoiJson()["foundBesideTheSpine"]!;
        Assert.Equal((1, 4), (found["count"]!.GetValue<int>(), found["of"]!.GetValue<int>()));
        Assert.Contains("found beside the spine", EvaluationSummary.Write("a test", figures), StringComparison.Ordinal);
    }

    private static LabelledSeries Series(params (BilskyGrade Grade, string? Exclusion)[] slices)
    {
        var image = new GreyImage(16, 16, new float[256], 1, 1);
        return LabelledSeries.Of("study", [.. slices.Select(s => new LabelledSlice(image, (8, 8), s.Grade, s.Exclusion))]);
    }

    private static GradedSlice Answer(SliceStatus status, BilskyGrade? grade) => new(
        status,
        null,
        status == SliceStatus.NoCanal ? null : new RegionOfInterest(0, 0, 16, 16, 1),
        grade,
        grade is { } g ? [.. BilskyGrades.All.Select(k => k == g ? 1.0 : 0)] : [],
        []);
}
