using BilskyWeb.Core.Statistics;
using CsCheck;

namespace BilskyWeb.Core.Tests.Statistics;

public sealed class ExactMcNemarTests
{
    /// <summary>Fay, exact2x2, the help page's table of 21, 9, 2 and 12: p = 0.06543.</summary>
    [Fact]
    public void P_PublishedTable_IsThePublishedP() => Assert.Equal(0.06543, ExactMcNemar.P(2, 9), 5e-6);

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(0, 1, 1)]
    [InlineData(0, 6, 0.03125)]
    public void P_SmallCounts_IsTheBinomialsTwoTails(int a, int b, double p) => Assert.Equal(p, ExactMcNemar.P(a, b), 1e-12);

    /// <summary>The paper: the model's 82 of 84 against the neuroradiologist's 71 has p = 0.003. Its pairs are not printed; with 13 and 2 discordant ones it is 0.007, with 12 and 1 it is 0.003.</summary>
    [Fact]
    public void P_TwelveAgainstOne_IsThePapersP() => Assert.Equal("0.003", StatisticText.P(ExactMcNemar.P(12, 1)));

    [Fact]
    public void P_ReadersExchanged_IsTheSame() => Gen.Select(Gen.Int[0, 500], Gen.Int[0, 500]).Sample((a, b) =>
    {
        Assert.Equal(ExactMcNemar.P(a, b), ExactMcNemar.P(b, a));
        Assert.InRange(ExactMcNemar.P(a, b), 0, 1);
    });
}
