using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;
using static BilskyWeb.Imaging.Tests.Series.TestSeries;

namespace BilskyWeb.Imaging.Tests.Series;

public sealed class AxialT2SelectorTests
{
    [Fact]
    public void Choose_AxialT2_TakesItAndSaysSo()
    {
        var choices = Choose(Stack(31));

        Assert.Equal("axial T2 present, 31 slices, 4 mm apart", choices.Summary);
        Assert.Equal(SeriesRank.T2, choices.Chosen!.Rank);
        Assert.Equal("Axial. T2-weighted (TE 100 ms, TR 3500 ms): 31 slices, 4 mm apart, covering 120 mm.", choices.Chosen.Reason);
        Assert.All(choices.Chosen.Rules, rule => Assert.True(rule.Passed));
    }

    [Fact]
    public void Choose_Nothing_SaysSo() => Assert.Equal("no images", AxialT2Selector.Choose([]).Summary);

    [Theory]
    [InlineData("MODALITY", "CT", "modality", "Modality CT, not MR.")]
    [InlineData("TYPE", "LOCALIZER", "scout", "A scout for planning, not a diagnostic series (image type LOCALIZER).")]
    [InlineData("TYPE", "PROJECTION IMAGE", "derived", "Computed from other images")]
    [InlineData("NAME", "3-Plane Loc", "scout", "A scout")]
    [InlineData("NAME", "MIP ax", "derived", "Computed")]
    [InlineData("NAME", "ep2d_diff_tra ADC", "weighting", "Diffusion")]
    [InlineData("NAME", "t2_tirm_tra_dark-fluid", "weighting", "FLAIR")]
    [InlineData("NAME", "AX STIR", "weighting", "STIR")]
    [InlineData("BODY", "KNEE", "region", "It shows the knee")]
    public void Choose_AgainstARule_LeavesItWithTheReason(string what, string value, string rule, string reason)
    {
        var choice = Judge(slice => _ = what switch
        {
            "MODALITY" => slice.Set(DicomTag.Modality, value),
            "TYPE" => slice.Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", value),
            "BODY" => slice.Set(DicomTag.BodyPartExamined, value),
            _ => slice.Set(DicomTag.SeriesDescription, value),
        });

        Assert.False(choice.Taken);
        Assert.StartsWith(reason, choice.Reason, StringComparison.Ordinal);
        Assert.Equal(rule, choice.Rules.First(r => !r.Passed).Rule);
    }

