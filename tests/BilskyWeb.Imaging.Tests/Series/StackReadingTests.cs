using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;
using static BilskyWeb.Imaging.Tests.Series.TestSeries;

namespace BilskyWeb.Imaging.Tests.Series;

/// <summary>Stacks acquired twice, without positions, with several echoes, with captures among them.</summary>
public sealed class StackReadingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1.2)]
    public void FromInstances_AcquiredTwiceInOneSeries_TakesTheLaterAndNamesTheOther(double shiftMm)
    {
        var choices = Choose(Stack(15, name: "r").Concat(Again(15, "r", shiftMm, s => s.Set(DicomTag.AcquisitionNumber, 2))).Reverse());

        var taken = Assert.Single(choices.Taken);
        Assert.Equal(15, taken.Series.Slices.Count);
        Assert.All(taken.Series.Slices, IsOfTheSecond);
        Assert.EndsWith("15 images of the same places (acquisition 0) are not graded: later ones are.", taken.Reason, StringComparison.Ordinal);
        Assert.Empty(taken.Series.Earlier!.Slices.Select(s => s.SopInstanceUid).Intersect(taken.Series.Slices.Select(s => s.SopInstanceUid)));
        Assert.Equal((15, 15, "acquisition 2"), (taken.Series.Earlier.Slices.Count, taken.Series.Earlier.Repeats, taken.Series.Earlier.RepeatNote));
    }

    [Fact]
    public void FromInstances_RepeatBrokenOff_KeepsTheWholeStack()
    {
        var series = Assert.Single(SeriesFacts.FromInstances(Stack(15, name: "r").Concat(Again(4, "r", 0, s => s.Set(DicomTag.AcquisitionNumber, 2)))));

        Assert.Equal(15, series.Slices.Count);
        Assert.Equal(4, series.Repeats);
        Assert.Null(series.Earlier);
    }

    [Fact]
    public void FromInstances_FirstAcquisitionBrokenOff_TakesTheWholeSecond()
    {
        var series = Assert.Single(SeriesFacts.FromInstances(Stack(4, name: "r").Concat(Again(15, "r", 0, s => s.Set(DicomTag.AcquisitionNumber, 2)))));

        Assert.All(series.Slices, IsOfTheSecond);
        Assert.Equal("acquisition 0", series.RepeatNote);
        Assert.Null(series.Earlier);
    }

    [Fact]
    public void FromInstances_InterleavedAcquisitions_KeepsBoth()
    {
        // Odd slices in the first concatenation, even ones in the second.
        var series = Assert.Single(SeriesFacts.FromInstances(Stack(10, 8, name: "r", change: s => s.Set(DicomTag.AcquisitionNumber, 1))
            .Concat(Stack(10, 8, startMm: 4, name: "r", change: s => s.Set(DicomTag.AcquisitionNumber, 2)))));

        Assert.Equal(20, series.Slices.Count);
        Assert.Equal(0, series.Repeats);
    }

    [Fact]
    public void Choose_AcquiredTwiceInTwoSeries_TakesTheLaterAndNamesTheOther()
    {
        var choices = Choose(
            Stack(15, name: "second", change: s => s.Set(DicomTag.SeriesNumber, 9).Set(DicomTag.AcquisitionDate, "20260203").Set(DicomTag.AcquisitionTime, "101500").Set(DicomTag.SeriesDescription, "T2 ax again")),
            Stack(16, name: "first", change: s => s.Set(DicomTag.SeriesNumber, 12).Set(DicomTag.AcquisitionDate, "20260203").Set(DicomTag.AcquisitionTime, "100000")));

        Assert.Equal("T2 ax again", Assert.Single(choices.Taken).Series.Description);
        Assert.Contains("but \"T2 ax again\" repeats it and was acquired later.", choices.All.Single(c => !c.Taken).Reason, StringComparison.Ordinal);
        Assert.Same(choices.Taken[0].Series, choices.All.Single(c => !c.Taken).RepeatedBy);
    }

    [Fact]
    public void Choose_EveryPositionLost_OrdersBySliceLocationAndSaysSo()
    {
        var choices = Choose(Stack(15, change: s => s
            .Set(DicomTag.SliceLocation, s.GetDoubles(DicomTag.ImagePositionPatient)[2])
            .Set(DicomTag.InstanceNumber, 16 - s.GetInt(DicomTag.InstanceNumber)!.Value)
            .Set(DicomTag.ImagePositionPatient, -50, -50, 12)));

        var taken = Assert.Single(choices.Taken);
        Assert.Equal(15, taken.Series.Slices.Count);
        Assert.Equal(DicomUid.FromSeed("series/0/14"), taken.Series.Slices[0].SopInstanceUid);
        Assert.Equal(4, taken.Series.Layout.SpacingMm);
        Assert.Equal(["15 images at one place (0020,0032): put in order by slice location (0020,1041). Where they lie in the patient is not known."], taken.Cautions);
        Assert.All(taken.Series.Slices, slice => Assert.Null(slice.ImagePlane));
    }

    [Fact]
    public void Choose_EveryPositionAndLocationLost_OrdersByNumberAndSaysSo()
    {
        var taken = Assert.Single(Choose(Stack(15, change: s => s.Set(DicomTag.ImagePositionPatient, 0, 0, 0)).Reverse()).Taken);

        Assert.Equal(15, taken.Series.Slices.Count);
        Assert.Equal(DicomUid.FromSeed("series/0/0"), taken.Series.Slices[0].SopInstanceUid);
        Assert.StartsWith("15 images at one place (0020,0032): put in order by image number.", Assert.Single(taken.Cautions), StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_HalfThePositionsLost_AreSlicesAndNoRepeats()
    {
        // From the seventh image on the export wrote one position: what lies below was taken for repeats of one slice, and nobody looked at it.
        var taken = Assert.Single(Choose(Stack(14, change: s =>
        {
            s.Remove(DicomTag.SliceLocation);
            if (s.GetInt(DicomTag.InstanceNumber) > 7)
            {
                s.Set(DicomTag.ImagePositionPatient, 0, 0, 24);
            }
        })).Taken);

        Assert.Equal(14, taken.Series.Slices.Count);
        Assert.Equal(0, taken.Series.Repeats);
        Assert.StartsWith("14 images at 7 places (0020,0032): put in order by image number.", Assert.Single(taken.Cautions), StringComparison.Ordinal);
    }

    [Fact]
    public void FromInstances_ThreeAcquisitions_OffersEachOfTheEarlier()
    {
        var stack = Assert.Single(SeriesFacts.FromInstances(Enumerable.Range(1, 3).SelectMany(acquisition => Stack(8, change: s => s
            .Set(DicomTag.AcquisitionNumber, acquisition)
            .Set(DicomTag.SopInstanceUid, DicomUid.FromSeed($"{acquisition}/{s.GetInt(DicomTag.InstanceNumber)}"))
            .Set(DicomTag.InstanceNumber, (8 * acquisition) + s.GetInt(DicomTag.InstanceNumber)!.Value)))));

        Assert.Equal([3, 2, 1], new[] { stack, stack.Earlier!, stack.Earlier!.Earlier! }.Select(s => (s.Slices[0].InstanceNumber - 1) / 8));
        Assert.Null(stack.Earlier!.Earlier!.Earlier);
        Assert.Equal((16, "acquisitions 1 and 3"), (stack.Earlier.Repeats, stack.Earlier.RepeatNote));
    }

    [Fact]
    public void Choose_PositionsMissingOnSome_OrdersBySliceLocationInTheirDirection()
    {
        var taken = Assert.Single(Choose(Stack(10, change: s =>
        {
            s.Set(DicomTag.SliceLocation, -s.GetDoubles(DicomTag.ImagePositionPatient)[2]);
            if (s.GetInt(DicomTag.InstanceNumber) is 4 or 5)
            {
                s.Remove(DicomTag.ImagePositionPatient);
            }
        })).Taken);

        Assert.Equal(DicomUid.FromSeed("series/0/9"), taken.Series.Slices[0].SopInstanceUid);
        Assert.StartsWith("2 of 10 images do not state where they lie", Assert.Single(taken.Cautions), StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_OneSliceOverTime_IsNoStackThatLostItsPositions()
    {
        var choices = Choose(Stack(20, spacingMm: 0, change: s => s.Set(DicomTag.TemporalPositionIdentifier, s.GetInt(DicomTag.InstanceNumber)!.Value)));

        Assert.Empty(choices.Taken);
        Assert.Contains("Only one slice", choices.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(18, 24, 88, 112)]
    [InlineData(20, 20, 75, 130)]
    public void Choose_TwoEchoesJitteredBetweenSlices_AreGroupedByTheGap(double pdFrom, double pdTo, double t2From, double t2To)
    {
        var choices = Choose(Echo(pdFrom, pdTo, "pd").Concat(Echo(t2From, t2To, "t2")));

        Assert.Equal(2, choices.All.Count);
        var taken = Assert.Single(choices.Taken);
        Assert.Equal(20, taken.Series.Slices.Count);
        Assert.True(taken.Series.EchoTimeMs >= t2From);

        static IEnumerable<DicomDataset> Echo(double from, double to, string name) => Stack(20, change: s => s
            .Set(DicomTag.EchoTime, from + ((to - from) * (s.GetInt(DicomTag.InstanceNumber)!.Value * 7 % 20) / 19))
            .Set(DicomTag.SeriesDescription, "pd+t2 tse tra")
            .Set(DicomTag.SopInstanceUid, DicomUid.FromSeed(name + s.GetString(DicomTag.SopInstanceUid))));
    }

    [Fact]
    public void Choose_EchoesWithoutAGap_AreToldAtEachPlace()
    {
        // Eight echoes 12 ms apart, as for a T2 map: one stack each, of which one is graded.
        var choices = Choose(Enumerable.Range(1, 8).SelectMany(echo => Stack(12, change: s => s
            .Set(DicomTag.EchoTime, echo * 12).Set(DicomTag.EchoNumbers, echo).Set(DicomTag.SopInstanceUid, DicomUid.FromSeed(echo + s.GetString(DicomTag.SopInstanceUid))))));

        Assert.Equal(8, choices.All.Count);
        Assert.Equal(96, Assert.Single(choices.Taken).Series.EchoTimeMs);
    }

    [Fact]
    public void Choose_CaptureFirstInTheSeries_IsLeftAndTheStackTaken()
    {
        var capture = Stack(1).Single()
            .Set(DicomTag.SopClassUid, DicomUid.SecondaryCaptureImageStorage).Set(DicomTag.SopInstanceUid, "1.2.3").Set(DicomTag.InstanceNumber, 0)
            .Set(DicomTag.SamplesPerPixel, 3).Set(DicomTag.PhotometricInterpretation, "RGB").Set(DicomTag.ImageType, "DERIVED", "SECONDARY");

        var choices = Choose([capture, .. Stack(15)]);

        Assert.Equal(15, Assert.Single(choices.Taken).Series.Slices.Count);
        Assert.Equal("A capture of a screen or a colour image, not the scanner's own images.", choices.All.Single(c => !c.Taken).Reason);
    }

    private static IEnumerable<DicomDataset> Again(int count, string name, double shiftMm, Action<DicomDataset> change) => Stack(count, startMm: shiftMm, name: name, change: s =>
    {
        s.Set(DicomTag.SopInstanceUid, DicomUid.FromSeed("second" + s.GetInt(DicomTag.InstanceNumber))).Set(DicomTag.InstanceNumber, 100 + s.GetInt(DicomTag.InstanceNumber)!.Value);
        change(s);
    });

    private static void IsOfTheSecond(SliceFacts slice) =>
        Assert.Contains(slice.SopInstanceUid, Enumerable.Range(1, 15).Select(i => DicomUid.FromSeed($"second{i}")));
}
