using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Tests.Grading;

public sealed class StandingResultTests
{
    /// <summary>Before, now, and what stands: a grade (- is none), ! is flagged, and whether the earlier one stands beside.</summary>
    [Theory]
    [InlineData("2!", "0", true, true)]
    [InlineData("2!", "-", true, true)]
    [InlineData("-!", "0", true, true)]
    [InlineData("-!", "-", true, true)]
    [InlineData("1b!", "1b", true, true)]
    [InlineData("3!", "2!", true, true)]
    [InlineData("3!", "-!", true, true)]
    [InlineData("1c!", "1c!", true, false)]
    [InlineData("1c!", "3!", true, false)]
    [InlineData("1b", "0", false, true)]
    [InlineData("1b", "-", false, true)]
    [InlineData("1b", "1b", false, false)]
    [InlineData("0", "1a", false, false)]
    [InlineData("-", "0", false, false)]
    [InlineData("-", "-", false, false)]
    [InlineData("0", "2!", true, false)]
    [InlineData("1b", "1a!", true, true)]
    [InlineData("1b", "-!", true, true)]
    public void After_AnEarlierResult_IsNeverMilder(string earlier, string now, bool flagged, bool beside)
    {
        var standing = StandingResult.After(Result(earlier), byReviewer: false, Result(now), imagesAdded: 12);

        Assert.Equal((flagged, beside), (standing.Flagged, standing.Earlier is not null));
        Assert.Equal(beside ? Result(earlier) : null, standing.Earlier);
        Assert.Equal(beside, standing.Reason is not null);
    }

    [Fact]
    public void After_NoEarlierResult_IsTheNewOne() => Assert.Equal(new StandingResult(true, null, null), StandingResult.After(null, byReviewer: false, Result("2!"), imagesAdded: 0));

    [Theory]
    [InlineData(false, 12, "Before: grade 2, flagged. With the 12 images that arrived later: grade 0, not flagged. The flag stays until a reviewer signs off the study.")]
    [InlineData(true, 1, "Before, as a reviewer signed: grade 2, flagged. With the image that arrived later: grade 0, not flagged. The flag stays until a reviewer signs off the study.")]
    [InlineData(false, 0, "Before: grade 2, flagged. Graded again: grade 0, not flagged. The flag stays until a reviewer signs off the study.")]
    public void After_MilderGrading_SaysBothResultsAndWhy(bool byReviewer, int added, string words) =>
        Assert.Equal(words, StandingResult.After(Result("2!"), byReviewer, Result("0"), added).Reason);

    [Fact]
    public void After_LowerGradeThatWasNotFlagged_SaysThatTheGradeStays() => Assert.EndsWith(
        "The earlier grade stays beside it until a reviewer signs off the study.", StandingResult.After(Result("1b"), byReviewer: false, Result("0"), imagesAdded: 3).Reason, StringComparison.Ordinal);

    private static StudyResult Result(string text) =>
        new(text.TrimEnd('!') is "-" ? null : BilskyGrades.All.Single(g => g.ToText() == text.TrimEnd('!')), text.EndsWith('!'));
}
