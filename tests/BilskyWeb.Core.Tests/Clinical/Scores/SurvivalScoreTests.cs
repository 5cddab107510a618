using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Core.Clinical.Scores;

namespace BilskyWeb.Core.Tests.Clinical.Scores;

/// <summary>Revised Tokuhashi (Spine 2005;30:2186, table 2), modified Bauer (Eur Spine J 2008;17:1488) and NESMS (Spine J 2015;15:2345).</summary>
public sealed class SurvivalScoreTests
{
    /// <summary>Every line of Tokuhashi's table; the primaries it does not name are among its "others".</summary>
    [Theory]
    [InlineData("karnofsky=10", 0)]
    [InlineData("karnofsky=40", 0)]
    [InlineData("karnofsky=50", 1)]
    [InlineData("karnofsky=70", 1)]
    [InlineData("karnofsky=80", 2)]
    [InlineData("karnofsky=100", 2)]
    [InlineData("ecog=0", 2)]
    [InlineData("ecog=2", 1)]
    [InlineData("ecog=3", 0)]
    [InlineData("ecog=4", 0)]
    [InlineData("extraspinal-bone=3-or-more", 0)]
    [InlineData("extraspinal-bone=1-2", 1)]
    [InlineData("extraspinal-bone=none", 2)]
    [InlineData("vertebrae=3-or-more", 0)]
    [InlineData("vertebrae=2", 1)]
    [InlineData("vertebrae=1", 2)]
    [InlineData("visceral=unremovable", 0)]
    [InlineData("visceral=removable", 1)]
    [InlineData("visceral=none", 2)]
    [InlineData("primary=lung-nsclc", 0)]
    [InlineData("primary=lung-sclc", 0)]
    [InlineData("primary=osteosarcoma", 0)]
    [InlineData("primary=stomach", 0)]
    [InlineData("primary=urinary-bladder", 0)]
    [InlineData("primary=oesophagus", 0)]
    [InlineData("primary=pancreas", 0)]
    [InlineData("primary=liver", 1)]
    [InlineData("primary=gall-bladder", 1)]
    [InlineData("primary=unknown", 1)]
    [InlineData("primary=other", 2)]
    [InlineData("primary=colon", 2)]
    [InlineData("primary=ovary", 2)]
    [InlineData("primary=melanoma", 2)]
    [InlineData("primary=soft-tissue-sarcoma", 2)]
    [InlineData("primary=myeloma", 2)]
    [InlineData("primary=lymphoma", 2)]
    [InlineData("primary=seminoma", 2)]
    [InlineData("primary=kidney", 3)]
    [InlineData("primary=uterus", 3)]
    [InlineData("primary=rectum", 4)]
    [InlineData("primary=thyroid", 5)]
    [InlineData("primary=breast", 5)]
    [InlineData("primary=prostate", 5)]
    [InlineData("primary=neuroendocrine", 5)]
    [InlineData("power=a", 0)]
    [InlineData("power=b", 0)]
    [InlineData("power=c", 1)]
    [InlineData("power=d", 1)]
    [InlineData("power=e", 2)]
    public void Tokuhashi_OneAnswer_BringsThePointsOfTheTable(string answer, int points) => Assert.Equal(points, Tokuhashi.Of(FactsOf.The(answer)).Lowest);

    /// <summary>ECOG 1 is Karnofsky 70 or 80, and the score draws its line between the two: taken for either it would have been invented.</summary>
    [Fact]
    public void Tokuhashi_EcogOneAlone_StaysOpenUntilKarnofskyIsGiven()
    {
        string[] rest = ["ecog=1", "extraspinal-bone=none", "vertebrae=1", "visceral=none", "primary=breast", "power=e"];
        var open = Tokuhashi.Of(FactsOf.The(rest));
        var given = Tokuhashi.Of(FactsOf.The([.. rest, "karnofsky=70"]));

        Assert.Equal((null, 14, 15, "general condition (Karnofsky)"), (open.Value, open.Lowest, open.Highest, Assert.Single(open.Missing)));
        Assert.Equal(14, given.Value);
    }

