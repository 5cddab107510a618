using BilskyWeb.Core.Grading;
using static BilskyWeb.Core.Grading.BilskyGrade;

namespace BilskyWeb.Core.Tests.Grading;

public sealed class ReviewedVerdictTests
{
    private static readonly StudyRule Rule = new();

    [Fact]
    public void Judge_OneSliceOverridden_StandsAloneAndIsTheReviewers()
    {
        var verdict = ReviewedVerdict.Judge(Rule, Model(Grade0, Grade0, Grade0), [null, SliceReading.Of(Grade3), null]);

        Assert.Equal((Grade3, true, true, 1), (verdict.Grade, verdict.IsHighGrade, verdict.ByReviewer, verdict.Read));
        Assert.Equal(1, Assert.Single(verdict.Levels).KeySlice);
    }

    [Fact]
    public void Judge_RuleThatAsksMoreOfTheModel_StillTakesAPersonsWord()
    {
        var strict = new StudyRule(StudyRuleSettings.Default with { SingleSliceProbability = 2, NeighbouringSlices = 3 });

        Assert.Equal(Grade2, ReviewedVerdict.Judge(strict, Model(Grade0, Grade0), [null, SliceReading.Of(Grade2)]).Grade);
    }

    [Fact]
    public void Judge_HighGradesLeftOutOrLowered_NoLongerCount()
    {
        var verdict = ReviewedVerdict.Judge(Rule, Model(Grade0, Grade3, Grade3), [null, SliceReading.Of(ExclusionReason.Quality), SliceReading.Of(Grade1a)]);

        Assert.Equal((Grade1a, false, true), (verdict.Grade, verdict.IsHighGrade, verdict.ByReviewer));
    }

    [Fact]
    public void Judge_NobodyRead_IsTheModels()
    {
        var verdict = ReviewedVerdict.Judge(Rule, Model(Grade0, Grade2, Grade2), [null, null, null]);

        Assert.Equal((Grade2, false, 0), (verdict.Grade, verdict.ByReviewer, verdict.Read));
        Assert.Contains("is the model's", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_EverySliceLeftOut_HasNoGrade() =>
        Assert.Null(ReviewedVerdict.Judge(Rule, Model(Grade3), [SliceReading.Of(ExclusionReason.Region)]).Grade);

    [Fact]
    public void Judge_SliceWithoutACanalThatNobodyRead_NeedsAReaderUntilItIsRead()
    {
        var model = Model(Grade0, Grade0, Grade0);
        model[1] = model[1] with { Slice = new GradedSlice(SliceStatus.NoCanal, "No canal.", null, null, [], []) };

        var unread = ReviewedVerdict.Judge(Rule, model, [null, null, null]);

        Assert.True(unread.NeedsReader);
        Assert.EndsWith("One slice within the spine could not be assessed, and nobody has read it.", unread.Reason, StringComparison.Ordinal);
        Assert.False(ReviewedVerdict.Judge(Rule, model, [null, SliceReading.Of(Grade0), null]).NeedsReader);
    }

    [Fact]
    public void Judge_ReviewerGrades3_SaysGrade3AndNotOrWorse() =>
        Assert.StartsWith("Reviewers graded one slice grade 3.", ReviewedVerdict.Judge(Rule, Model(Grade0), [SliceReading.Of(Grade3)]).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData(SliceStatus.Graded, Grade1c, 0.6, SliceAttention.HighGrade)]
    [InlineData(SliceStatus.Graded, Grade1b, 0.3, SliceAttention.Uncertain)]
    [InlineData(SliceStatus.Graded, Grade1b, 0.02, null)]
    [InlineData(SliceStatus.Abstained, Grade3, 0.9, SliceAttention.Uncertain)]
    [InlineData(SliceStatus.NoCanal, null, 0, SliceAttention.Uncertain)]
    public void Attention_ByTheModelsAnswer_AsksWhereItIsHighOrUnsure(SliceStatus status, BilskyGrade? grade, double high, SliceAttention? expected) =>
        Assert.Equal(expected, SliceAttentions.Of(status, grade, high));

    private static List<PlacedSlice> Model(params BilskyGrade[] grades) => [.. grades.Select((grade, i) =>
    {
        var probabilities = new double[BilskyGrades.Count];
        probabilities[(int)grade] = 0.99;
        probabilities[grade == Grade0 ? 1 : 0] = 0.01;
        return new PlacedSlice(-4.0 * i, new GradedSlice(SliceStatus.Graded, null, null, grade, probabilities, []));
    })];
}
