using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;
using static BilskyWeb.Imaging.Tests.Series.TestSeries;

namespace BilskyWeb.Imaging.Tests.Series;

public sealed class SeriesFactsTests
{
    [Fact]
    public void FromInstances_AnyOrder_SortsHeadFirstByPosition()
    {
        var instances = Stack(9).Reverse().OrderBy(slice => slice.GetString(DicomTag.SopInstanceUid)).ToList();

        var series = Assert.Single(SeriesFacts.FromInstances(instances));

        Assert.Equal(Enumerable.Range(0, 9).Select(i => 32.0 - (4 * i)), series.Slices.Select(slice => Math.Round(slice.PositionMm!.Value, 6)));
        Assert.Equal(DicomUid.FromSeed("series/0/8"), series.Slices[0].SopInstanceUid);
    }

    [Fact]
    public void FromInstances_TiltedStack_MeasuresAlongItsNormal()
    {
        var series = Assert.Single(SeriesFacts.FromInstances(Stack(10, 3.3, orientation: TiltedAxial(20))));

        Assert.Equal(3.3, series.Layout.SpacingMm!.Value, 6);
        Assert.Equal(20, series.Layout.TiltDegrees!.Value, 6);
        Assert.Equal("10 slices, 3.3 mm apart, tilted by 20°", series.Layout.Describe());
    }

    [Fact]
    public void FromInstances_SlicesMissing_CountsThem()
    {
        var series = Assert.Single(SeriesFacts.FromInstances(Stack(20).Where((_, i) => i is not (5 or 11 or 12))));

        Assert.Equal(3, series.Layout.Missing);
        Assert.Equal("17 slices, 4 mm apart, 3 slices missing in between", series.Layout.Describe());
    }

    [Fact]
    public void FromInstances_BlocksOfDifferentTilt_KeepsThemTogether()
    {
        var instances = Stack(5, startMm: 0, orientation: TiltedAxial(0)).Concat(Stack(5, startMm: 40, orientation: TiltedAxial(12))).Concat(Stack(5, startMm: 90, orientation: TiltedAxial(-9)));

        var series = Assert.Single(SeriesFacts.FromInstances(instances));

        Assert.Equal(3, series.Layout.Blocks);
        Assert.Equal(15, series.Slices.Count);
        Assert.Equal(0, series.Layout.Missing);
    }

    [Fact]
    public void FromInstances_SameFileTwiceAndRepeatedPositions_TakesTheLater()
    {
        var again = Stack(6, change: s => s.Set(DicomTag.SopInstanceUid, DicomUid.FromSeed("again" + s.GetString(DicomTag.SopInstanceUid))).Set(DicomTag.InstanceNumber, 100));

        var series = Assert.Single(SeriesFacts.FromInstances(Stack(6).Concat(Stack(2)).Concat(again)));

        Assert.Equal(6, series.Slices.Count);
        Assert.Equal(8, series.Repeats);
        Assert.Equal("image numbers 1 to 6", series.RepeatNote);
        Assert.All(series.Slices, slice => Assert.DoesNotContain(slice.SopInstanceUid, Stack(6).Select(s => s.GetString(DicomTag.SopInstanceUid))));
    }

    [Fact]
    public void FromInstances_NoGeometry_KeepsInstanceOrder()
    {
        var series = Assert.Single(SeriesFacts.FromInstances(Stack(4, change: s => s.Remove(DicomTag.ImageOrientationPatient)).Reverse()));

        Assert.Equal(SlicePlane.Unknown, series.Plane);
        Assert.Equal(DicomUid.FromSeed("series/0/0"), series.Slices[0].SopInstanceUid);
        Assert.All(series.Slices, slice => Assert.Null(slice.PositionMm));
    }

    [Fact]
    public void FromInstances_DirectionCosinesThatAreNone_CountAsMissing() =>
        Assert.Equal(SlicePlane.Unknown, SeriesFacts.FromInstances(Stack(4, change: s => s.Set(DicomTag.ImageOrientationPatient, 0, 0, 0, 0, 0, 0))).Single().Plane);

