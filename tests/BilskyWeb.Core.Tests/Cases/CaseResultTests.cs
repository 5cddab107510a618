using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Tests.Cases;

public sealed class CaseResultTests
{
    private static readonly Guid First = Guid.NewGuid(), Second = Guid.NewGuid();

    [Fact]
    public void Of_NothingYet_SaysNothingAndComesBeforeLowGrades()
    {
        var nothing = CaseResult.Of(null, null, CaseAudience.Team);

        Assert.Equal((null, false, null, false), (nothing.Grade, nothing.Flagged, nothing.Reason, nothing.ReadingCounts));
        Assert.True(nothing.Priority > CaseResult.Of(Grading(First, BilskyGrade.Grade1b), null, CaseAudience.Team).Priority);
        Assert.True(nothing.Priority < CaseResult.Of(Grading(First, BilskyGrade.Grade0) with { Flagged = true, NeedsReader = true }, null, CaseAudience.Team).Priority);
    }

    [Fact]
    public void Of_OnlyAKeyImageChosen_IsTheModels()
    {
        var chosen = Reading(First, BilskyGrade.Grade0) with { SlicesRead = 0 };

        var result = CaseResult.Of(Grading(First, BilskyGrade.Grade2), chosen, CaseAudience.Team);

        Assert.Equal((BilskyGrade.Grade2, true, false), (result.Grade, result.Flagged, result.ReadingCounts));
    }

    [Fact]
    public void Of_ReadingOfTheRunThatCounts_DecidesAlone()
    {
        var result = CaseResult.Of(Grading(First, BilskyGrade.Grade2), Reading(First, BilskyGrade.Grade1a) with { IsSigned = true, IsSignedOnRun = true }, CaseAudience.Team);

        Assert.Equal((BilskyGrade.Grade1a, BilskyGrade.Grade2, false, true, false), (result.Grade, result.ModelGrade, result.Flagged, result.GradeByReviewer, result.ReadingIsBehind));
    }

    [Theory]
    [InlineData(BilskyGrade.Grade3, BilskyGrade.Grade0, BilskyGrade.Grade3, true)] // the person's word stands
    [InlineData(BilskyGrade.Grade0, BilskyGrade.Grade3, BilskyGrade.Grade3, false)] // the new finding stands
    [InlineData(BilskyGrade.Grade2, BilskyGrade.Grade2, BilskyGrade.Grade2, true)]
    public void Of_GradedAgainSinceTheReading_TakesTheMoreSevereOfBoth(BilskyGrade read, BilskyGrade graded, BilskyGrade counts, bool byReviewer)
    {
        var result = CaseResult.Of(Grading(Second, graded), Reading(First, read) with { IsSigned = true, IsSignedOnRun = true }, CaseAudience.Team);

        Assert.Equal((counts, counts.IsHighGrade(), byReviewer, true), (result.Grade, result.Flagged, result.GradeByReviewer, result.ReadingIsBehind));
    }

    [Fact]
    public void Of_ReadingUnderWay_IsNotTheReferrersToSee()
    {
        var underWay = Reading(First, BilskyGrade.Grade0);
        var changed = underWay with { IsSigned = true, ChangedSinceSigned = true };

        Assert.Equal(BilskyGrade.Grade2, CaseResult.Of(Grading(First, BilskyGrade.Grade2), underWay, CaseAudience.Referrer).Grade);
        Assert.Equal(BilskyGrade.Grade2, CaseResult.Of(Grading(First, BilskyGrade.Grade2), changed, CaseAudience.Referrer).Grade);
        Assert.Equal(BilskyGrade.Grade0, CaseResult.Of(Grading(First, BilskyGrade.Grade2), underWay with { IsSigned = true, IsSignedOnRun = true }, CaseAudience.Referrer).Grade);
    }

    [Fact]
    public void Of_EarlierResult_StandsUntilSignedOnTheNewRun()
    {
        var grading = Grading(Second, BilskyGrade.Grade0) with { EarlierGrade = BilskyGrade.Grade3, EarlierRunId = First, Flagged = true };
        var signedBefore = Reading(First, BilskyGrade.Grade3) with { IsSigned = true, IsSignedOnRun = true };
        var signedOnIt = Reading(Second, BilskyGrade.Grade0) with { IsSigned = true, IsSignedOnRun = true };

        Assert.Equal((BilskyGrade.Grade3, First), (CaseResult.Of(grading, null, CaseAudience.Team).EarlierGrade, CaseResult.Of(grading, null, CaseAudience.Team).EarlierRunId));
        Assert.Equal(BilskyGrade.Grade3, CaseResult.Of(grading, signedBefore, CaseAudience.Team).EarlierGrade);
        Assert.Null(CaseResult.Of(grading, signedOnIt, CaseAudience.Team).EarlierGrade);
        Assert.Equal(CasePriority.Flagged + (int)BilskyGrade.Grade3, CaseResult.Of(grading, null, CaseAudience.Team).Priority);
    }

