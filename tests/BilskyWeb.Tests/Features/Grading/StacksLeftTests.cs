using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;
using BilskyWeb.Tests.Cases;

namespace BilskyWeb.Tests.Features.Grading;

public sealed class StacksLeftTests
{
    [Fact]
    public void Of_WeightingThatIsNotGradedOverAPartThatNobodyGrades_IsTold()
    {
        var left = Assert.Single(Left(CaseStudy.Stack()[15..], CaseStudy.Stack()));

        Assert.Equal("T1 TSE AX", left.Title);
        Assert.InRange(left.MoreMm!.Value, 40, 62);
    }

    [Fact]
    public void Of_WeightingThatIsNotGradedOverTheSamePart_IsNotTold() => Assert.Empty(Left(CaseStudy.Stack(), CaseStudy.Stack()));

    [Fact]
    public void Of_AnotherFrameOfReference_TellsHowMuchMoreOfNone()
    {
        Assert.Null(Assert.Single(Left(CaseStudy.Stack()[15..], CaseStudy.Stack(), i => i.Header.Set(DicomTag.FrameOfReferenceUid, "1.9"))).MoreMm);
        Assert.Empty(Left(CaseStudy.Stack(), CaseStudy.Stack(), i => i.Header.Set(DicomTag.FrameOfReferenceUid, "1.9")));
    }

    [Fact]
    public void Of_StackWithoutOrientation_MayShowAnything() =>
        Assert.Null(Assert.Single(Left(CaseStudy.Stack(), CaseStudy.Stack(), i => i.SaysGeometry = false)).MoreMm);

    [Fact]
    public void Of_Scout_IsNoPartOfTheQuestion() =>
        Assert.Empty(Left(CaseStudy.Stack()[20..], CaseStudy.Stack(), i => i.Header.Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "LOCALIZER")));

    /// <summary>What is told of a T1 series beside a graded T2.</summary>
    private static IReadOnlyList<LeftStack> Left(IEnumerable<CaseImage> graded, IEnumerable<CaseImage> beside, Action<CaseImage>? change = null)
    {
        var study = new CaseStudy("left");
        study.Add(graded);
        study.Add(beside, 4, "T1 TSE AX", (image, _) =>
        {
            image.Header.Set(DicomTag.EchoTime, 10).Set(DicomTag.RepetitionTime, 600);
            change?.Invoke(image);
        });
        var choices = AxialT2Selector.Choose(SeriesFacts.FromInstances(study.Images.Select(i => i.Dataset())));
        var images = choices.Taken.SelectMany(c => c.Series.Slices.Select(s => new ImageGrade(
            c.Series.SeriesInstanceUid, s.SopInstanceUid, s.Frame, new PlacedSlice(s.ImagePlane!.Centre.Z, new GradedSlice(SliceStatus.Graded, null, null, BilskyGrade.Grade0, [], [])))
        { Plane = s.ImagePlane }));
        return StacksLeft.Of(choices, [.. images]);
    }
}
