using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;
using static BilskyWeb.Imaging.Tests.Series.TestSeries;

namespace BilskyWeb.Imaging.Tests.Series;

/// <summary>No axial T2 stack of a study is left in silence: only one that is known to repeat another is left.</summary>
public sealed class EveryStackTests
{
    [Fact]
    public void Choose_PartsWithFramesOfReferenceOfTheirOwn_TakesBothAndSaysThatTheyStandApart()
    {
        // De-identification often hashes the frame of reference per series.
        var choices = Choose(
            Stack(15, name: "upper", startMm: 60),
            Stack(12, name: "lower", startMm: 0, change: s => s.Set(DicomTag.FrameOfReferenceUid, "1.9").Set(DicomTag.SeriesDescription, "T2 lower")));

        Assert.Equal(2, choices.Taken.Count);
        Assert.Empty(choices.Taken[0].Cautions);
        Assert.Equal(["How it lies to \"T2 ax\" is not known (another frame of reference): both are graded and shown apart."], choices.Taken[1].Cautions);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Choose_SameGroundButNotKnownToBe_TakesBoth(bool withoutFrame)
    {
        var choices = Choose(
            Stack(15, name: "a", change: s => Forget(s, withoutFrame)),
            Stack(15, name: "b", change: s => Forget(s, withoutFrame)));

        Assert.Equal(2, choices.Taken.Count);
        Assert.Contains("shown apart", Assert.Single(choices.Taken[1].Cautions), StringComparison.Ordinal);

        static void Forget(DicomDataset slice, bool frame)
        {
            if (frame)
            {
                slice.Remove(DicomTag.FrameOfReferenceUid);
            }
            else
            {
                slice.Set(DicomTag.FrameOfReferenceUid, DicomUid.FromSeed(slice.GetString(DicomTag.SeriesInstanceUid)!));
            }
        }
    }

    /// <summary>An archive asked for an image of one series may give the other's.</summary>
    [Fact]
    public void Choose_TwoSeriesWithTheSameImageNumbers_GradesNeitherAndSaysWhy()
    {
        var choices = Choose(
            Stack(15, name: "a", change: s => s.Set(DicomTag.SopInstanceUid, $"1.2.{s.GetInt(DicomTag.InstanceNumber)}")),
            Stack(15, name: "b", change: s => s.Set(DicomTag.SopInstanceUid, $"1.2.{s.GetInt(DicomTag.InstanceNumber)}").Set(DicomTag.SeriesDescription, "T1 ax").Set(DicomTag.EchoTime, 10).Set(DicomTag.RepetitionTime, 500)));

        Assert.Null(choices.Chosen);
        Assert.All(choices.All, choice => Assert.StartsWith("Two series use the same image numbers (SOP Instance UIDs)", choice.Reason, StringComparison.Ordinal));
        Assert.Contains("Two series use the same image numbers", choices.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    [InlineData(3)]
    [InlineData(2)]
    public void Choose_AStackPerDisc_TakesThemAll(int slices)
    {
        var choices = Choose([.. Enumerable.Range(0, 6).Select(disc => Stack(slices, startMm: disc * 32, name: $"disc {disc}"))]);

        Assert.Equal(6, choices.Taken.Count);
        Assert.All(choices.Taken, choice => Assert.Empty(choice.Cautions));
        Assert.StartsWith($"axial T2 present in 6 series, {6 * slices} slices", choices.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_AStackPerDiscAngledToIt_TakesThemAll()
    {
        var choices = Choose([.. new[] { -25, -10, 0, 12, 25 }.Select((tilt, disc) => Stack(4, startMm: disc * 30, orientation: TiltedAxial(tilt), name: $"disc {disc}"))]);

        Assert.Equal(5, choices.Taken.Count);
    }

    [Fact]
    public void Choose_ShortBlockAngledBetweenLongOnes_IsNoRepeatOfWhatTheyShowElsewhereInTheImage()
    {
        // Its images' middle lies within the upper block's slices; the canal, behind it, lies between both.
        var choices = Choose(Stack(14, startMm: 16, name: "upper"), Stack(3, startMm: 14, orientation: TiltedAxial(-25), name: "between"), Stack(10, startMm: -32, orientation: TiltedAxial(18), name: "lower"));

        Assert.Equal(3, choices.Taken.Count);
    }

    [Fact]
    public void Choose_EverySliceASeriesOfItsOwn_TakesThemAll()
    {
        var choices = Choose([.. Enumerable.Range(0, 20).Select(i => Stack(1, startMm: i * 4, name: $"slice {i}"))]);

        Assert.Equal(20, choices.Taken.Count);
        Assert.All(choices.Taken, choice => Assert.Empty(choice.Cautions));
    }

    [Fact]
    public void Choose_OneSliceByItselfBesideAStack_IsTakenWithACaution()
    {
        var choices = Choose(Stack(12, name: "stack"), Stack(1, startMm: 120, name: "lone"));

        Assert.Equal(2, choices.Taken.Count);
        Assert.Equal(["A single slice: none beside it supports or refutes its grade."], choices.Taken[1].Cautions);
    }

    [Fact]
    public void Choose_TwoSlicesInAll_AreALevel() => Assert.Equal(2, Assert.Single(Choose(Stack(2)).Taken).Series.Slices.Count);

    [Fact]
    public void Choose_NeckOnlyAsT2Star_TakesItWithItsCaution()
    {
        var choices = Choose(
            Stack(15, startMm: 0, name: "chest"),
            Stack(15, startMm: 60, name: "neck", change: T2Star));

        Assert.Equal([SeriesRank.T2, SeriesRank.T2Star], choices.Taken.Select(choice => choice.Rank));
        Assert.StartsWith("Gradient echo widens bone", Assert.Single(choices.Taken[1].Cautions), StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_T2StarOfTheSamePart_IsLeftForTheT2() =>
        Assert.Equal(SeriesRank.T2, Assert.Single(Choose(Stack(15, name: "t2"), Stack(15, name: "star", change: T2Star)).Taken).Rank);

    [Fact]
    public void Choose_StackBetweenTheSlicesOfAnother_IsNoRepeat()
    {
        // Two packages 10 mm apart, one lying in the gaps of the other.
        var choices = Choose(Stack(10, 10, name: "odd"), Stack(10, 10, startMm: 5, name: "even"));

        Assert.Equal(2, choices.Taken.Count);
    }

    [Fact]
    public void Choose_AnotherGridOverTheSameGround_IsARepeat() =>
        Assert.Single(Choose(Stack(20, 4, name: "a"), Stack(15, 5, startMm: 1.7, name: "b")).Taken);

    [Fact]
    public void Choose_StackThatFillsAGap_IsTaken()
    {
        var choices = Choose(Stack(30, name: "gap").Where((_, i) => i is < 10 or >= 14), Stack(6, startMm: 36, name: "filler"));

        Assert.Equal(2, choices.Taken.Count);
        Assert.StartsWith("Shows more of the spine on 4 of its 6 slices.", choices.Taken[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_TwoStacksSideBySide_IsNoRepeat()
    {
        // The same heights, but the second shows a field that the first does not hold.
        var choices = Choose(
            Stack(10, name: "a"),
            Stack(10, name: "b", change: s => s.Set(DicomTag.ImagePositionPatient, 200, 0, s.GetDoubles(DicomTag.ImagePositionPatient)[2])));

        Assert.Equal(2, choices.Taken.Count);
    }

    [Fact]
    public void Choose_T1GradientEchoOfAnotherPart_IsLeftAndNamesTheBetter()
    {
        var choices = Choose(Stack(15, name: "t2"), Stack(15, startMm: 100, name: "t1", change: s => s
            .Set(DicomTag.ScanningSequence, "GR").Set(DicomTag.SeriesDescription, "gre_tra").Set(DicomTag.EchoTime, 4).Set(DicomTag.RepetitionTime, 30)));

        Assert.Single(choices.Taken);
        Assert.Contains("has the better contrast", choices.All.Single(choice => !choice.Taken).Reason, StringComparison.Ordinal);
    }

    private static void T2Star(DicomDataset slice) => slice
        .Set(DicomTag.ScanningSequence, "GR").Set(DicomTag.SeriesDescription, "t2_me2d_tra").Set(DicomTag.EchoTime, 17).Set(DicomTag.RepetitionTime, 600);
}
