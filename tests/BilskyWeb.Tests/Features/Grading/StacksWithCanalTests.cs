using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Tests.Features.Grading;

public sealed class StacksWithCanalTests
{
    [Fact]
    public void Settle_LongerStackWithoutACanal_IsLeftAndTheOtherIsTheHeadline()
    {
        var choices = Choose(Stack("brain", 26, 300), Stack("spine", 15, 0));
        var images = Grade(choices, series => series == Uid("spine"));

        var settled = StacksWithCanal.Settle(choices, images);

        Assert.Equal(Uid("brain"), choices.Chosen!.Series.SeriesInstanceUid);
        Assert.Equal(Uid("spine"), Assert.Single(settled.Taken).Series.SeriesInstanceUid);
        Assert.StartsWith("No spinal canal was found on any of its 26 slices", settled.All.Single(c => !c.Taken).Reason, StringComparison.Ordinal);
        Assert.Equal(15, images.Count);
    }

    [Fact]
    public void Blind_LaterImagesOfTheSamePlacesWithoutACanal_GiveWayToThoseThatHaveOne()
    {
        var series = Facts(Stack("t2", 15, 0), Stack("untold", 20, -10, number: 9));
        var choices = AxialT2Selector.Choose(series);
        var images = Grade(choices, _ => false);

        var blind = StacksWithCanal.Blind(choices, images);
        var others = AxialT2Selector.Choose(StacksWithCanal.Others(series, blind));
        var settled = StacksWithCanal.Instead(choices, blind, others);

        Assert.Equal(Uid("untold"), Assert.Single(choices.Taken).Series.SeriesInstanceUid);
        Assert.Equal(Uid("untold"), Assert.Single(blind).SeriesInstanceUid);
        Assert.True(StacksWithCanal.ShowCanal(choices, others, Grade(others, _ => true)));
        Assert.False(StacksWithCanal.ShowCanal(choices, others, Grade(others, _ => false)));
        Assert.Equal(Uid("t2"), Assert.Single(settled.Taken).Series.SeriesInstanceUid);
        var left = Assert.Single(settled.All, c => !c.Taken);
        Assert.True(left.WithoutCanal);
        Assert.StartsWith("No spinal canal was found on 20 slices, and other images of the same places show one", left.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ShowCanal_InAnotherPartAlone_SaysNothingForTheOthers()
    {
        // Disease hides the canal on both acquisitions of the neck: that the chest shows one is no reason to take the earlier.
        var series = Facts(Stack("neck", 12, 300, number: 3), Stack("neck again", 12, 300, number: 9), Stack("chest", 15, 0, number: 4));
        var choices = AxialT2Selector.Choose(series);
        var blind = StacksWithCanal.Blind(choices, Grade(choices, s => s == Uid("chest")));
        var others = AxialT2Selector.Choose(StacksWithCanal.Others(series, blind));

        Assert.Equal(Uid("neck again"), Assert.Single(blind).SeriesInstanceUid);
        Assert.False(StacksWithCanal.ShowCanal(choices, others, Grade(others, s => s == Uid("chest"))));
    }

    [Fact]
    public void Blind_StackThatRepeatsNothing_StaysForAReader()
    {
        var choices = Choose(Stack("only", 15, 0));

        Assert.Empty(StacksWithCanal.Blind(choices, Grade(choices, _ => false)));
    }

    [Fact]
    public void Settle_StackNamedForTheSpineWithoutACanal_StaysForAReader()
    {
        var choices = Choose(Stack("neck", 12, 300, "T2 tra HWS"), Stack("chest", 15, 0));
        var images = Grade(choices, series => series == Uid("chest"));

        var settled = StacksWithCanal.Settle(choices, images);

        Assert.Equal([Uid("chest"), Uid("neck")], settled.Taken.Select(c => c.Series.SeriesInstanceUid));
        Assert.Equal(27, images.Count);
    }

    [Fact]
    public void Settle_StackWithoutACanalBetweenStacksThatHaveOne_StaysForAReader()
    {
        var choices = Choose(Stack("upper", 15, 200), Stack("middle", 6, 160), Stack("lower", 15, 80));
        var images = Grade(choices, series => series != Uid("middle"));

        var settled = StacksWithCanal.Settle(choices, images);

        Assert.Equal(3, settled.Taken.Count);
        Assert.Equal(36, images.Count);
    }

    [Fact]
    public void Settle_StackWithoutACanalThatAReviewerTook_Stays()
    {
        var facts = Facts(Stack("stir", 12, 300, "AX STIR"), Stack("chest", 15, 0));
        var choices = AxialT2Selector.Choose(facts, new HashSet<string> { Uid("stir") });
        var images = Grade(choices, series => series == Uid("chest"));

        Assert.Equal(2, StacksWithCanal.Settle(choices, images).Taken.Count);
        Assert.Equal(27, images.Count);
    }

    [Fact]
    public void Settle_NoStackHasACanal_LeavesTheChoice()
    {
        var choices = Choose(Stack("a", 12, 300), Stack("b", 15, 0));

        Assert.Same(choices, StacksWithCanal.Settle(choices, Grade(choices, _ => false)));
    }

    private static string Uid(string name) => DicomUid.FromSeed(name);

    private static SeriesChoices Choose(params IEnumerable<DicomDataset>[] stacks) => AxialT2Selector.Choose(Facts(stacks));

    private static IReadOnlyList<SeriesFacts> Facts(params IEnumerable<DicomDataset>[] stacks) => SeriesFacts.FromInstances(stacks.SelectMany(s => s));

    private static IEnumerable<DicomDataset> Stack(string name, int count, double fromMm, string description = "t2_tse_tra", int? number = null) => Enumerable.Range(0, count).Select(i => new DicomDataset()
        .Set(DicomTag.SopClassUid, DicomUid.MrImageStorage).Set(DicomTag.SopInstanceUid, DicomUid.FromSeed($"{name} {i}"))
        .Set(DicomTag.StudyInstanceUid, Uid("study")).Set(DicomTag.SeriesInstanceUid, Uid(name)).Set(DicomTag.FrameOfReferenceUid, Uid("frame"))
        .Set(DicomTag.SeriesNumber, number is { } stated ? [stated] : []).Set(DicomTag.Modality, "MR").Set(DicomTag.SeriesDescription, description).Set(DicomTag.ScanningSequence, "SE").Set(DicomTag.EchoTime, 100).Set(DicomTag.RepetitionTime, 4000)
        .Set(DicomTag.Rows, 64).Set(DicomTag.Columns, 64).Set(DicomTag.PixelSpacing, 1, 1).Set(DicomTag.SliceThickness, 4)
        .Set(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0).Set(DicomTag.ImagePositionPatient, -32, -32, fromMm + (4 * i)));

    private static List<ImageGrade> Grade(SeriesChoices choices, Func<string, bool> hasCanal) =>
    [
        .. choices.Taken.SelectMany(c => c.Series.Slices.Select(s => new ImageGrade(c.Series.SeriesInstanceUid, s.SopInstanceUid, s.Frame, new PlacedSlice(
            s.PositionMm!.Value,
            hasCanal(c.Series.SeriesInstanceUid)
                ? new GradedSlice(SliceStatus.Graded, null, new RegionOfInterest(20, 20, 20, 20, 1), BilskyGrade.Grade0, [], [])
                : new GradedSlice(SliceStatus.NoCanal, "No canal.", null, null, [], []))) { Plane = s.ImagePlane })),
    ];
}
