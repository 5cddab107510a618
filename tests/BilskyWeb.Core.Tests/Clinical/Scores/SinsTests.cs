using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Core.Clinical.Scores;
using BilskyWeb.Core.Levels;

namespace BilskyWeb.Core.Tests.Clinical.Scores;

/// <summary>Fisher et al., Spine 2010;35:E1221, table 3.</summary>
public sealed class SinsTests
{
    private static readonly ClinicalFacts Nothing = ClinicalFacts.None;

    /// <summary>Every line of the table.</summary>
    [Theory]
    [InlineData("sins-location=junctional", 3)]
    [InlineData("sins-location=mobile", 2)]
    [InlineData("sins-location=semirigid", 1)]
    [InlineData("sins-location=rigid", 0)]
    [InlineData("pain=mechanical", 3)]
    [InlineData("pain=not-mechanical", 1)]
    [InlineData("pain=none", 0)]
    [InlineData("bone-lesion=lytic", 2)]
    [InlineData("bone-lesion=mixed", 1)]
    [InlineData("bone-lesion=blastic", 0)]
    [InlineData("alignment=subluxation", 4)]
    [InlineData("alignment=deformity", 2)]
    [InlineData("alignment=normal", 0)]
    [InlineData("collapse=over-50", 3)]
    [InlineData("collapse=under-50", 2)]
    [InlineData("collapse=no-collapse-over-50-involved", 1)]
    [InlineData("collapse=none", 0)]
    [InlineData("posterolateral=bilateral", 3)]
    [InlineData("posterolateral=unilateral", 1)]
    [InlineData("posterolateral=none", 0)]
    public void Of_OneAnswer_BringsThePointsOfTheTable(string answer, int points)
    {
        var score = Sins.Of(FactsOf.The(answer));

        Assert.Equal(points, score.Lowest);
        Assert.Equal(5, score.Missing.Count);
        Assert.Null(score.Value);
    }

    /// <summary>The six items' extremes make the range that the paper gives, 0 to 18.</summary>
    [Fact]
    public void Of_ExtremesOfEveryItem_AreTheRangeOfThePaper()
    {
        var worst = Sins.Of(FactsOf.The("sins-location=junctional", "pain=mechanical", "bone-lesion=lytic", "alignment=subluxation", "collapse=over-50", "posterolateral=bilateral"));
        var best = Sins.Of(FactsOf.The("sins-location=rigid", "pain=none", "bone-lesion=blastic", "alignment=normal", "collapse=none", "posterolateral=none"));

        Assert.Equal((18, "unstable"), (worst.Value!.Value, worst.Band!.Name));
        Assert.Equal((0, "stable"), (best.Value!.Value, best.Band!.Name));
        Assert.Equal((0, 18), (Sins.Of(Nothing).Lowest, Sins.Of(Nothing).Highest));
    }

    /// <summary>Every one of the 1,296 combinations is the sum of its lines, and in the band of that sum.</summary>
    [Fact]
    public void Of_EveryCombination_IsTheSumInTheBandOfThePaper()
    {
        var images = new[] { ClinicalField.SinsLocation, ClinicalField.Pain, ClinicalField.BoneLesion, ClinicalField.Alignment, ClinicalField.Collapse, ClinicalField.Posterolateral };
        IEnumerable<Dictionary<ClinicalField, string>> all = [[]];
        foreach (var field in images)
        {
            all = all.SelectMany(so => ClinicalFields.RuleOf(field).Options.Select(o => new Dictionary<ClinicalField, string>(so) { [field] = o.Code }));
        }

        var seen = 0;
        foreach (var answers in all)
        {
            var score = Sins.Of(new ClinicalFacts(answers));
            var sum = answers.Sum(a => Sins.Of(new ClinicalFacts(new Dictionary<ClinicalField, string> { [a.Key] = a.Value })).Lowest);
            Assert.Equal(sum, score.Value);
            Assert.Equal(sum <= 6 ? "stable" : sum <= 12 ? "potentially unstable" : "unstable", score.Band!.Name);
            seen++;
        }

        Assert.Equal(4 * 3 * 3 * 3 * 4 * 3, seen);
    }

    /// <summary>A number with a hole in it was read as a low number.</summary>
    [Fact]
    public void Of_ItemsMissing_IsAtLeastAndNamesThem()
    {
        var score = Sins.Of(FactsOf.The("sins-location=junctional", "pain=mechanical"));

        Assert.Equal("at least 6 of 18, missing: bone lesion, alignment, vertebral body collapse, posterolateral involvement", score.Text);
        Assert.Null(score.Band);
    }

    [Fact]
    public void Of_UnstableWhateverIsMissing_SaysSo()
    {
        var score = Sins.Of(FactsOf.The("sins-location=junctional", "pain=mechanical", "alignment=subluxation", "collapse=over-50"));

        Assert.Equal((13, "unstable"), (score.Lowest, score.Band!.Name));
        Assert.Null(score.Value);
        Assert.Contains("unstable whatever is missing", score.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("C2", SinsLocation.Junctional)]
    [InlineData("C3", SinsLocation.Mobile)]
    [InlineData("C6", SinsLocation.Mobile)]
    [InlineData("C7", SinsLocation.Junctional)]
    [InlineData("T2", SinsLocation.Junctional)]
    [InlineData("T3", SinsLocation.Semirigid)]
    [InlineData("T10", SinsLocation.Semirigid)]
    [InlineData("T11", SinsLocation.Junctional)]
    [InlineData("L1", SinsLocation.Junctional)]
    [InlineData("L2", SinsLocation.Mobile)]
    [InlineData("L4", SinsLocation.Mobile)]
    [InlineData("L5", SinsLocation.Junctional)]
    [InlineData("S1", SinsLocation.Junctional)]
    [InlineData("T7-8", SinsLocation.Semirigid)]
    [InlineData("T10-11", SinsLocation.Junctional)]
    [InlineData("C7-T1", SinsLocation.Junctional)]
    [InlineData("L1-2", SinsLocation.Junctional)]
    [InlineData("T12-L1", SinsLocation.Junctional)]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("−14 to −8 mm", null)]
    [InlineData("T7-", null)]
    [InlineData("7", null)]
    public void LocationOf_Level_IsTheWorseOfItsVertebrae(string? level, SinsLocation? place) => Assert.Equal(place, Sins.LocationOf(level));

    [Fact]
    public void LocationOf_EveryVertebra_HasAPlace() => Assert.All(Vertebrae.All, v => Assert.True(Enum.IsDefined(Sins.LocationOf(v))));

    [Fact]
    public void Of_LevelOfTheImages_StandsUntilAReviewerSaysOtherwise()
    {
        var byLevel = Sins.Of(Nothing, "T12").Items[0];
        var byReviewer = Sins.Of(FactsOf.The("sins-location=semirigid"), "T12").Items[0];

        Assert.Equal(3, byLevel.Lowest);
        Assert.Contains("not confirmed", byLevel.Origin, StringComparison.Ordinal);
        Assert.Equal((1, null), (byReviewer.Lowest, byReviewer.Origin));
    }
}
