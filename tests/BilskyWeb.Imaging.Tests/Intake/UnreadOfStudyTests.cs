using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Imaging.Tests.Intake;

/// <summary>Whose the lost files are, and whether a part of an axial T2 stack may be among them.</summary>
public sealed class UnreadOfStudyTests
{
    private const string Study = "1.2.1";
    private const string Axial = "1.2.2";
    private const string Sagittal = "1.2.3";

    private static readonly DicomDataset[] Instances = [.. Enumerable.Range(0, 6).SelectMany(i => new[] { Image(Axial, "T2 TRA", i, 0, 0, -4 * i, 1, 0, 0, 0, 1, 0), Image(Sagittal, "T2 SAG", 20 + i, 4 * i, 0, 0, 0, 1, 0, 0, 0, -1) })];

    private static readonly SeriesChoices Choices = AxialT2Selector.Choose(SeriesFacts.FromInstances(Instances));

    [Fact]
    public void Of_FilesOfTheGradedStack_NeedAReaderAndAreNamedByIt()
    {
        var unread = Of(Lost(Study, Axial), Lost(Study, Axial));

        Assert.Equal((2, 0, true), (unread!.OfStudy, unread.OfDelivery, unread.NeedReader));
        Assert.Equal(("T2 TRA", 2, true), Assert.Single(unread.Series) is var s ? (s.Title, s.Files, s.IsGraded) : default);
    }