    [Fact]
    public void Priority_WorstSliceAlone_CountsAmongHighGradesOnly()
    {
        var supported2 = Grading(First, BilskyGrade.Grade2);
        var low = Grading(First, BilskyGrade.Grade1b) with { HighestSingleGrade = BilskyGrade.Grade3 };

        Assert.True(Priority(supported2 with { HighestSingleGrade = BilskyGrade.Grade3 }) > Priority(supported2));
        Assert.True(Priority(low) < Priority(Grading(First, BilskyGrade.Grade1c)));

        static int Priority(CaseGrading grading) => CaseResult.Of(grading, null, CaseAudience.Team).Priority;
    }

    /// <summary>The study page went on saying "0, not flagged" after a series taken by hand had been left to the rules and nothing else could be graded.</summary>
    [Theory]
    [InlineData(BilskyGrade.Grade0)]
    [InlineData(BilskyGrade.Grade1b)]
    public void Of_RefusedSinceALowGrade_HasNoAnswerAndTellsTheEarlierOne(BilskyGrade low)
    {
        var refused = CaseResult.Of(Grading(First, low) with { Refusal = "No axial T2-weighted series." }, null, CaseAudience.Team);

        Assert.Equal((true, true, null, null, false), (refused.IsRefused, refused.NeedsReader, refused.Grade, refused.ModelGrade, refused.Flagged));
        Assert.Equal(((BilskyGrade?)low, (Guid?)First), (refused.EarlierGrade, refused.EarlierRunId));
        Assert.Equal(CasePriority.Ungraded, refused.Priority);
        Assert.Equal(
            $"The newest grading could not grade the study, so a reader must look at the images. No axial T2-weighted series. Before: grade {low.ToText()}, not flagged.", refused.Reason);
    }

    [Fact]
    public void Of_RefusedSinceAHighGrade_KeepsGradeFlagAndPlace()
    {
        var high = Grading(First, BilskyGrade.Grade2);

        var refused = CaseResult.Of(high with { Refusal = "No axial T2-weighted series." }, null, CaseAudience.Team);

        Assert.Equal((true, BilskyGrade.Grade2, true, null), (refused.IsRefused, refused.Grade, refused.Flagged, refused.EarlierGrade));
        Assert.Equal(CaseResult.Of(high, null, CaseAudience.Team).Priority, refused.Priority);
        Assert.EndsWith("Before: grade 2, flagged. The flag stays. by the model", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, BilskyGrade.Grade3)] // the earlier result that stood beside the low grade still does
    [InlineData(BilskyGrade.Grade0, BilskyGrade.Grade3)]
    [InlineData(BilskyGrade.Grade0, null)] // flagged for a reader's look alone
    public void Of_RefusedSinceAFlagWithoutAHighGrade_KeepsFlagAndWorstGrade(BilskyGrade? grade, BilskyGrade? earlier)
    {
        var flagged = new CaseGrading(Second, grade, grade, Flagged: true, NeedsReader: true, "a part has no answer", earlier, earlier is null ? null : First);

        var refused = CaseResult.Of(flagged with { Refusal = "No canal." }, null, CaseAudience.Team);

        Assert.Equal((true, earlier ?? grade), (refused.Flagged, refused.EarlierGrade));
        Assert.Equal(earlier is null ? Second : First, refused.EarlierRunId);
        Assert.Equal(CaseResult.Of(flagged, null, CaseAudience.Team).Priority, refused.Priority);
        Assert.Contains("The flag stays. a part has no answer", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_RefusedSinceTheSignature_NeedsOneThatKnowsOfIt()
    {
        var refused = Grading(First, BilskyGrade.Grade0) with { Refusal = "No axial T2-weighted series." };
        var signed = Reading(First, BilskyGrade.Grade1a) with { IsSigned = true, IsSignedOnRun = true };
        var signedHigh = Reading(First, BilskyGrade.Grade3) with { IsSigned = true, IsSignedOnRun = true };

        Assert.Equal((null, BilskyGrade.Grade1a, CasePriority.Ungraded), Of(signed));
        Assert.Equal((null, BilskyGrade.Grade1a, CasePriority.Ungraded), Of(signed with { IsSignedAfterRefusal = true, ChangedSinceSigned = true }));
        Assert.Equal((BilskyGrade.Grade1a, null, (int)BilskyGrade.Grade1a), Of(signed with { IsSignedAfterRefusal = true }));
        Assert.Equal((BilskyGrade.Grade3, null, CasePriority.Flagged + (int)BilskyGrade.Grade3), Of(signedHigh));

        (BilskyGrade?, BilskyGrade?, int) Of(CaseReading reading)
        {
            var result = CaseResult.Of(refused, reading, CaseAudience.Team);
            return (result.Grade, result.EarlierGrade, result.Priority);
        }
    }

    private static CaseGrading Grading(Guid run, BilskyGrade grade) => new(run, grade, grade, grade.IsHighGrade(), false, "by the model", null, null);

    private static CaseReading Reading(Guid run, BilskyGrade grade) => new(run, grade, grade, grade.IsHighGrade(), false, "by a reviewer", true, 3, false, false, false);
}