    /// <summary>The sums at the paper's lines, 8 | 9 and 11 | 12, and its extremes.</summary>
    [Theory]
    [InlineData("karnofsky=30 extraspinal-bone=3-or-more vertebrae=3-or-more visceral=unremovable primary=lung-nsclc power=a", 0, "under six months")]
    [InlineData("karnofsky=60 extraspinal-bone=1-2 vertebrae=3-or-more visceral=removable primary=kidney power=e", 8, "under six months")]
    [InlineData("karnofsky=60 extraspinal-bone=1-2 vertebrae=2 visceral=removable primary=kidney power=e", 9, "six months or more")]
    [InlineData("karnofsky=60 extraspinal-bone=1-2 vertebrae=3-or-more visceral=none primary=breast power=e", 11, "six months or more")]
    [InlineData("karnofsky=80 extraspinal-bone=1-2 vertebrae=3-or-more visceral=none primary=breast power=e", 12, "one year or more")]
    [InlineData("karnofsky=90 extraspinal-bone=none vertebrae=1 visceral=none primary=thyroid power=e", 15, "one year or more")]
    public void Tokuhashi_AllGiven_IsTheSumInThePapersBand(string answers, int sum, string band)
    {
        var score = Tokuhashi.Of(FactsOf.The(answers.Split(' ')));

        Assert.Equal(sum, score.Value);
        Assert.StartsWith(band, score.Band!.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("visceral=none primary=breast vertebrae=1 extraspinal-bone=none", 4)]
    [InlineData("visceral=none primary=prostate vertebrae=1 extraspinal-bone=none", 3)]
    [InlineData("visceral=none primary=kidney vertebrae=2 extraspinal-bone=none", 3)]
    [InlineData("visceral=removable primary=lymphoma vertebrae=1 extraspinal-bone=1-2", 2)]
    [InlineData("visceral=unremovable primary=lung-nsclc vertebrae=3-or-more extraspinal-bone=3-or-more", 0)]
    [InlineData("visceral=none primary=myeloma vertebrae=3-or-more", 3)]
    public void ModifiedBauer_AllGiven_IsTheSum(string answers, int sum) => Assert.Equal(sum, Nesms.ModifiedBauer(FactsOf.The(answers.Split(' '))).Value);

    /// <summary>Two for the Bauer score, one each for walking and albumin, and never more than three.</summary>
    [Theory]
    [InlineData("visceral=none primary=breast vertebrae=1 extraspinal-bone=none gait=unaided albumin=40", 3)]
    [InlineData("visceral=none primary=breast vertebrae=1 extraspinal-bone=none gait=unaided albumin=34", 3)]
    [InlineData("visceral=none primary=breast vertebrae=1 extraspinal-bone=none gait=with-aid albumin=34", 2)]
    [InlineData("visceral=removable primary=lung-nsclc vertebrae=2 gait=unaided albumin=35", 2)]
    [InlineData("visceral=removable primary=lung-nsclc vertebrae=2 gait=unaided albumin=34", 1)]
    [InlineData("visceral=removable primary=lung-nsclc vertebrae=2 gait=unable albumin=20", 0)]
    public void Nesms_AllGiven_IsThePapersModel(string answers, int points) => Assert.Equal(points, Nesms.Of(FactsOf.The(answers.Split(' '))).Value);

    [Fact]
    public void Nesms_BauerScoreUnclear_IsNamedAsMissing()
    {
        var score = Nesms.Of(FactsOf.The("primary=breast", "gait=unaided", "albumin=40"));

        Assert.Equal((null, 2, 3), (score.Value, score.Lowest, score.Highest));
        Assert.Equal("modified Bauer score", Assert.Single(score.Missing));
        Assert.Contains("no visceral metastases", score.Items[0].Given, StringComparison.Ordinal);
    }

    /// <summary>Two missing items of the Bauer score do not matter where the line at 3 is crossed, or out of reach, without them.</summary>
    [Fact]
    public void Nesms_BauerScoreDecidedWithoutWhatIsMissing_IsANumber()
    {
        Assert.Equal(3, Nesms.Of(FactsOf.The("visceral=none", "primary=breast", "gait=unaided", "albumin=40")).Value);
        Assert.Equal(2, Nesms.Of(FactsOf.The("visceral=unremovable", "primary=lung-nsclc", "gait=unaided", "albumin=40")).Value);
    }

    [Fact]
    public void PrimarySites_EveryOne_HasTraits() => Assert.All(PrimarySites.Terms.Terms, t => Assert.InRange(PrimarySites.TraitsOf(t.Value).TokuhashiPoints, 0, 5));
}
