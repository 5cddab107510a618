using BilskyWeb.Core.Grading;
using CsCheck;
using static BilskyWeb.Core.Grading.BilskyGrade;
using static BilskyWeb.Core.Tests.Grading.Slices;

namespace BilskyWeb.Core.Tests.Grading;

/// <summary>What the study rule makes of slices that were withheld since two opinions differ.</summary>
public sealed class WithheldOpinionTests
{
    private static readonly StudyRule Rule = new();

    private static readonly Gen<(PlacedSlice Slice, BilskyGrade? Measured)[]> AnyWithMeasurements =
        Gen.Select(AnySeries, Gen.Int[-1, 5].Array[41]).Select((slices, grades) => slices.Select((s, i) => (s, grades[i] < 0 ? null : (BilskyGrade?)grades[i])).ToArray());

    [Fact]
    public void Judge_LesionThatMeasurementsDeny_IsFlaggedForAReader()
    {
        var verdict = Rule.Judge(Series(4, Both(Grade0, Grade0), Both(Grade2, Grade1b), Both(Grade3, Grade1b), Both(Grade0, Grade0)));

        Assert.Equal((Grade0, true, true), (verdict.HighestGrade!.Value, verdict.Flagged, verdict.NeedsReader));
        Assert.Equal([false, true, true, false], verdict.Suspected);
        Assert.Equal(
            "Flagged for a reader's look, not for a grade: 2 slices that prototypes or measurements call high grade were withheld (8 to 4 mm). Disease can be the reason. "
            + "No slice is high grade. 2 of 4 slices could not be graded.",
            verdict.Reason);
    }

    [Fact]
    public void Judge_LesionThatOnlyMeasurementsShow_IsFlaggedForAReader()
    {
        var verdict = Rule.Judge(Series(4, Both(Grade0, Grade0), Both(Grade1b, Grade2), Both(Grade1b, Grade1c), Both(Grade0, Grade0), Both(Grade0, Grade0)));

        Assert.Equal((true, true), (verdict.Flagged, verdict.NeedsReader));
    }

    [Fact]
    public void Judge_SliceThatThePrototypesWithheldAndMeasurementsCallHigh_SupportsItsNeighbour()
    {
        var weak = TwoOpinions.Combine(Slice([0.4, 0.2, 0.2, 0.1, 0.05, 0.05], SliceStatus.Abstained), Measured(Grade2), SecondOpinionUse.Withhold);

        Assert.True(Rule.Judge(Series(4, Both(Grade0, Grade0), weak, Both(Grade1b, Grade1c), Both(Grade0, Grade0), Both(Grade0, Grade0))).NeedsReader);
    }

