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
        Assert.Equal("High grade on 2 neighbouring slices, 8 to 4 mm (probability of high grade up to 0.94).", verdict.Reason);
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
        Assert.Equal(Grade3, verdict.HighestSingleGrade);
        Assert.EndsWith("Supported grade 2; highest single slice 3, at 4 mm.", verdict.Reason, StringComparison.Ordinal);
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
    public void Judge_HighGradeInASecondPart_SaysOfWhichPartItsPositionsAre()
    {
        var slices = Series(4, Sure(Grade0), Sure(Grade0), Sure(Grade2, 0.7), Sure(Grade2, 0.7));
        (slices[2], slices[3]) = (slices[2] with { Axis = 1 }, slices[3] with { Axis = 1 });

        Assert.Contains("2 neighbouring slices, part 2, 12 to 8 mm (", Rule.Judge(slices).Reason, StringComparison.Ordinal);
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
        Assert.Contains("2 neighbouring slices, −12 to −14 mm", verdict.Reason, StringComparison.Ordinal);
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
        Assert.Equal((true, true), (verdict.Flagged, verdict.NeedsReader));
        Assert.Contains("A reader must look", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_MostSlicesWithoutAnswer_NotFlaggedDoesNotSoundClean()
    {
        var verdict = Rule.Judge(Series(4, Sure(Grade0), Slice([], SliceStatus.NoCanal), Slice([], SliceStatus.NoCanal)));

        Assert.Equal((Grade0, true, true), (verdict.HighestGrade, verdict.Flagged, verdict.NeedsReader));
        Assert.Equal("Flagged for a reader's look, not for a grade: most slices, 2 of 3, could not be graded. Disease can be the reason. No slice is high grade.", verdict.Reason);
    }

    [Fact]
    public void Judge_AllClean_SaysNoSliceIsHigh() =>
        Assert.Equal("No slice is high grade.", Rule.Judge(Series(4, Sure(Grade0), Sure(Grade1a))).Reason);

    [Fact]
    public void Judge_AnySeries_FlagAndHighestGradeAgree() => AnySeries.Sample(slices =>
    {
        var verdict = Rule.Judge(slices);
        Assert.Equal(verdict.HighestGrade >= Grade1c || verdict.NeedsReader, verdict.Flagged);
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

    [Fact]
    public void Judge_SliceWithoutACanalBetweenTwoThatHaveOne_NeedsAReader()
    {
        var verdict = Rule.Judge(Series(4, Sure(Grade0), Slice([], SliceStatus.NoCanal), Slice([], SliceStatus.NoCanal), Sure(Grade0), Sure(Grade0)));

        Assert.Equal((Grade0, true, true), (verdict.HighestGrade, verdict.Flagged, verdict.NeedsReader));
        Assert.Equal([false, true, true, false, false], verdict.NotAssessable);
        Assert.StartsWith(
            "Flagged for a reader's look, not for a grade: 2 slices within the spine could not be assessed (8 to 4 mm), because no canal was seen or the image cannot be read.",
            verdict.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_StackThatReachesBeyondTheSpine_IsNotFlaggedForIt()
    {
        var verdict = Rule.Judge(Series(4, Slice([], SliceStatus.NoCanal), Sure(Grade0), Sure(Grade0), Sure(Grade1a), Slice([], SliceStatus.NoCanal)));

        Assert.Equal((false, false), (verdict.Flagged, verdict.NeedsReader));
    }

    /// <summary>Positions rise towards the head: the run lies below.</summary>
    [Theory]
    [InlineData(2, SpineEnds.None, false)]
    [InlineData(3, SpineEnds.None, true)]
    [InlineData(3, SpineEnds.Above, true)]
    [InlineData(3, SpineEnds.Below, false)]
    [InlineData(3, SpineEnds.Both, false)]
    public void Judge_RunWithoutACanalBelowMildSlices_NeedsAReaderUnlessTheSpineMayEndThere(int run, SpineEnds ends, bool needsReader)
    {
        var slices = Ending(4, ends, [.. Lost(run), Sure(Grade0), Sure(Grade0), Sure(Grade0)]);

        var verdict = Rule.Judge(slices);

        Assert.Equal((needsReader, needsReader, Grade0), (verdict.NeedsReader, verdict.Flagged, verdict.HighestGrade));
        Assert.Equal(needsReader ? run : 0, verdict.NotAssessable.Count(n => n));
        Assert.Equal(needsReader, Rule.Judge(Mirrored(slices)).NeedsReader);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Judge_RunNextToHighGrade_CountsToItsEndWhateverTheNamesSay(int run)
    {
        var verdict = Rule.Judge(Ending(4, SpineEnds.Both, [Sure(Grade0), Sure(Grade0), Sure(Grade2, 0.7), .. Lost(run)]));

        Assert.Equal(run, verdict.NotAssessable.Count(n => n));
    }

    [Fact]
    public void Judge_RunFarFromHighGrade_IsNotNextToIt() =>
        Assert.False(Rule.Judge([.. Series(4, Sure(Grade0), Sure(Grade2, 0.7)), .. Lost(2).Select((s, i) => new PlacedSlice(40 + (4 * i), s))]).NeedsReader);

    [Fact]
    public void Judge_RunWhosePlacesAnotherStackShows_IsNoLoss() =>
        Assert.False(Rule.Judge([.. Series(4, [.. Lost(3), Sure(Grade0), Sure(Grade0)]), .. Series(4, Sure(Grade0), Sure(Grade0), Sure(Grade0))]).NeedsReader);

    [Fact]
    public void Judge_UnreadableImagesOfAnAxisOfTheirOwn_NeedAReader()
    {
        var unreadable = new GradedSlice(SliceStatus.Excluded, "Cannot be read.", null, null, [], []);
        PlacedSlice[] slices = [.. Series(4, [.. Enumerable.Repeat(Sure(Grade0), 9)]), .. Series(4, unreadable, unreadable).Select(s => s with { Axis = 1, MayEnd = SpineEnds.Both })];

        Assert.Equal((true, true), (Rule.Judge(slices).NeedsReader, Rule.Judge(slices).Flagged));
    }

    [Fact]
    public void Judge_AnySeries_IsNeverMilderWhereLessIsSaidOfItsEnds() => AnySeries.Sample(slices =>
    {
        var verdict = Rule.Judge(slices);
        var ending = Rule.Judge([.. slices.Select(s => s with { MayEnd = SpineEnds.Both })]);
        Assert.True(verdict.Flagged || !ending.Flagged);
        Assert.All(verdict.NotAssessable.Zip(ending.NotAssessable), n => Assert.True(n.First || !n.Second));
    });

    private static GradedSlice[] Lost(int count) => [.. Enumerable.Repeat(Slice([], SliceStatus.NoCanal), count)];

    private static PlacedSlice[] Ending(double stepMm, SpineEnds ends, params GradedSlice[] slices) => [.. Series(stepMm, slices).Select(s => s with { MayEnd = ends })];

    /// <summary>Head and feet changed places.</summary>
    private static PlacedSlice[] Mirrored(PlacedSlice[] slices) => [.. slices.Select(s => s with
    {
        PositionMm = -s.PositionMm,
        MayEnd = s.MayEnd switch { SpineEnds.Above => SpineEnds.Below, SpineEnds.Below => SpineEnds.Above, var both => both },
    })];

    [Fact]
    public void Judge_HighGradeWhereTheStackLosesTheCanal_NeedsAReaderThere()
    {
        var verdict = Rule.Judge(Series(4, Sure(Grade0), Sure(Grade0), Sure(Grade2, 0.7), Slice([], SliceStatus.NoCanal)));

        Assert.Equal([false, false, false, true], verdict.NotAssessable);
        Assert.Equal((true, Grade0, Grade2), (verdict.Flagged, verdict.HighestGrade, verdict.HighestSingleGrade));
    }

    [Fact]
    public void Judge_UnreadableImage_NeedsAReaderUnlessAnotherShowsThePlace()
    {
        var unreadable = new GradedSlice(SliceStatus.Excluded, "Cannot be read.", null, null, [], []);
        var apart = Series(4, Sure(Grade0), unreadable, Sure(Grade0));

        Assert.True(Rule.Judge(apart).NeedsReader);
        Assert.False(Rule.Judge([.. apart, new PlacedSlice(4, Sure(Grade0))]).NeedsReader);
    }

    [Fact]
    public void Judge_SliceLeftOutByAPerson_NeedsNoReader()
    {
        var slices = Series(4, Sure(Grade0), Slice([], SliceStatus.NoCanal), Sure(Grade0));
        slices[1] = SliceReading.Of(ExclusionReason.Quality).Over(slices[1]);

        Assert.False(Rule.Judge(slices).NeedsReader);
    }

    [Fact]
    public void Judge_TwoRunsOfHighGrade_NamesBothAndTheLineOfTheProbability()
    {
        var verdict = Rule.Judge(Series(4, Sure(Grade2), Sure(Grade2), Sure(Grade0), Sure(Grade0), Sure(Grade1c), Sure(Grade1c), Sure(Grade1c)), new GradeDecision(0.033));

        Assert.Equal(
            "High grade on 2 neighbouring slices, 4 to 0 mm (probability of high grade up to 0.94); and on 3 neighbouring slices, 24 to 16 mm (probability of high grade up to 0.94)."
            + " High grade (1c, 2 or 3) is called from a probability of 0.033 on, so low that few are missed.",
            verdict.Reason);
    }

    [Theory]
    [InlineData(RoiSource.Faint)]
    [InlineData(RoiSource.Neighbours)]
    public void Judge_MildSliceWhoseCanalWasNotSeen_DoesNotPartARun(RoiSource source)
    {
        var slices = Series(4, Sure(Grade2, 0.7), Sure(Grade0) with { RoiSource = source }, Sure(Grade2, 0.7));

        Assert.True(Rule.Judge(slices).Flagged);
    }

    [Fact]
    public void Judge_AnySeries_IsNeverMilderThanRule110() => AnySeries.Sample(slices =>
    {
        var (grade, flagged) = Rule110(slices);
        var verdict = Rule.Judge(slices);
        Assert.True(verdict.Flagged || !flagged);
        Assert.True(grade is null || verdict.HighestGrade >= grade);
        Assert.True(verdict.HighestSingleGrade is null || verdict.HighestSingleGrade >= verdict.HighestGrade);
    });

    [Fact]
    public void Judge_AnySeriesWithLostCanalsGraded_IsNeverMilder() => Gen.Select(AnySeries, AnySeries).Sample((slices, others) =>
    {
        // What the detector did not find before, it now finds on the line of the neighbours, with whatever grade.
        var found = slices.Select((s, i) => s.Slice.Status == SliceStatus.NoCanal && i < others.Length && others[i].Slice.Status == SliceStatus.Graded
            ? s with { Slice = others[i].Slice with { RoiSource = i % 2 == 0 ? RoiSource.Faint : RoiSource.Neighbours } }
            : s).ToArray();
        var (grade, flagged) = Rule110(slices);
        var verdict = Rule.Judge(found);
        Assert.True(verdict.Flagged || !flagged);
        Assert.True(grade is null || verdict.HighestGrade >= grade);
    });

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
        Assert.Equal("1.4.0", Rule.Version);
        Assert.Equal("1.4.0+p0.6-n3-s0.98-g12", new StudyRule(new StudyRuleSettings { NeighbourProbability = 0.6, NeighbouringSlices = 3 }).Version);
    }

    /// <summary>The rule before 1.2.0: two neighbouring graded slices at 0.05, or one at 0.98, and nothing else.</summary>
    private static (BilskyGrade? Grade, bool Flagged) Rule110(PlacedSlice[] slices)
    {
        var graded = slices.Where(s => s.Slice.Status == SliceStatus.Graded).ToList();
        var highest = BilskyGrades.All.Where(g => graded.Exists(s => g == Grade0 || Shows(s, g, 0.98))
            || graded.Zip(graded.Skip(1)).Any(p => Shows(p.First, g, 0.05) && Shows(p.Second, g, 0.05) && Math.Abs(p.First.PositionMm - p.Second.PositionMm) <= 12))
            .Select(g => (BilskyGrade?)g).Max();
        return (highest, highest >= Grade1c);

        static bool Shows(PlacedSlice slice, BilskyGrade grade, double probability) => slice.Slice.Grade >= grade && slice.ProbabilityAtLeast(grade) >= probability;
    }
}
