using BilskyWeb.Features.Grading;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Tests.Cases;

/// <summary>Which images of a study are graded: cases after public reports, whose grade and flag must be the control's.</summary>
[Trait("Kind", "integration")]
public sealed class SeriesCases
{
    [Fact]
    [Trait("Case", "01")]
    [Trait("Case", "02")]
    [Trait("Case", "04a")]
    [Trait("Case", "05b")]
    [Trait("Case", "17")]
    [Trait("Case", "18")]
    [Trait("Case", "32")]
    public async Task GradeAsync_StudiesAsTheyAreSent_GradesTheRightImages()
    {
        CaseStudy[] studies = [Halves(), Discs(), DixonInOneSeries(), DixonByName(), AcquiredTwice(), PositionsLost(), BrainAndSpine(), CaptureFirst(), BlurredSecond(), BlurredSeriesSecond()];

        var outcome = await CaseGrading.GradeAsync(studies);

        Assert.Empty(outcome.Failures);
        Assert.All(studies, study =>
        {
            var graded = outcome.Of(study);
            Assert.Equal((study.Name, "complete", "2", true), (study.Name, graded.State, graded.HighestGrade, graded.Flagged));
        });
        StudyJson Of(int place) => outcome.Of(studies[place]);

        Assert.Equal(27, Of(0).Slices.Count);
        Assert.Contains("shown apart", Assert.Single(Of(0).Series.SelectMany(s => s.Cautions)), StringComparison.Ordinal);
        Assert.All(Of(1).Series, series => Assert.True(series.Taken));
        foreach (var dixon in new[] { Of(2), Of(3) })
        {
            Assert.StartsWith("Fat-suppressed (Dixon water images)", Assert.Single(dixon.Series, s => s.Taken).Cautions.Single(), StringComparison.Ordinal);
            Assert.StartsWith("Fat-only images", Assert.Single(dixon.Series, s => !s.Taken).Reason, StringComparison.Ordinal);
        }

        Assert.EndsWith("15 images of the same places (acquisition 1) are not graded: later ones are.", Of(4).SeriesReason, StringComparison.Ordinal);
        Assert.StartsWith("15 images at one place (0020,0032): put in order by slice location", Of(5).Series.Single().Cautions.Single(), StringComparison.Ordinal);
        Assert.StartsWith("No spinal canal was found", Assert.Single(Of(6).Series, s => !s.Taken).Reason, StringComparison.Ordinal);
        Assert.Equal(Assert.Single(Of(6).Series, s => s.Taken).SeriesInstanceUid, Of(6).SeriesInstanceUid);
        Assert.Matches(@"15 images of the same places \(acquisition 2\) are not graded though they are later: the earlier acquisition is sharper \(edge strength 0\.\d+ against 0\.\d+ per mm\)\.$", Of(8).SeriesReason);
        Assert.Equal(studies[8].Images.Take(15).Select(i => i.SopInstanceUid), Of(8).Slices.Select(s => s.SopInstanceUid));
        Assert.Contains("acquired later, but this one is sharper", Assert.Single(Of(9).Series, s => s.Taken).Reason, StringComparison.Ordinal);
        Assert.Contains("though acquired earlier", Assert.Single(Of(9).Series, s => !s.Taken).Reason, StringComparison.Ordinal);
        Assert.Equal(studies[9].Images.Take(15).Select(i => i.SopInstanceUid), Of(9).Slices.Select(s => s.SopInstanceUid));
        Assert.StartsWith("A capture of a screen", Assert.Single(Of(7).Series, s => !s.Taken).Reason, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Case", "01")]
    public async Task GradeAsync_StationsAtTheSamePositions_GradesAllApartAndDoubtsPositions()
    {
        var (two, one, more) = (StationsCountedAnew(), StationsInOneSeries(), StationTwiceAndAnother());

        var outcome = await CaseGrading.GradeAsync(two, one, more);

        Assert.All(new[] { (two, 16), (one, 15), (more, 16) }, expected =>
        {
            var (study, slices) = expected;
            var graded = outcome.Of(study);
            Assert.Equal((study.Name, "2", true, slices), (study.Name, graded.HighestGrade, graded.Flagged, graded.Slices.Count));
            Assert.Equal(slices, graded.Slices.Select(s => s.SopInstanceUid).Distinct().Count());
            Assert.True(graded.Coverage!.PositionsContradict);
            Assert.True(graded.Coverage.Partial);
            Assert.Contains("Positions cannot be trusted", graded.Coverage.Text, StringComparison.Ordinal);
            Assert.Equal(2, graded.Series.Count(s => s.Taken));
            Assert.Contains(graded.Series.SelectMany(s => s.Cautions), caution => caution.Contains("graded and shown apart", StringComparison.Ordinal));
        });
        var left = Assert.Single(outcome.Of(more).Series, s => !s.Taken);
        Assert.EndsWith("shows the same part.", left.Reason, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Case", "17")]
    public async Task GradeAsync_RepeatOfAnotherSizeOrStoredMirrored_GradesOne()
    {
        var (smaller, mirrored) = (new CaseStudy("repeat-smaller"), new CaseStudy("repeat-mirrored"));
        smaller.Add(CaseStudy.Stack()[12..22], 3);
        smaller.Add(CaseStudy.Stack(160, up: 10)[12..22], 4);
        mirrored.Add(CaseStudy.Stack()[12..22], 3);
        mirrored.Add(CaseStudy.Stack()[12..22], 4, "T2 TSE TRA", (image, _) => image.FlipColumns());

        var outcome = await CaseGrading.GradeAsync(smaller, mirrored);

        Assert.All(new[] { smaller, mirrored }, study =>
        {
            var graded = outcome.Of(study);
            Assert.Equal((study.Name, "2", true, 10), (study.Name, graded.HighestGrade, graded.Flagged, graded.Slices.Count));
            Assert.False(graded.Coverage!.PositionsContradict);
        });
    }

    /// <summary>An export begins to count anew at the second station: the upper spine lies at the positions of the lower.</summary>
    private static CaseStudy StationsCountedAnew()
    {
        var study = new CaseStudy("stations");
        var stack = CaseStudy.Stack();
        study.Add(stack[13..21], 3, "T2 TSE TRA lower");
        study.Add(stack[..8], 4, "T2 TSE TRA upper", (image, i) => image.Origin = stack[13 + i].Origin);
        return study;
    }

    private static CaseStudy StationsInOneSeries()
    {
        var study = new CaseStudy("stations-one-series");
        var stack = CaseStudy.Stack();
        study.Add(stack[14..21], 3);
        study.Add(stack[..8], 3, "T2 TSE TRA", (image, i) =>
        {
            image.Header.Set(DicomTag.InstanceNumber, 8 + i);
            image.Origin = stack[14 + i].Origin;
        });
        return study;
    }

    /// <summary>The lower station was acquired twice and lies at the positions of the upper, whose images are smaller.</summary>
    private static CaseStudy StationTwiceAndAnother()
    {
        var study = new CaseStudy("stations-and-repeat");
        var (stack, small) = (CaseStudy.Stack(), CaseStudy.Stack(160));
        for (var repeat = 0; repeat < 2; repeat++)
        {
            study.Add(stack[13..21], 3 + repeat, "T2 TSE TRA lower", (image, i) => image.Origin = stack[i].Origin);
        }

        study.Add(small[..8], 5, "T2 TSE TRA upper");
        return study;
    }

    private static CaseStudy Halves()
    {
        var study = new CaseStudy("halves");
        var stack = CaseStudy.Stack();
        study.Add(stack[..15], 3, "T2 TSE TRA upper");
        study.Add(stack[15..], 4, "T2 TSE TRA lower", (image, _) => image.Header.Set(DicomTag.FrameOfReferenceUid, DicomUid.FromSeed("another frame of reference")));
        return study;
    }

    private static CaseStudy Discs()
    {
        var study = new CaseStudy("discs");
        var stack = CaseStudy.Stack();
        for (var disc = 0; disc < 4; disc++)
        {
            study.Add(stack[((7 * disc) + 1)..((7 * disc) + 5)], 3 + disc, $"T2 TSE TRA disc {disc + 1}");
        }

        return study;
    }

    private static CaseStudy DixonInOneSeries()
    {
        var study = new CaseStudy("dixon");
        study.Add(CaseStudy.Short(), 5, "T2W_mDIXON_TSE AX", (image, i) => Fat(image, i, "F"));
        study.Add(CaseStudy.Short(), 5, "T2W_mDIXON_TSE AX", (image, i) => image.Header.Set(DicomTag.ImageType, "DERIVED", "PRIMARY", "W", "W", "DERIVED").Set(DicomTag.InstanceNumber, 16 + i));
        return study;
    }

    private static CaseStudy DixonByName()
    {
        var study = new CaseStudy("flex");
        study.Add(CaseStudy.Short(), 501, "(FAT) Ax T2 FSE Flex", (image, i) => Fat(image, i, "OTHER"));
        study.Add(CaseStudy.Short(), 502, "(WATER) Ax T2 FSE Flex");
        return study;
    }

    private static CaseStudy AcquiredTwice()
    {
        var study = new CaseStudy("twice");
        study.Add(CaseStudy.Short(), 3, "T2 TSE TRA", (image, _) => image.Repaint((row, column) => image.At(Math.Max(0, row - 12), column)));
        study.Add(CaseStudy.Short(), 3, "T2 TSE TRA", (image, i) => image.Header.Set(DicomTag.AcquisitionNumber, 2).Set(DicomTag.InstanceNumber, 16 + i));
        return study;
    }

    /// <summary>The patient moved during the repeat.</summary>
    private static CaseStudy BlurredSecond()
    {
        var study = new CaseStudy("blurred-second");
        study.Add(CaseStudy.Short());
        study.Add(CaseStudy.Short(), 3, "T2 TSE TRA", (image, i) =>
        {
            Smear(image);
            image.Header.Set(DicomTag.AcquisitionNumber, 2).Set(DicomTag.InstanceNumber, 16 + i);
        });
        return study;
    }

    private static CaseStudy BlurredSeriesSecond()
    {
        var study = new CaseStudy("blurred-series-second");
        study.Add(CaseStudy.Short());
        study.Add(CaseStudy.Short(), 4, "T2 TSE TRA repeat", (image, _) => Smear(image));
        return study;
    }

    private static void Smear(CaseImage image) => image.Repaint((row, column) =>
        (ushort)Enumerable.Range(-4, 9).Average(step => image.At(Math.Clamp(row + (3 * step), 0, image.Rows - 1), column)));

    private static CaseStudy PositionsLost()
    {
        var study = new CaseStudy("lost");
        var stack = CaseStudy.Short();
        study.Add(stack, 3, "T2 TSE TRA", (image, _) =>
        {
            image.Header.Set(DicomTag.SliceLocation, image.Origin.Z);
            image.Origin = stack[0].Origin;
        });
        return study;
    }

    private static CaseStudy BrainAndSpine()
    {
        var study = new CaseStudy("brain");
        var stack = CaseStudy.Short();
        study.Add([.. stack, .. stack[..11]], 3, "t2_tse_tra_p2", (image, i) =>
        {
            Forget(image);
            var size = Math.Sqrt(1 - Math.Pow((i - 13) / 16.0, 2));
            image.Repaint((row, column) =>
            {
                var from = Math.Sqrt(Math.Pow((row - 96) / 90.0, 2) + Math.Pow((column - 96) / 72.0, 2));
                var ventricle = from < size && Math.Abs(column - 96) is > 6 and < 16 && Math.Abs(row - 96) < 30;
                return (ushort)(ventricle ? 850 : from < size * 0.93 ? 320 + (60 * Math.Sin(column / 7.0) * Math.Cos(row / 9.0)) : from < size ? 670 : 20);
            });
            image.Origin = new(image.Origin.X, image.Origin.Y, stack[0].Origin.Z + 200 - (5.5 * i));
        });
        study.Add(stack, 8, "t2_tse_tra", (image, _) => Forget(image));
        return study;

        static void Forget(CaseImage image) => image.Header.Set(DicomTag.BodyPartExamined, "").Set(DicomTag.StudyDescription, "MRT Neuroachse");
    }

    private static CaseStudy CaptureFirst()
    {
        var study = new CaseStudy("capture");
        study.Add(CaseStudy.Short()[..1], 3, "T2 TSE TRA", (image, _) => image.Header.Set(DicomTag.SopClassUid, DicomUid.SecondaryCaptureImageStorage).Set(DicomTag.InstanceNumber, 0).Set(DicomTag.ImageType, "DERIVED", "SECONDARY"));
        study.Add(CaseStudy.Short(), 3, "T2 TSE TRA");
        return study;
    }

    /// <summary>Cord and CSF vanish, as on the fat images of a Dixon acquisition.</summary>
    private static void Fat(CaseImage image, int place, string type)
    {
        image.Repaint((row, column) => image.At(row, column) > 350 ? (ushort)0 : (ushort)(image.At(row, column) * 2));
        image.Header.Set(DicomTag.ImageType, "DERIVED", "PRIMARY", type, type, "DERIVED").Set(DicomTag.InstanceNumber, place + 1);
    }
}
