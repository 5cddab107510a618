using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Tests.Grading;

public sealed class SliceReplayTests
{
    private static readonly SliceAnswer Graded = new("1.2", "1.2.3", 1, SliceStatus.Graded, BilskyGrade.Grade1c)
    {
        PixelSha256 = "aa",
        Roi = [10, 20, 80, 80],
        Probabilities = [0.1, 0.1, 0.1, 0.5, 0.1, 0.1],
    };

    [Fact]
    public void Compare_WithinTolerance_Matches() =>
        Assert.Equal(ReplayedSlice.Match, Of(Graded with { Probabilities = [0.1005, 0.0995, 0.1, 0.5, 0.1, 0.1], Roi = [10.4, 20, 80, 80] }));

    [Fact]
    public void Compare_OneProbabilityBeyondTolerance_IsAMismatchWithItsDifference()
    {
        var replay = Assert.Single(SliceReplay.Compare([Graded], [Graded with { Probabilities = [0.1, 0.1, 0.1, 0.495, 0.105, 0.1] }], ReplayTolerance.Cpu));

        Assert.Equal((ReplayedSlice.Mismatch, 0.005), (replay.Outcome, Math.Round(replay.ProbabilityDifference!.Value, 9)));
        Assert.Contains("probabilities differ by at most 0.005", replay.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_OtherGradeWithTheSameNumbers_IsAMismatch() => Assert.Equal(ReplayedSlice.Mismatch, Of(Graded with { Grade = BilskyGrade.Grade1b }));

    [Fact]
    public void Compare_OtherStatus_IsAMismatch() => Assert.Equal(ReplayedSlice.Mismatch, Of(Graded with { Status = SliceStatus.Abstained }));

    [Fact]
    public void Compare_RegionElsewhereOrLost_IsAMismatch()
    {
        Assert.Equal(ReplayedSlice.Mismatch, Of(Graded with { Roi = [12, 20, 80, 80] }));
        Assert.Equal(ReplayedSlice.Mismatch, Of(Graded with { Roi = null }));
    }

    [Fact]
    public void Compare_NumberThatIsNone_NeverMatches() => Assert.Equal(ReplayedSlice.Mismatch, Of(Graded with { Probabilities = [double.NaN, 0.1, 0.1, 0.5, 0.1, 0.1] }));

    [Fact]
    public void Compare_NoProbabilitiesNow_IsAMismatch() => Assert.Equal(ReplayedSlice.Mismatch, Of(Graded with { Probabilities = [] }));

    [Fact]
    public void Compare_OtherPixelsWithTheSameAnswer_SaysSo() => Assert.Equal(ReplayedSlice.OtherPixels, Of(Graded with { PixelSha256 = "bb" }));

    [Fact]
    public void Compare_PixelsNotRecorded_ComparesTheAnswer() => Assert.Equal(ReplayedSlice.Match, Assert.Single(SliceReplay.Compare([Graded with { PixelSha256 = null }], [Graded], ReplayTolerance.Cpu)).Outcome);

    [Fact]
    public void Compare_SlicesGoneAndAdded_AreEachTold()
    {
        var slices = SliceReplay.Compare([Graded, Graded with { Frame = 2 }], [Graded, Graded with { SopInstanceUid = "1.2.9" }], ReplayTolerance.Cpu);

        Assert.Equal([ReplayedSlice.Match, ReplayedSlice.Gone, ReplayedSlice.Added], slices.Select(s => s.Outcome));
    }

    [Theory]
    [InlineData("cpu", "cpu", false, 0.001)]
    [InlineData("cpu", "cpu", true, 0.02)]
    [InlineData("cuda", "cpu", false, 0.02)]
    [InlineData("cpu", "cuda", false, 0.02)]
    [InlineData(null, "cpu", false, 0.02)]
    public void Between_Providers_GivesTheirTolerance(string? then, string now, bool int8, double expected) => Assert.Equal(expected, ReplayTolerance.Between(then, now, int8).Probability);

    private static ReplayedSlice Of(SliceAnswer now) => Assert.Single(SliceReplay.Compare([Graded], [now], ReplayTolerance.Cpu)).Outcome;
}
