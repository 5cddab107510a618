using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Features.Grading;
using Bunit;

namespace BilskyWeb.Tests.Features.Cases.Viewer;

public sealed class SpinePlotTests : BunitContext
{
    [Fact]
    public void Render_EveryStatus_SaysEachSliceInColourAndText()
    {
        var plot = Render<SpinePlot>(p => p.Add(c => c.Slices,
        [
            Slice(0, SliceStatus.Graded, BilskyGrade.Grade1b, 0.2),
            Slice(1, SliceStatus.Graded, BilskyGrade.Grade3, 0.97),
            Slice(2, SliceStatus.Abstained, BilskyGrade.Grade1c, 0.5),
            Slice(3, SliceStatus.NoCanal, null, 0),
        ]));

        Assert.Equal(["1b", "3", "?", "–"], plot.FindAll(".grades li").Select(cell => cell.TextContent));
        Assert.Equal(
            [
                "Slice 1 of 4, 0 mm, grade 1b, high-grade probability 20%",
                "Slice 2 of 4, −4 mm, grade 3, high-grade probability 97%",
                "Slice 3 of 4, −8 mm, model abstains, leaning to 1c",
                "Slice 4 of 4, −12 mm, no canal found",
            ],
            plot.FindAll("g.slice").Select(slice => slice.GetAttribute("data-spoken")));
        Assert.Equal("fill:var(--grade-3)", plot.Find("g[data-ordinal='1'] .bar").GetAttribute("style"));
        Assert.NotNull(plot.Find("line.pathway"));
    }

    [Fact]
    public void Render_RunWithALineOfItsOwn_DrawsAndNamesIt()
    {
        var plot = Render<SpinePlot>(p => p.Add(c => c.Slices, [Slice(0, SliceStatus.Graded, BilskyGrade.Grade1c, 0.3)]).Add(c => c.HighGradeFrom, 0.5));

        // The plot is 110 high; even odds are its middle.
        Assert.Equal("55", plot.Find("line.pathway").GetAttribute("y1"));
        Assert.Contains("pathway line 1b | 1c: the model calls high grade from 50% on", plot.Find(".pathway-name").TextContent, StringComparison.Ordinal);
        Assert.Equal("high grade from 50%", plot.Find(".line-name").TextContent);
    }

    [Fact]
    public void Render_LineFarBelowEvenOdds_LiesClearOfTheFloorAndBetweenItsNeighbours()
    {
        var plot = Render<SpinePlot>(p => p.Add(c => c.Slices, [Slice(0, SliceStatus.Graded, BilskyGrade.Grade1b, 0.02), Slice(1, SliceStatus.Graded, BilskyGrade.Grade1c, 0.05)]).Add(c => c.HighGradeFrom, 0.033));

        double At(string selector, string attribute) => double.Parse(plot.Find(selector).GetAttribute(attribute)!, System.Globalization.CultureInfo.InvariantCulture);
        var (floor, line) = (At("line.axis", "y1"), At("line.pathway", "y1"));
        Assert.True(floor - line > 20, $"The line lies {floor - line} over the floor of a plot of 110.");
        Assert.InRange(line, At("g[data-ordinal='1'] .bar", "y") + 3, At("g[data-ordinal='0'] .bar", "y") - 3);
    }

    [Fact]
    public void Render_StacksOfDifferentFramesOfReference_AreParts()
    {
        var plot = Render<SpinePlot>(p => p.Add(c => c.Slices, [.. Enumerable.Range(0, 5).Select(i =>
        {
            var slice = Slice(i, SliceStatus.Graded, BilskyGrade.Grade0, 0.01);
            slice.Axis = i / 3;
            return slice;
        })]));

        Assert.Equal(["Part 1: 0 to −8 mm", "Part 2: −12 to −16 mm"], plot.FindAll(".parts li").Select(part => part.TextContent));
        Assert.Equal("600", plot.Find("line.part").GetAttribute("x1"));
        Assert.StartsWith("Slice 4 of 5, part 2, −12 mm", plot.Find("g[data-ordinal='3']").GetAttribute("data-spoken"), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_OneSlice_FillsThePlot()
    {
        var plot = Render<SpinePlot>(p => p.Add(c => c.Slices, [Slice(0, SliceStatus.Graded, BilskyGrade.Grade0, 0.01)]));

        Assert.Equal("1000", plot.Find("[data-cursor]").GetAttribute("width"));
        Assert.Equal("1", plot.Find("[role=slider]").GetAttribute("aria-valuemax"));
    }

    [Fact]
    public void Render_TwoHundredSlices_KeepsEveryOneReachable()
    {
        var plot = Render<SpinePlot>(p => p.Add(c => c.Slices, [.. Enumerable.Range(0, 200).Select(i => Slice(i, SliceStatus.Graded, BilskyGrade.Grade0, 0.01))]));

        Assert.Equal(200, plot.FindAll(".hit").Count);
    }

    private static SliceResult Slice(int ordinal, SliceStatus status, BilskyGrade? grade, double high) => new()
    {
        Ordinal = ordinal,
        SeriesInstanceUid = "2.25.9",
        SopInstanceUid = $"2.25.{ordinal + 1}",
        PositionMm = ordinal * -4,
        Status = status,
        Grade = grade,
        HighGradeProbability = high,
    };
}
