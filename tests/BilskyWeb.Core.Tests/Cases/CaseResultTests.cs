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

    private static CaseGrading Grading(Guid run, BilskyGrade grade) => new(run, grade, grade, grade.IsHighGrade(), false, "by the model", null, null);

    private static CaseReading Reading(Guid run, BilskyGrade grade) => new(run, grade, grade, grade.IsHighGrade(), false, "by a reviewer", true, 3, false, false, false);
}