    [Theory]
    [InlineData(1e300)]
    [InlineData(-3e9)]
    public void FromInstances_PositionOfNoScanner_CountsAsMissing(double mm)
    {
        var choices = Choose(
            Stack(4, name: "a"),
            Stack(4, name: "b", change: s => s.Set(DicomTag.ImagePositionPatient, 0, 0, mm)));

        Assert.All(choices.Taken, choice => Assert.Equal(SlicePlane.Axial, choice.Series.Plane));
        Assert.All(choices.All.Single(choice => choice.Series.SeriesInstanceUid == DicomUid.FromSeed("b")).Series.Slices, slice => Assert.Null(slice.PositionMm));
    }

    [Fact]
    public void FromInstances_ThousandsOfFrames_KeepsThemAll() =>
        Assert.Equal(3000, Assert.Single(SeriesFacts.FromInstances([.. Stack(3000, 0.25)])).Slices.Count);

    [Fact]
    public void FromInstances_EnhancedMultiFrame_ReadsFunctionalGroups()
    {
        static DicomDataset In(DicomTag macro, DicomDataset item) => new DicomDataset().Set(macro, item);
        var frames = Enumerable.Range(0, 12).Select(i => new DicomDataset()
            .Set(DicomTag.PlanePositionSequence, new DicomDataset().Set(DicomTag.ImagePositionPatient, -100, -100, 5.0 * i))).ToArray();
        var shared = In(DicomTag.PlaneOrientationSequence, new DicomDataset().Set(DicomTag.ImageOrientationPatient, Axial))
            .Set(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.PixelSpacing, 0.6, 0.6).Set(DicomTag.SliceThickness, 4))
            .Set(DicomTag.MrTimingAndRelatedParametersSequence, new DicomDataset().Set(DicomTag.RepetitionTime, 4000))
            .Set(DicomTag.MrEchoSequence, new DicomDataset().Set(DicomTag.EffectiveEchoTime, 105))
            .Set(DicomTag.MrModifierSequence, new DicomDataset().Set(DicomTag.SpectrallySelectedSuppression, "FAT"))
            .Set(DicomTag.MrImageFrameTypeSequence, new DicomDataset().Set(DicomTag.FrameType, "ORIGINAL", "PRIMARY", "M", "NONE").Set(DicomTag.AcquisitionContrast, "T2"));
        var instance = Stack(1).Single()
            .Set(DicomTag.SopClassUid, DicomUid.EnhancedMrImageStorage).Set(DicomTag.NumberOfFrames, 12).Set(DicomTag.EchoPulseSequence, "SPIN")
            .Remove(DicomTag.ImageOrientationPatient).Remove(DicomTag.ImagePositionPatient).Remove(DicomTag.PixelSpacing)
            .Remove(DicomTag.EchoTime).Remove(DicomTag.RepetitionTime).Remove(DicomTag.ScanningSequence)
            .Set(DicomTag.SharedFunctionalGroupsSequence, shared).Set(DicomTag.PerFrameFunctionalGroupsSequence, frames);

        var choice = Choose([instance]).Chosen!;

        Assert.Equal("Axial. T2-weighted (TE 105 ms, TR 4000 ms), fat-suppressed: 12 slices, 5 mm apart, covering 55 mm.", choice.Reason);
        Assert.Equal(["Fat-suppressed: epidural fat cannot be told from other dark tissue."], choice.Cautions);
        Assert.Equal(Enumerable.Range(1, 12).Reverse(), choice.Series.Slices.Select(slice => slice.Frame));

        // Without (0028,0008), or with one that is no number, it holds as many images as it describes.
        Assert.Equal(12, Choose([instance.Remove(DicomTag.NumberOfFrames)]).Chosen!.Series.Slices.Count);
        Assert.Equal(12, Choose([instance.Set(DicomTag.NumberOfFrames, 0)]).Chosen!.Series.Slices.Count);
    }

    [Fact]
    public void FromInstances_ClassicMultiFrameWithoutPositions_IsNotCalledAxial()
    {
        var choice = Choose([Stack(1).Single().Set(DicomTag.NumberOfFrames, 20)]).All.Single();

        Assert.Equal(SlicePlane.Unknown, choice.Series.Plane);
        Assert.False(choice.Taken);
    }

    [Fact]
    public void FromInstances_Report_HasNoSlices()
    {
        var report = Stack(1).Single().Remove(DicomTag.Rows).Remove(DicomTag.Columns).Set(DicomTag.Modality, "SR");

        Assert.Equal("Modality SR, not MR.", Choose([report]).All.Single().Reason);
    }
}
