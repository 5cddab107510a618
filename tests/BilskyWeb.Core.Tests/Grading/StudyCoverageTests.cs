using BilskyWeb.Core.Grading;
using static BilskyWeb.Core.Tests.Grading.Slices;

namespace BilskyWeb.Core.Tests.Grading;

public sealed class StudyCoverageTests
{
    private static readonly GradedSlice Clean = Sure(BilskyGrade.Grade0);
    private static readonly GradedSlice Unseen = Slice([], SliceStatus.NoCanal);

    [Fact]
    public void Of_OneWholeStack_IsWholeAndSaysFromWhereToWhere()
    {
        var coverage = StudyCoverage.Of(Stack(-39, 4, Clean, 26), []);

        Assert.False(coverage.IsPartial);
        Assert.Equal("Graded: −39 to −139 mm.", coverage.Text);
        Assert.Equal("Graded −39 to −139 mm", coverage.Short);
    }

    [Fact]
    public void Of_GapOverTwentyMillimetres_IsNamed()
    {
        var coverage = StudyCoverage.Of([.. Stack(40, 4, Clean, 6), .. Stack(-10, 4, Clean, 6)], []);

        Assert.True(coverage.IsPartial);
        Assert.Equal("Graded: 40 to −30 mm. Not graded in between: 20 to −10 mm (30 mm).", coverage.Text);
        Assert.Equal("Graded 40 to −30 mm; gap 20 to −10 mm", coverage.Short);
    }

    [Theory]
    [InlineData(20.0, 0)]
    [InlineData(20.5, 1)]
    public void Of_StepOfTwentyMillimetres_IsTheLimit(double stepMm, int gaps) =>
        Assert.Equal(gaps, StudyCoverage.Of(Stack(0, stepMm, Clean, 2), []).Parts[0].Gaps.Count);

    [Fact]
    public void Of_SlicesWithoutAGradeInTheMiddle_AreAGapToo()
    {
        var coverage = StudyCoverage.Of([.. Stack(0, 4, Clean, 3), .. Stack(-12, 4, Unseen, 6), .. Stack(-36, 4, Clean, 3)], []);

        Assert.Equal("Graded: 0 to −44 mm. Not graded in between: −8 to −36 mm (28 mm). 6 of 12 slices have no grade.", coverage.Text);
        Assert.Equal("Graded 0 to −44 mm; gap −8 to −36 mm; 6 slices without a grade", coverage.Short);
    }

    [Fact]
    public void Of_BlocksThatOverlap_LeaveNoGap() =>
        Assert.False(StudyCoverage.Of([.. Stack(0, 4, Clean, 6), .. Stack(-14, 4, Clean, 6)], []).IsPartial);

    [Fact]
    public void Of_TwoAxes_AreToldApart()
    {
        var coverage = StudyCoverage.Of([.. Stack(0, 4, Clean, 3), .. Stack(0, 4, Clean, 3).Select(s => s with { Axis = 1 })], []);

        Assert.StartsWith("Graded: part 1 from 0 to −8 mm; part 2 from 0 to −8 mm. The parts' positions cannot be compared", coverage.Text, StringComparison.Ordinal);
        Assert.Equal("Graded 0 to −8 mm and 0 to −8 mm", coverage.Short);
    }

    [Fact]
    public void Of_StackLeftThatShowsMore_IsSaidWithTheReason()
    {
        var coverage = StudyCoverage.Of(Stack(0, 4, Clean, 3), [new LeftStack("1.2", "AX MERGE C-SPINE", "T2*.", 84.4), new LeftStack("1.3", "T1", "Not T2.", null)]);

        Assert.True(coverage.IsPartial);
        Assert.Equal(
            "Graded: 0 to −8 mm. Left, though it shows 84 mm more: \"AX MERGE C-SPINE\". T2*. Left, and what it shows cannot be compared: \"T1\". Not T2.", coverage.Text);
        Assert.Equal("Graded 0 to −8 mm; 2 series left", coverage.Short);
    }

    [Fact]
    public void Named_LevelsPinned_StandInPlaceOfMillimetres()
    {
        var coverage = StudyCoverage.Of([.. Stack(40, 4, Clean, 6), .. Stack(-10, 4, Clean, 6)], []);

        Assert.Equal("Graded C7 to T9; gap T2 to T5", coverage.Named(i => i switch { 0 => "C7", 5 => "T2", 6 => "T5", _ => "T9" }).Short);
        Assert.Equal("Graded C7 to −30 mm; gap 20 to −10 mm", coverage.Named(i => i == 0 ? "C7" : null).Short);
    }

    [Fact]
    public void Of_NothingGraded_SaysSo()
    {
        Assert.Equal("Nothing of the spine was graded. 2 of 2 slices have no grade.", StudyCoverage.Of(Stack(0, 4, Unseen, 2), []).Text);
        Assert.True(StudyCoverage.Of([], []).IsPartial);
    }

    private static PlacedSlice[] Stack(double topMm, double stepMm, GradedSlice slice, int count) => [.. Enumerable.Range(0, count).Select(i => new PlacedSlice(topMm - (stepMm * i), slice))];
}
