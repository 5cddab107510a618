using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;
using static BilskyWeb.Imaging.Tests.Series.TestSeries;

namespace BilskyWeb.Imaging.Tests.Series;

/// <summary>A reviewer has a series graded that the rules leave.</summary>
public sealed class TakenByHandTests
{
    [Theory]
    [InlineData("AX STIR")]
    [InlineData("ep2d_diff_tra ADC")]
    [InlineData("(FAT) Ax T2 FSE Flex")]
    [InlineData("3-Plane Loc")]
    public void Choose_RefusedByAName_IsTakenWhenAReviewerWantsIt(string name)
    {
        var left = Choose(byHand: false, Stack(12, change: s => s.Set(DicomTag.SeriesDescription, name)));
        var taken = Choose(byHand: true, Stack(12, change: s => s.Set(DicomTag.SeriesDescription, name))).All.Single();

        Assert.Empty(left.Taken);
        Assert.Null(left.All.Single().NotByHand);
        Assert.True(taken.Taken);
        Assert.True(taken.ByHand);
    }

    [Fact]
    public void Choose_TakenByHand_SaysSoAndWhatTheRulesHadAgainstIt()
    {
        var choices = Choose(byHand: true, Stack(12, change: s => s.Set(DicomTag.SeriesDescription, "AX STIR").Set(DicomTag.BurnedInAnnotation, "YES")));

        Assert.Equal(12, choices.Chosen!.Series.Slices.Count);
        Assert.StartsWith("Series taken by hand by a reviewer: 12 slices, 4 mm apart. The rules had against it: STIR (\"stir\" in its name)", choices.Chosen.Reason, StringComparison.Ordinal);
        Assert.StartsWith("Series taken by hand by a reviewer", choices.Chosen.Cautions[0], StringComparison.Ordinal);
        Assert.Contains(choices.Chosen.Cautions, caution => caution.Contains("(0028,0301)", StringComparison.Ordinal));
        Assert.Equal("series taken by hand by a reviewer, 12 slices, 4 mm apart", choices.Summary);
    }

    [Fact]
    public void Choose_TakenByHandBesideAGoodOne_KeepsTheGoodOneFirst()
    {
        var choices = Choose(byHand: true, Stack(12, name: "good"), Stack(12, name: "stir", change: s => s.Set(DicomTag.SeriesDescription, "AX STIR")));

        Assert.Equal([false, true], choices.Taken.Select(choice => choice.ByHand));
    }

    [Theory]
    [InlineData("CT", "Modality CT, not MR.")]
    [InlineData("SPACING", "It does not say how many millimetres")]
    [InlineData("SAGITTAL", "Its slices are sagittal (90° from axial)")]
    [InlineData("ORIENTATION", "It does not say how its slices lie")]
    [InlineData("FAT", "CSF and cord are dark")]
    [InlineData("OPP_PHASE", "Out-of-phase images")]
    [InlineData("PHASE", "Its images are computed")]
    public void Choose_NothingThatCouldBeGraded_IsLeftAndSaysWhy(string what, string why)
    {
        var choice = Choose(byHand: true, Stack(12, orientation: what == "SAGITTAL" ? Sagittal : null, change: s => _ = what switch
        {
            "CT" => s.Set(DicomTag.Modality, "CT"),
            "SPACING" => s.Remove(DicomTag.PixelSpacing),
            "ORIENTATION" => s.Remove(DicomTag.ImageOrientationPatient),
            "SAGITTAL" => s,
            _ => s.Set(DicomTag.ImageType, "DERIVED", "PRIMARY", "M", what),
        })).All.Single();

        Assert.False(choice.Taken);
        Assert.StartsWith(why, choice.NotByHand, StringComparison.Ordinal);
        Assert.Contains("A reviewer wanted it graded", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_NothingWanted_TakesNothingByHand() =>
        Assert.All(Choose(byHand: false, Stack(12, change: s => s.Set(DicomTag.SeriesDescription, "AX STIR"))).All, choice => Assert.False(choice.Taken || choice.ByHand));

    private static SeriesChoices Choose(bool byHand, params IEnumerable<DicomDataset>[] series)
    {
        var facts = SeriesFacts.FromInstances(series.SelectMany(instances => instances));
        return AxialT2Selector.Choose(facts, byHand ? facts.Select(f => f.SeriesInstanceUid).ToHashSet() : null);
    }
}