    [Theory]
    [InlineData("T1 tse tra", 10, 600, null, "T1-weighted")]
    [InlineData("AX T1 POST GAD", 9, 650, null, "T1-weighted")]
    [InlineData("PD TSE TRA", 20, 2500, null, "Proton-density-weighted")]
    [InlineData("T2 TSE TRA", 12, 600, null, "Called T2, but")]
    [InlineData("axial", 110, 3000, SeriesRank.T2, "Axial. T2-weighted")]
    [InlineData("T2_FRFSE_AX", 102, 4600, SeriesRank.T2, "Axial. T2-weighted")]
    [InlineData("axT2 tse", 85, 1700, SeriesRank.T2, "Axial. T2-weighted")]
    [InlineData("t2_space_tra", 120, 1200, SeriesRank.T2Variant, "Axial. T2-weighted by its name, with a short repetition time")]
    [InlineData("t2 tse low field", 50, 4000, SeriesRank.T2Variant, "Axial. T2-weighted by its name, with a short echo time")]
    [InlineData("T2 TSE FS AX", 80, 3500, SeriesRank.T2Variant, "Axial. T2-weighted (TE 80 ms, TR 3500 ms), fat-suppressed")]
    [InlineData("T2 AX MPR", 120, 1500, SeriesRank.T2Variant, "Axial. T2-weighted (TE 120 ms, TR 1500 ms), reformatted")]
    [InlineData("T2 AX +C", 100, 3500, SeriesRank.T2Variant, "Axial. T2-weighted (TE 100 ms, TR 3500 ms), after contrast")]
    public void Choose_SpinEcho_JudgesTimingThenName(string name, double te, double tr, SeriesRank? rank, string reason)
    {
        var choice = Judge(slice => slice.Set(DicomTag.SeriesDescription, name).Set(DicomTag.EchoTime, te).Set(DicomTag.RepetitionTime, tr));

        Assert.Equal(rank, choice.Rank);
        Assert.StartsWith(reason, choice.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t2_me2d_tra", 17, 600, "TSPINE", SeriesRank.T2Star)]
    [InlineData("AX T2* GRE", 14, 500, "TSPINE", SeriesRank.T2Star)]
    [InlineData("AX 3D COSMIC", 3, 6, "TSPINE", SeriesRank.T2Star)]
    [InlineData("gre_tra", 4, 30, "TSPINE", SeriesRank.OtherGradientEcho)]
    [InlineData("LAVA ax", 2, 5, "ABDOMEN", null)]
    public void Choose_GradientEcho_RanksBelowSpinEchoWithACaution(string name, double te, double tr, string part, SeriesRank? rank)
    {
        var choice = Judge(slice => slice
            .Set(DicomTag.ScanningSequence, "GR").Set(DicomTag.SeriesDescription, name).Set(DicomTag.StudyDescription, "")
            .Set(DicomTag.EchoTime, te).Set(DicomTag.RepetitionTime, tr).Set(DicomTag.BodyPartExamined, part));

        Assert.Equal(rank, choice.Rank);
        Assert.Equal(rank is not null, choice.Cautions.Count > 0);
        Assert.Equal(rank is not null, choice.Taken);
    }

    [Fact]
    public void Choose_NoTimingAndNoName_SaysThatNothingTells()
    {
        var choice = Judge(slice => slice.Set(DicomTag.SeriesDescription, "series 4").Remove(DicomTag.EchoTime).Remove(DicomTag.RepetitionTime));

        Assert.StartsWith("Nothing says that it is T2-weighted", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_OneSlice_AsksForTheWholeSeries()
    {
        var choices = Choose(Stack(1));

        Assert.Null(choices.Chosen);
        Assert.Equal("no axial T2-weighted series. Only one slice; at least 2 are needed to grade a level. Was the whole series sent?", choices.Summary);
    }

    [Theory]
    [InlineData(0, true, "Axial.")]
    [InlineData(25, true, "Axial, oblique by 25°.")]
    [InlineData(44.9, true, "Axial, oblique by 45°.")]
    [InlineData(50, false, "Coronal; the Bilsky scale is read on axial slices.")]
    public void Choose_TiltedStack_IsAxialUpTo45Degrees(double degrees, bool taken, string sentence)
    {
        var choice = Choose(Stack(10, orientation: TiltedAxial(degrees))).All.Single();

        Assert.Equal(taken, choice.Taken);
        Assert.Equal(sentence, choice.Rules.Single(rule => rule.Rule == "orientation").Sentence);
    }

    [Fact]
    public void Choose_SagittalBesideAxial_TakesTheAxial()
    {
        var choices = Choose(
            Stack(15, orientation: Sagittal, name: "sag"),
            Stack(20, name: "ax"),
            Stack(15, orientation: Coronal, name: "cor"));

        Assert.Equal(DicomUid.FromSeed("ax"), choices.Chosen!.Series.SeriesInstanceUid);
        Assert.Equal(["Sagittal; the Bilsky scale is read on axial slices.", "Coronal; the Bilsky scale is read on axial slices."],
            choices.All.Where(choice => !choice.Taken).Select(choice => choice.Reason).OrderDescending());
    }

    [Fact]
    public void Choose_SpinEchoAndGradientEcho_TakesTheSpinEchoAndSaysWhy()
    {
        var choices = Choose(
            Stack(20, name: "star", change: s => s.Set(DicomTag.ScanningSequence, "GR").Set(DicomTag.SeriesDescription, "t2_me2d_tra").Set(DicomTag.EchoTime, 17)),
            Stack(20, name: "spin"));

        var taken = Assert.Single(choices.Taken);
        Assert.Equal(DicomUid.FromSeed("spin"), taken.Series.SeriesInstanceUid);
        Assert.Contains("but \"T2 ax\" shows the same part with the better contrast.", choices.All.Single(choice => !choice.Taken).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_TwoOfTheSamePart_TakesTheLongerOne()
    {
        var choices = Choose(Stack(10, name: "short", startMm: 8), Stack(20, name: "long"));

        Assert.Equal(DicomUid.FromSeed("long"), Assert.Single(choices.Taken).Series.SeriesInstanceUid);
        Assert.Contains("has more slices of the same part", choices.All.Single(choice => !choice.Taken).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_TwoPartsOfTheSpine_TakesBoth()
    {
        var choices = Choose(Stack(20, name: "upper", startMm: 100), Stack(25, name: "lower", startMm: -20));

        Assert.Equal([DicomUid.FromSeed("lower"), DicomUid.FromSeed("upper")], choices.Taken.Select(choice => choice.Series.SeriesInstanceUid));
        Assert.StartsWith("axial T2 present in 2 series, 45 slices", choices.Summary, StringComparison.Ordinal);
        Assert.StartsWith("Shows ", choices.Taken[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_MixedPlanesInOneSeries_SplitsThem()
    {
        var choices = Choose(
            Stack(12, orientation: Sagittal, name: "mixed"),
            Stack(20, startMm: 300, name: "mixed"));

        Assert.Equal(2, choices.All.Count);
        Assert.All(choices.All, choice => Assert.True(choice.Series.IsPart));
        Assert.Equal(20, choices.Chosen!.Series.Slices.Count);
    }

    [Fact]
    public void Choose_TwoEchoesInOneSeries_TakesTheLateOne()
    {
        var echoes = Stack(20, change: s => s.Set(DicomTag.EchoTime, 20).Set(DicomTag.SeriesDescription, "pd+t2 tse tra"))
            .Concat(Stack(20, change: s => s.Set(DicomTag.EchoTime, 100).Set(DicomTag.SeriesDescription, "pd+t2 tse tra")
                .Set(DicomTag.SopInstanceUid, DicomUid.FromSeed("late" + s.GetString(DicomTag.SopInstanceUid)))));

        var choices = Choose(echoes);

        Assert.Equal(2, choices.All.Count);
        Assert.Equal(100, Assert.Single(choices.Taken).Series.EchoTimeMs);
    }

    [Fact]
    public void Choose_SameStackAskedTwice_SameAnswer()
    {
        var first = Choose(Stack(10, name: "a"), Stack(10, name: "b"));
        var second = Choose(Stack(10, name: "b"), Stack(10, name: "a"));

        Assert.Equal(first.Chosen!.Series.SeriesInstanceUid, second.Chosen!.Series.SeriesInstanceUid);
    }

    [Fact]
    public void Choose_NameWithHtml_KeepsItAsText()
    {
        var choices = Choose(
            Stack(5, name: "a", change: s => s.Set(DicomTag.SeriesDescription, "T2 <b>ax</b>")),
            Stack(4, name: "b"));

        // Encoding is the page's work; here nothing may be interpreted or lost.
        Assert.Contains("\"T2 <b>ax</b>\"", choices.All.Single(choice => !choice.Taken).Reason, StringComparison.Ordinal);
    }
}
