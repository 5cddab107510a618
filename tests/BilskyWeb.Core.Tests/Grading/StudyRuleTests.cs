using BilskyWeb.Core.Grading;
using CsCheck;
using static BilskyWeb.Core.Grading.BilskyGrade;
using static BilskyWeb.Core.Tests.Grading.Slices;

namespace BilskyWeb.Core.Tests.Grading;

public sealed class StudyRuleTests
{
    private static readonly StudyRule Rule = new();

    [Fact]
    public void Judge_TwoNeighboursHigh_FlagsWithTheirPlace()
    {
        var verdict = Rule.Judge(Series(4, Sure(Grade0), Sure(Grade2), Sure(Grade2), Sure(Grade0)));

        Assert.True(verdict.Flagged);
        Assert.Equal(Grade2, verdict.HighestGrade);
        Assert.Equal("High grade on 2 neighbouring slices, 4 mm to 8 mm; highest probability 0.94.", verdict.Reason);
    }

    [Fact]
    public void Judge_OneHighSliceAmongClean_IsNoiseAndNotFlagged()
    {
        var verdict = Rule.Judge(Series(4, Sure(Grade0), Sure(Grade3, 0.7), Sure(Grade0), Sure(Grade0)));

        Assert.False(verdict.Flagged);
        Assert.Equal(Grade0, verdict.HighestGrade);
        Assert.StartsWith("1 of 4 slices looks high grade", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_OneHighSliceWithLargeMargin_Flags()
    {
        var verdict = Rule.Judge(Series(4, Sure(Grade0), Sure(Grade3, 0.99), Sure(Grade0)));

        Assert.True(verdict.Flagged);
        Assert.Equal(Grade3, verdict.HighestGrade);
        Assert.Contains("one slice, at 4 mm", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_OneGrade3AmongGrade2_IsGrade2()
    {
        var verdict = Rule.Judge(Series(4, Sure(Grade2), Sure(Grade3, 0.7), Sure(Grade2)));

        Assert.Equal(Grade2, verdict.HighestGrade);
        Assert.Equal([Grade2, Grade2, Grade2], verdict.SupportedGrades);
    }

    [Fact]
    public void Judge_TwoHighSlicesFarApart_AreNotNeighbours() =>
        Assert.False(Rule.Judge(Series(20, Sure(Grade2, 0.7), Sure(Grade2, 0.7))).Flagged);

    [Fact]
    public void Judge_TwoHighSlicesOfDifferentAxes_AreNotNeighbours()
    {
        var slices = Series(4, Sure(Grade2, 0.7), Sure(Grade2, 0.7));
        slices[1] = slices[1] with { Axis = 1 };

        Assert.False(Rule.Judge(slices).Flagged);
    }

    [Fact]
    public void Judge_LesionAtTheBorderOfOverlappingBlocks_IsOneRun()
    {
        // Two blocks kept together, the second beginning above the end of the first.
        double[] at = [0, -4, -8, -12, -6, -10, -14, -18];
        BilskyGrade[] grades = [Grade0, Grade0, Grade0, Grade2, Grade0, Grade0, Grade2, Grade0];
        var slices = at.Zip(grades, (mm, grade) => new PlacedSlice(mm, Sure(grade, 0.7))).ToArray();

        var verdict = Rule.Judge(slices);

        Assert.True(verdict.Flagged);
        Assert.Contains("2 neighbouring slices, −12 mm to −14 mm", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_RunWithinABlockThatAnotherInterleaves_StaysARun()
    {
        double[] at = [0, -4, -8, -2, -6, -10];
        BilskyGrade[] grades = [Grade2, Grade2, Grade0, Grade0, Grade0, Grade0];
        var slices = at.Zip(grades, (mm, grade) => new PlacedSlice(mm, Sure(grade, 0.7))).ToArray();

        Assert.True(Rule.Judge(slices).Flagged);
    }

    [Fact]
    public void Judge_AbstainedSliceBetweenTwoHigh_DoesNotPartThem()
    {
        var weak = Slice([0.2, 0.2, 0.2, 0.2, 0.1, 0.1], SliceStatus.Abstained);

        var verdict = Rule.Judge(Series(4, Sure(Grade2), weak, Sure(Grade2)));

        Assert.True(verdict.Flagged);
        Assert.Null(verdict.SupportedGrades[1]);
        Assert.EndsWith("1 of 3 slices could not be graded.", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_NothingGraded_SaysThatAReaderMustLook()
    {
        var verdict = Rule.Judge(Series(4, Slice([], SliceStatus.NoCanal), Slice([], SliceStatus.NoCanal)));

        Assert.Null(verdict.HighestGrade);
        Assert.False(verdict.Flagged);
        Assert.Contains("A reader must look", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_MostSlicesWithoutAnswer_NotFlaggedDoesNotSoundClean()
    {
        var verdict = Rule.Judge(Series(4, Sure(Grade0), Slice([], SliceStatus.NoCanal), Slice([], SliceStatus.NoCanal)));

        Assert.Equal("No slice is high grade. Most slices, 2 of 3, could not be graded: a reader must look at the images.", verdict.Reason);
    }

    [Fact]
    public void Judge_AllClean_SaysNoSliceIsHigh() =>
        Assert.Equal("No slice is high grade.", Rule.Judge(Series(4, Sure(Grade0), Sure(Grade1a))).Reason);

    [Fact]
    public void Judge_AnySeries_FlagAndHighestGradeAgree() => AnySeries.Sample(slices =>
    {
        var verdict = Rule.Judge(slices);
        Assert.Equal(verdict.HighestGrade >= Grade1c, verdict.Flagged);
        Assert.Equal(slices.Any(s => s.Slice.Status == SliceStatus.Graded), verdict.HighestGrade is not null);
        Assert.NotEmpty(verdict.Reason);
    });

    [Fact]
    public void Judge_AnySeries_NoSliceSupportsMoreThanItsOwnGrade() => AnySeries.Sample(slices =>
    {
        var verdict = Rule.Judge(slices);
        for (var i = 0; i < slices.Length; i++)
        {
            Assert.Equal(slices[i].Slice.Status == SliceStatus.Graded, verdict.SupportedGrades[i] is not null);
            Assert.True(verdict.SupportedGrades[i] is null || verdict.SupportedGrades[i] <= slices[i].Slice.Grade);
        }
    });

    [Fact]
    public void Judge_FromFeetToHead_IsTheSame() => AnySeries.Sample(slices =>
    {
        var verdict = Rule.Judge(slices);
        var reversed = Rule.Judge([.. slices.Reverse()]);
        Assert.Equal(verdict.HighestGrade, reversed.HighestGrade);
        Assert.Equal(verdict.SupportedGrades, reversed.SupportedGrades.Reverse());
    });

    [Fact]
    public void Judge_AnyFlaggedSeriesWithoutOneSlice_NeverRisesInGrade() =>
        Gen.Select(AnySeries, Gen.Int[0, 1000]).Where((s, _) => s.Length > 0).Sample((slices, pick) =>
        {
            // Abstaining on a slice keeps neighbours apart at most; it can bring two others together, never make a grade out of nothing.
            var muted = slices.ToArray();
            var at = pick % slices.Length;
            muted[at] = muted[at] with { Slice = Slice([], SliceStatus.NoCanal) };
            var worstAlone = muted.Where(s => s.Slice.Status == SliceStatus.Graded).Max(s => s.Slice.Grade);
            Assert.True(Rule.Judge(muted).HighestGrade is not { } highest || highest <= worstAlone);
        });

    [Fact]
    public void Judge_PaperSpecificityPerSlice_FlagsFarFewerCleanStudiesThanAnySlice()
    {
        // 27 slices with independent false alarms at the paper's 6.4%: "any slice" flags 83%; two neighbouring ones about 10%.
        var random = new Random(20220527);
        var flagged = Enumerable.Range(0, 2000).Count(_ =>
            Rule.Judge(Series(4, [.. Enumerable.Range(0, 27).Select(_ => random.NextDouble() < 0.064 ? Sure(Grade1c, 0.6) : Sure(Grade0))])).Flagged);

        Assert.InRange(flagged / 2000.0, 0.05, 0.15);
    }

    [Theory]
    [InlineData(0, 2, 0.95, 12, "NeighbourProbability")]
    [InlineData(0.5, 0, 0.95, 12, "NeighbouringSlices")]
    [InlineData(0.5, 2, 0.4, 12, "SingleSliceProbability")]
    [InlineData(0.5, 2, 0.95, double.NaN, "NeighbourGapMm")]
    public void New_ImpossibleSetting_ThrowsNamingIt(double neighbour, int count, double single, double gap, string key)
    {
        var settings = new StudyRuleSettings { NeighbourProbability = neighbour, NeighbouringSlices = count, SingleSliceProbability = single, NeighbourGapMm = gap };

        Assert.Contains(key, Assert.Throws<ArgumentException>(() => new StudyRule(settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_OtherSettings_SaysWhich()
    {
        Assert.Equal("1.1.0", Rule.Version);
        Assert.Equal("1.1.0+p0.6-n3-s0.98-g12", new StudyRule(new StudyRuleSettings { NeighbourProbability = 0.6, NeighbouringSlices = 3 }).Version);
    }
}
