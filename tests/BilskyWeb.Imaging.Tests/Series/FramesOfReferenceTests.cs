using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Imaging.Tests.Series;

/// <summary>One series whose images name several frames of reference: their positions cannot be compared, so they are stacks of their own.</summary>
public sealed class FramesOfReferenceTests
{
    [Fact]
    public void FromInstances_HalvesOfTwoFrames_AreTwoStacksBothTakenAndTold()
    {
        var choices = Choose(i => i < 6 ? "1.9.1" : "1.9.2");

        Assert.Equal([("1.9.1", 6), ("1.9.2", 6)], choices.Taken.Select(c => (c.Series.FrameOfReferenceUid, c.Series.Slices.Count)).Order());
        Assert.Equal(["T2 TRA (frame of reference 1)", "T2 TRA (frame of reference 2)"], choices.Taken.Select(c => c.Series.Title).Order(StringComparer.Ordinal));
        Assert.Contains(choices.Cautions, c => c.Contains("another frame of reference", StringComparison.Ordinal));
    }

    [Fact]
    public void FromInstances_SamePlacesInTwoFrames_AreNotTakenForARepeat()
    {
        var choices = Choose(i => i < 6 ? "1.9.1" : "1.9.2", i => i % 6);

        Assert.Equal(12, choices.Taken.Sum(c => c.Series.Slices.Count));
        Assert.All(choices.Taken, c => Assert.Equal(0, c.Series.Repeats));
    }

    [Fact]
    public void FromInstances_SomeWithoutAFrame_AreAStackOfTheirOwn() =>
        Assert.Equal(["", "1.9.1"], Choose(i => i < 4 ? "" : "1.9.1").Taken.Select(c => c.Series.FrameOfReferenceUid).Order(StringComparer.Ordinal));

    [Fact]
    public void FromInstances_AFrameForEveryImage_StayOneStackThatIsComparedWithNoOther()
    {
        var taken = Assert.Single(Choose(i => $"1.9.{i + 1}").Taken);

        Assert.Equal(("", 12), (taken.Series.FrameOfReferenceUid, taken.Series.Slices.Count));
        Assert.Contains(taken.Cautions, c => c.StartsWith("Most images name a frame of reference of their own", StringComparison.Ordinal));
    }

    [Fact]
    public void FromInstances_OneFrame_IsOneStackWithoutAWord()
    {
        var taken = Assert.Single(Choose(_ => "1.9.1").Taken);

        Assert.Equal(("1.9.1", "T2 TRA", 0), (taken.Series.FrameOfReferenceUid, taken.Series.Title, taken.Cautions.Count));
    }

    private static SeriesChoices Choose(Func<int, string> frameOfReference, Func<int, int>? place = null) => AxialT2Selector.Choose(SeriesFacts.FromInstances(Enumerable.Range(0, 12).Select(i =>
    {
        var image = new DicomDataset()
            .Set(DicomTag.SopClassUid, DicomUid.MrImageStorage).Set(DicomTag.SopInstanceUid, $"1.2.4.{i + 1}").Set(DicomTag.Modality, "MR")
            .Set(DicomTag.StudyInstanceUid, "1.2.1").Set(DicomTag.SeriesInstanceUid, "1.2.2").Set(DicomTag.SeriesDescription, "T2 TRA").Set(DicomTag.InstanceNumber, i + 1)
            .Set(DicomTag.ImagePositionPatient, -60, -50, -4.0 * (place?.Invoke(i) ?? i)).Set(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
            .Set(DicomTag.EchoTime, 100).Set(DicomTag.RepetitionTime, 4000).Set(DicomTag.ScanningSequence, "SE").Set(DicomTag.PixelSpacing, 0.5, 0.5)
            .Set(DicomTag.Rows, 256).Set(DicomTag.Columns, 256).Set(DicomTag.SamplesPerPixel, 1);
        return frameOfReference(i) is { Length: > 0 } uid ? image.Set(DicomTag.FrameOfReferenceUid, uid) : image;
    })));
}