    [Fact]
    public void Judge_WithheldSliceBesideAGradedHighOne_IsFlaggedForAReader()
    {
        // Either alone is one noisy slice; together they would have flagged the study.
        var verdict = Rule.Judge(Series(4, Both(Grade0, Grade0), Both(Grade2, Grade2, 0.7), Both(Grade2, Grade1b, 0.7), Both(Grade0, Grade0)));

        Assert.Equal((false, true, true), (verdict.FlaggedByGrade, verdict.Flagged, verdict.NeedsReader));
        Assert.Contains("one slice that prototypes or measurements call high grade was withheld (at 8 mm)", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_OneWithheldSliceAlone_IsNoiseAsAGradedOneIs() =>
        Assert.False(Rule.Judge(Series(4, Both(Grade0, Grade0), Both(Grade2, Grade1b, 0.7), Both(Grade0, Grade0), Both(Grade0, Grade0))).Flagged);

    [Fact]
    public void Judge_OneWithheldSliceOfWhichThePrototypesAreSure_IsFlaggedForAReader() =>
        Assert.True(Rule.Judge(Series(4, Both(Grade0, Grade0), Both(Grade2, Grade1b, 0.99), Both(Grade0, Grade0), Both(Grade0, Grade0))).NeedsReader);

    [Fact]
    public void Judge_WithheldSlicesThatAPersonHasRead_AreSettled()
    {
        var slices = Series(4, Both(Grade0, Grade0), Both(Grade2, Grade1b), Both(Grade3, Grade1b), Both(Grade0, Grade0));
        SliceReading?[] none = new SliceReading?[4], all = [null, SliceReading.Of(Grade1b), SliceReading.Of(Grade1b), null];

        Assert.EndsWith(" 2 slices that prototypes or measurements call high grade were withheld, and nobody has read them.", ReviewedVerdict.Judge(Rule, slices, none).Reason, StringComparison.Ordinal);
        Assert.False(ReviewedVerdict.Judge(Rule, slices, all).NeedsReader);
    }

    /// <summary>New facts never make a verdict milder without a person: what the rule flagged before the second opinion, it flags with it.</summary>
    [Fact]
    public void Judge_AnySeriesWithAnyMeasurements_LosesNoFlag() => AnyWithMeasurements.Sample(slices =>
    {
        var before = Rule.Judge([.. slices.Select(s => s.Slice)]);

        var with = Rule.Judge(Over(slices, SecondOpinionUse.Withhold));

        Assert.True(with.Flagged || !before.Flagged);
        Assert.True(with.FlaggedByGrade || with.NeedsReader || !before.FlaggedByGrade);
        Assert.True(with.NeedsReader || !before.NeedsReader);
        Assert.True(with.FlaggedByGrade || !with.Flagged || with.NeedsReader);
    });

    [Fact]
    public void Judge_AnySeriesWithMeasurementsThatAreOnlyReported_IsJudgedAsBefore() => AnyWithMeasurements.Sample(slices =>
    {
        var before = Rule.Judge([.. slices.Select(s => s.Slice)]);

        var with = Rule.Judge(Over(slices, SecondOpinionUse.Report));

        Assert.Equal((before.HighestGrade, before.Flagged, before.NeedsReader, before.Reason), (with.HighestGrade, with.Flagged, with.NeedsReader, with.Reason));
    });

    /// <summary>A flag by grade may fall to weighing only where all that made it was measured clearly low and hardly likely.</summary>
    [Fact]
    public void Judge_AnySeriesWeighed_LosesAFlagOnlyWhereNothingComesNearTheCord() => AnyWithMeasurements.Sample(slices =>
    {
        var before = Rule.Judge([.. slices.Select(s => s.Slice)]);
        var weighed = Over(slices, SecondOpinionUse.Weigh);

        var with = Rule.Judge(weighed);

        if (before.FlaggedByGrade && !with.Flagged)
        {
            var made = Enumerable.Range(0, slices.Length).Where(i => before.SupportedGrades[i]?.IsHighGrade() == true).ToList();
            Assert.Contains(made, i => weighed[i].Slice is { Agreement: OpinionAgreement.Agree, HighGradeProbability: < TwoOpinions.ClearlyLowFrom, Geometry: { } g } && TwoOpinions.IsClearlyLow(g));
        }

        Assert.True(with.NeedsReader || with.FlaggedByGrade || !with.Flagged);
    });

    private static PlacedSlice[] Over((PlacedSlice Slice, BilskyGrade? Measured)[] slices, SecondOpinionUse use) =>
        [.. slices.Select(s => s.Slice.Slice.Status == SliceStatus.NoCanal ? s.Slice
            : s.Slice with { Slice = TwoOpinions.Combine(s.Slice.Slice, s.Measured is { } grade ? Measured(grade) : null, use) })];

    private static GradedSlice Both(BilskyGrade prototypes, BilskyGrade measured, double probability = 0.9) =>
        TwoOpinions.Combine(Sure(prototypes, probability), Measured(measured), SecondOpinionUse.Withhold);

    private static CompressionGeometry Measured(BilskyGrade grade) => new(50, 2, 1, 1, 180, 60, 1, 0.3) { Grade = grade };
}
