using BilskyWeb.Core.Statistics;
using BilskyWeb.Shell.Components;
using Bunit;

namespace BilskyWeb.Tests.Shell.Components;

public sealed class PlotTests : BunitContext
{
    [Fact]
    public void ConfusionHeatMap_SixGrades_ShowsEveryCountAndThePathwayLine()
    {
        var matrix = ConfusionMatrix.OfGrades();
        matrix.Add(0, 0, 12);
        matrix.Add(3, 2, 5);

        var plot = Render<ConfusionHeatMap>(p => p.Add(c => c.Title, "Reader").Add(c => c.Matrix, matrix).Add(c => c.Classes, ["0", "1a", "1b", "1c", "2", "3"])
            .Add(c => c.RowName, "reference").Add(c => c.ColumnName, "Reader").Add(c => c.PathwayLine, 3));

        Assert.Equal(36, plot.FindAll("svg .cell").Count);
        Assert.Equal("12", plot.FindAll("svg .count")[0].TextContent);
        Assert.Equal("fill-opacity:0.5", plot.FindAll("svg .cell")[0].GetAttribute("style"));
        Assert.Equal("5", plot.FindAll("table tbody tr")[3].QuerySelectorAll("td")[2].TextContent);
        Assert.NotNull(plot.Find("svg .pathway"));
    }

    [Fact]
    public void RocPlot_ManyPoints_DrawsFromCornerToCornerInFewStrokes()
    {
        var scores = Enumerable.Range(0, 20_000).Select(i => i / 20_000.0).ToArray();

        var plot = Render<RocPlot>(p => p.Add(c => c.Title, "ROC").Add(c => c.Curve, RocCurve.From(scores, [.. scores.Select((_, i) => i % 3 == 0)])));

        var path = plot.Find(".curve").GetAttribute("d")!;
        Assert.StartsWith("M 44 284", path, StringComparison.Ordinal);
        Assert.EndsWith("L 304 24", path, StringComparison.Ordinal);
        Assert.InRange(path.Count(c => c == 'L'), 100, 1100);
        Assert.Contains("area 0.", plot.Find("figcaption").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void CalibrationPlot_Bins_HaveAPointWithItsIntervalEach()
    {
        var plot = Render<CalibrationPlot>(p => p.Add(c => c.Title, "Calibration").Add(c => c.Curve, CalibrationCurve.From([0.05, 0.95, 0.97], [false, true, true])));

        Assert.Equal(2, plot.FindAll(".point").Count);
        Assert.Equal("Said 96%, came 100.0% (2/2; 15.8–100.0)", plot.FindAll("title")[1].TextContent);
    }
}