    [Fact]
    public void Of_FilesOfASeriesThatTheRulesLeave_AreToldAlone()
    {
        var unread = Of(Lost(Study, Sagittal));

        Assert.Equal((1, false), (unread!.OfStudy, unread.NeedReader));
        Assert.False(Assert.Single(unread.Series).IsGraded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_SeriesOfWhichNothingCouldBeRead_NeedsAReaderUnlessItSaysThatItIsNoAxialT2(bool may) =>
        Assert.Equal(may, Of(Lost(Study, "1.2.9") with { MayBeAxialT2 = may })!.NeedReader);

    [Fact]
    public void Of_FileThatDoesNotSayWhose_CountsForEveryStudyOfTheDelivery()
    {
        var unread = Of(Lost(null, null));

        Assert.Equal((0, 1, true), (unread!.OfStudy, unread.OfDelivery, unread.NeedReader));
    }

    [Fact]
    public void Of_FileOfAnotherStudy_IsNotThisOnes() => Assert.Null(Of(Lost("9.9", Axial)));

    [Fact]
    public void Of_FileThatCameAfterAll_IsNoLoss() => Assert.Null(Of(Lost(Study, Axial) with { SopInstanceUid = "1.2.4.3" }));

    [Fact]
    public void Of_TheOnlyReadableSliceOfAStack_LeavesItsLostOnesInQuestion()
    {
        var lone = AxialT2Selector.Choose(SeriesFacts.FromInstances([Instances[0]]));

        Assert.Empty(lone.Taken);
        Assert.True(UnreadOfStudy.Of([Lost(Study, Axial)], Study, lone, [])!.NeedReader);
    }

    [Fact]
    public void Of_ArchiveThatWasNotUnpacked_IsToldApart()
    {
        var unread = Of(Lost(null, null) with { IsArchive = true, MayBeAxialT2 = false });

        Assert.Equal((0, 0, 1, false), (unread!.OfStudy, unread.OfDelivery, unread.Archives, unread.NeedReader));
    }

    [Fact]
    public void NotUnderstood_ImageWithoutRowsInTheArchive_IsALossOfItsSeriesThoughTheArchiveHoldsIt()
    {
        DicomDataset[] held = [.. Instances, Image(Axial, "T2 TRA", 40, 0, 0, -24, 1, 0, 0, 0, 1, 0).Remove(DicomTag.Rows), Image(Sagittal, "T2 SAG", 41, 24, 0, 0, 0, 1, 0, 0, 0, -1).Remove(DicomTag.Columns)];

        var unread = OfArchive(held);

        Assert.Equal((2, true), (unread!.OfStudy, unread.NeedReader));
        Assert.Equal([(Axial, 1, true), (Sagittal, 1, false)], unread.Series.Select(s => (s.SeriesInstanceUid!, s.Files, s.IsGraded)));
    }

    [Fact]
    public void NotUnderstood_SeriesWithoutAnyReadableImage_NeedsAReaderUnlessItIsNoAxialT2()
    {
        DicomDataset[] Lost(params double[] geometry) => [.. Enumerable.Range(50, 3).Select(i => Image("1.2.9", "T2", i, geometry).Set(DicomTag.Rows, 0))];

        Assert.True(OfArchive([.. Instances, .. Lost(0, 0, 0, 1, 0, 0, 0, 1, 0)])!.NeedReader);
        Assert.False(OfArchive([.. Instances, .. Lost(0, 0, 0, 0, 1, 0, 0, 0, -1)])!.NeedReader);
    }

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.88.33", "SR")]
    [InlineData("1.2.840.10008.5.1.4.1.1.11.1", "PR")]
    [InlineData("1.2.840.10008.5.1.4.1.1.88.59", "KO")]
    [InlineData("1.2.840.10008.5.1.4.1.1.66.4", "SEG")]
    [InlineData("1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT")]
    [InlineData("1.2.840.10008.5.1.4.1.1.7", "MR")]
    [InlineData("1.2.840.10008.5.1.4.1.1.66", "MR")]
    [InlineData("1.2.840.10008.5.1.4.1.1.4.2", "MR")]
    [InlineData("1.3.12.2.1107.5.9.1", "MR")]
    public void NotUnderstood_ObjectThatIsNoImageOfTheScanner_IsNoLoss(string sopClass, string modality) =>
        Assert.Empty(UnreadFile.NotUnderstood([Image("1.2.9", "T2 TRA", 60, 0, 0, 0, 1, 0, 0, 0, 1, 0).Remove(DicomTag.Rows).Set(DicomTag.SopClassUid, sopClass).Set(DicomTag.Modality, modality)]));

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.4")]
    [InlineData("1.2.840.10008.5.1.4.1.1.4.1")]
    [InlineData("1.2.840.10008.5.1.4.1.1.4.4")]
    [InlineData("")]
    public void NotUnderstood_MrImageOfAnyClassWithoutRows_IsALossAndWithThemIsNone(string sopClass)
    {
        var image = Image("1.2.9", "T2 TRA", 60, 0, 0, 0, 1, 0, 0, 0, 1, 0).Set(DicomTag.SopClassUid, sopClass);

        Assert.Empty(UnreadFile.NotUnderstood([image]));
        Assert.Null(Assert.Single(UnreadFile.NotUnderstood([image.Remove(DicomTag.Rows)])).SopInstanceUid);
    }

    [Fact]
    public void NotFetched_FewerThanTheOtherArchiveHolds_AreLossesOfTheirSeries()
    {
        var unread = OfFetch(new(Axial, "MR", "T2 TRA", 9), new(Sagittal, "MR", "T2 SAG", 6), new("1.2.9", "SR", "Report", 1));

        Assert.Equal((0, 3, true), (unread!.OfStudy, unread.NotCome, unread.NeedReader));
        Assert.Equal((Axial, 3, true, true), Assert.Single(unread.Series) is var s ? (s.SeriesInstanceUid, s.Files, s.IsGraded, s.NotCome) : default);
    }

    /// <summary>Images that a reviewer had taken out counted as never come, and the study asked to be fetched again for ever.</summary>
    [Fact]
    public void NotFetched_SomeThatAPersonSetAside_AreToldApart()
    {
        var unread = OfFetch(new RemoteSeries(Axial, "MR", "T2 TRA", 9) { SetAside = 2 })!;

        Assert.Equal((3, 2, true), (unread.NotCome, unread.SetAside, unread.NeedReader));
        Assert.Equal([(1, false), (2, true)], unread.Series.Select(s => (s.Files, s.SetAside)).Order());
        Assert.Contains("1 image of this study did not come from the archive from which it was fetched: 1 of ", unread.Text, StringComparison.Ordinal);
        Assert.Contains("2 images of what the archive holds from which this study was fetched are not here because a reviewer did not take them for this study's: 2 of ", unread.Text, StringComparison.Ordinal);
        Assert.Equal("1 image of the study not fetched; 2 images set aside by a reviewer", unread.Short);

        // More than are missing were set aside: the same images may have come twice.
        Assert.Equal((3, 3), OfFetch(new RemoteSeries(Axial, "MR", "T2 TRA", 9) { SetAside = 5 }) is { } all ? (all.NotCome, all.SetAside) : default);
    }

    /// <summary>A file that has lost its identifier can never be seen to have come: only a person ends its counting, and is told so.</summary>
    [Fact]
    public void Of_FileThatDoesNotSayWhichImageItIs_CountsWhateverHasCome()
    {
        var held = Instances[0].GetString(DicomTag.SopInstanceUid);

        var unread = Of(Lost(Study, Axial), Lost(Study, Axial) with { SopInstanceUid = held }, Lost(null, null), Lost(Study, Axial) with { SopInstanceUid = "1.2.4.99" })!;

        Assert.Equal((2, 1, 2, true), (unread.OfStudy, unread.OfDelivery, unread.Nameless, unread.NeedReader));
        Assert.EndsWith(
            "2 of them do not say which image they are, so nobody can tell whether it has come since: they count until a reviewer has seen that the study is whole, and signs.", unread.Text, StringComparison.Ordinal);
        Assert.Null(Of(Lost(Study, Axial) with { SopInstanceUid = held }));
    }

    [Fact]
    public void NotFetched_AllOrMoreThanItHoldsOrNothingTold_IsNoLoss()
    {
        Assert.Null(OfFetch(new(Axial, "MR", "", 6), new(Sagittal, "MR", "", 2)));
        Assert.Null(OfFetch(new RemoteSeries(null, "", "", 12)));
        Assert.Null(OfFetch());
    }

    [Theory]
    [InlineData("T2 TRA", true)]
    [InlineData("Localizer", false)]
    public void NotFetched_SeriesOfWhichNothingCame_NeedsAReaderUnlessItsNameSaysOtherwise(string name, bool needReader) =>
        Assert.Equal((20, needReader), OfFetch(new RemoteSeries("1.2.9", "MR", name, 20)) is { } unread ? (unread.NotCome, unread.NeedReader) : default);

    [Fact]
    public void NotFetched_ArchiveThatCountsWholeStudiesOnly_CountsAgainstAllThatIsHere() =>
        Assert.Equal((3, true), OfFetch(new RemoteSeries(null, "", "", 15)) is { } unread ? (unread.NotCome, unread.NeedReader) : default);

    private static UnreadFiles? OfFetch(params RemoteSeries[] told) =>
        UnreadOfStudy.Of(UnreadFile.NotFetched(Study, told, Instances), Study, Choices, [.. Instances.Select(i => i.GetString(DicomTag.SopInstanceUid)!)]);

    private static UnreadFiles? OfArchive(DicomDataset[] held) => UnreadOfStudy.Of(
        UnreadFile.NotUnderstood(held), Study, AxialT2Selector.Choose(SeriesFacts.FromInstances(held)), [.. held.Select(i => i.GetString(DicomTag.SopInstanceUid)!)]);

    private static UnreadFiles? Of(params UnreadFile[] files) => UnreadOfStudy.Of(files, Study, Choices, [.. Instances.Select(i => i.GetString(DicomTag.SopInstanceUid)!)]);

    private static UnreadFile Lost(string? study, string? series) => new(study, series, null, "", true, false);

    private static DicomDataset Image(string series, string name, int number, params double[] geometry) => new DicomDataset()
        .Set(DicomTag.SopClassUid, DicomUid.MrImageStorage).Set(DicomTag.SopInstanceUid, $"1.2.4.{number}").Set(DicomTag.Modality, "MR")
        .Set(DicomTag.StudyInstanceUid, Study).Set(DicomTag.SeriesInstanceUid, series).Set(DicomTag.SeriesDescription, name).Set(DicomTag.InstanceNumber, number)
        .Set(DicomTag.FrameOfReferenceUid, "1.2.5").Set(DicomTag.ImagePositionPatient, geometry[..3]).Set(DicomTag.ImageOrientationPatient, geometry[3..])
        .Set(DicomTag.EchoTime, 100).Set(DicomTag.RepetitionTime, 4000).Set(DicomTag.ScanningSequence, "SE").Set(DicomTag.PixelSpacing, 0.5, 0.5)
        .Set(DicomTag.Rows, 256).Set(DicomTag.Columns, 256).Set(DicomTag.SamplesPerPixel, 1);
}
