using System.Globalization;
using BilskyWeb.Commands;
using BilskyWeb.Features.Grading;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Tests.Cases;

/// <summary>The control's pixels under headers that scanners and archives write: grade and flag must be the control's, and what a reader has to know is told.</summary>
[Trait("Kind", "integration")]
public sealed class HeaderCases
{
    /// <summary>Slices of the cases: two healthy ones before six of the lesion.</summary>
    private const int From = CaseStudy.LesionFrom - 2, To = CaseStudy.LesionFrom + 6;

    [Fact]
    [Trait("Case", "11b")]
    [Trait("Case", "11c")]
    [Trait("Case", "11f")]
    [Trait("Case", "13")]
    [Trait("Case", "14")]
    [Trait("Case", "16")]
    [Trait("Case", "19a")]
    [Trait("Case", "19b")]
    [Trait("Case", "19c")]
    [Trait("Case", "19d")]
    [Trait("Case", "22")]
    [Trait("Case", "23")]
    [Trait("Case", "24")]
    [Trait("Case", "35")]
    [Trait("Case", "36")]
    [Trait("Case", "37")]
    [Trait("Case", "single-shot")]
    [Trait("Case", "delimiter")]
    public async Task GradeAsync_HeadersOfTheField_AreGradedAsTheControlAndToldWhereNeeded()
    {
        (CaseStudy Study, string? Caution)[] cases =
        [
            (Study("11b", (image, _) => image.Header.SetAs(DicomTag.EchoTime, "DS", "97,5").SetAs(DicomTag.RepetitionTime, "DS", "4840,5")), null),
            (Study("11c", Rescaled), null),
            (Study("11f", (image, _) => image.Header.Set(DicomTag.PixelSpacing, string.Create(CultureInfo.InvariantCulture, $"{image.SpacingMm},{image.SpacingMm}"))), null),
            (Study("13", (image, _) => image.Written = CaseFile.ImplicitUnderAnExplicitHead), null),
            (Study("14", (image, i) => image.Written = file => CaseFile.WithBytesBehindThePixels(file, i % 2 == 0 ? 512 : 2)), null),
            (Study("16", (image, _) => image.Header.Set(DicomTag.BodyPartExamined, "HEAD").Set(DicomTag.StudyDescription, "MRT Schaedel und Hals"), "t2_tse_tra_C3-T4"), null),
            (Study("19a", (image, _) => image.Header.Set(DicomTag.RepetitionTime, 1500).Set(DicomTag.EchoTime, 105), "t2_space_zoomit_tra_p2"), null),
            (Study("19b", (_, _) => { }, "T2 TSE AX LOC T6-T8"), null),
            (Study("19c", (image, _) => image.Header.Set(DicomTag.SequenceName, "*tse2d1_15").Remove(DicomTag.ScanningSequence), "AX T2"), null),
            (Study("19d", (_, _) => { }, "T2 TSE DIFF ANGLE AX"), null),
            (Study("22", (image, _) => image.Header.Set(DicomTag.LossyImageCompression, "01").Set(DicomTag.LossyImageCompressionRatio, 38)), "Lossy compression, 38:1"),
            (Study("23", (image, _) => image.Header.Set(DicomTag.BurnedInAnnotation, "YES")), "burned into the images"),
            (Study("24", Padded), null),
            (Study("35", (image, _) => image.Written = CaseFile.WithSpacingAsUnlimitedText), null),
            (Study("36", (image, i) => image.Header.Set(DicomTag.SpacingBetweenSlices, -3.9).Set(DicomTag.InstanceNumber, To - From - i)), null),
            (Study("37", (image, i) => image.Header.Set(DicomTag.InstanceNumber, i % 2 == 0 ? (i / 2) + 1 : ((To - From + 1) / 2) + (i / 2) + 1).Set(DicomTag.SliceLocation, -image.Origin.Z)), null),
            (Study("single-shot", (image, _) => image.Header.Set(DicomTag.RepetitionTime, 4).Set(DicomTag.EchoTime, 90), "t2_haste_tra"), "Single-shot images are blurred"),
            (Study("delimiter", (image, _) => image.Written = CaseFile.WithASequenceThatLacksItsEnd), null),
        ];
        var control = Study("header-control", (_, _) => { });

        var outcome = await CaseGrading.GradeAsync([control, .. cases.Select(c => c.Study)]);

        Assert.True(outcome.Failures.Count == 0, string.Join("\n", outcome.Failures));
        var expected = outcome.Of(control);
        Assert.Equal(("2", true), (expected.HighestGrade, expected.Flagged));
        foreach (var (study, caution) in cases)
        {
            var graded = outcome.Of(study);
            Assert.Equal((study.Name, "2", true), (study.Name, graded.HighestGrade, graded.Flagged));
            Assert.Equal((study.Name, string.Join(' ', expected.Slices.Select(s => s.Grade))), (study.Name, string.Join(' ', graded.Slices.Select(s => s.Grade))));
            Assert.Equal(study.Images.Select(i => i.SopInstanceUid), graded.Slices.Select(s => s.SopInstanceUid));
            var told = Assert.Single(graded.Series).Cautions;
            Assert.True(caution is null ? told.Count == 0 : told.Count == 1 && told[0].Contains(caution, StringComparison.Ordinal), $"{study.Name}: {string.Join(' ', told)}");
        }

        var notes = outcome.Grading.Notes.GroupBy(n => n.Reason).ToDictionary(n => n.Key, n => n.Count());
        Assert.Equal(2, notes.Count);
        Assert.Equal(To - From, Assert.Single(notes, n => n.Key.Contains("is written as Implicit VR", StringComparison.Ordinal)).Value);
        Assert.Equal(To - From, Assert.Single(notes, n => n.Key.Contains("mark that ends its last sequence is missing", StringComparison.Ordinal)).Value);
    }

    [Fact]
    [Trait("Case", "03-kind")]
    [Trait("Case", "06-kind")]
    [Trait("Case", "20-kind")]
    [Trait("Case", "04b")]
    [Trait("Case", "05a")]
    [Trait("Case", "15a")]
    [Trait("Case", "15b")]
    [Trait("Case", "17b")]
    [Trait("Case", "25")]
    [Trait("Case", "34a")]
    [Trait("Case", "34b")]
    [Trait("Case", "38")]
    public async Task GradeAsync_SeriesAndFramesMixed_GradesTheRightImages()
    {
        var diffusion = new[] { "siemens", "ge", "philips", "uih", "standard" }.Select(vendor => (Vendor: vendor, Study: BesideDiffusion(vendor))).ToList();
        var (neck, echoes, water, fat, blurred) = (NeckAsT2Star(), JitteredEchoes(), Dixon("04b", "W", "F", 5, 5), Dixon("05a", "F", "W", 5, 6), RepeatedAsASeries());
        var (named, unnamed) = (Enhanced("15a", "Ax T2 FRFSE", Legacy), Enhanced("15b", "Ax FRFSE thoracic", Legacy));
        var (waterFrames, phaseFrames, discs, capture) = (Enhanced("34a", "T2 TSE mDIXON TRA", DixonFrames, "FAT", "WATER"), Enhanced("34b", "T2 TSE mDIXON TRA", DixonFrames, "IN_PHASE", "FAT"), TwoPerDisc(), ColourCapture());
        CaseStudy[] studies = [neck, echoes, water, fat, blurred, named, unnamed, waterFrames, phaseFrames, discs, capture, .. diffusion.Select(b => b.Study)];

        var outcome = await CaseGrading.GradeAsync(studies);

        Assert.True(outcome.Failures.Count == 0, string.Join("\n", outcome.Failures));
        Assert.All(studies, study => Assert.Equal((study.Name, "complete", "2", true), (study.Name, outcome.Of(study).State, outcome.Of(study).HighestGrade, outcome.Of(study).Flagged)));

        Assert.All(outcome.Of(neck).Series, series => Assert.True(series.Taken));
        Assert.Contains("Gradient echo widens bone", Assert.Single(outcome.Of(neck).Series.SelectMany(s => s.Cautions)), StringComparison.Ordinal);
        foreach (var (vendor, study) in diffusion)
        {
            Assert.Contains("b value 800", Assert.Single(outcome.Of(study).Series, s => !s.Taken).Reason, StringComparison.Ordinal);
            Assert.Equal((vendor, To - From), (vendor, outcome.Of(study).Slices.Count));
        }

        Assert.Equal(To - From, outcome.Of(echoes).Slices.Count);
        Assert.StartsWith("Proton-density-weighted", Assert.Single(outcome.Of(echoes).Series, s => !s.Taken).Reason, StringComparison.Ordinal);
        foreach (var dixon in new[] { water, fat, waterFrames }.Select(outcome.Of))
        {
            Assert.StartsWith("Fat-suppressed (Dixon water images)", Assert.Single(dixon.Series, s => s.Taken).Cautions.Single(), StringComparison.Ordinal);
            Assert.StartsWith("Fat-only images", Assert.Single(dixon.Series, s => !s.Taken).Reason, StringComparison.Ordinal);
        }

        Assert.Empty(Assert.Single(outcome.Of(phaseFrames).Series, s => s.Taken).Cautions);
        Assert.StartsWith("Fat-only images", Assert.Single(outcome.Of(phaseFrames).Series, s => !s.Taken).Reason, StringComparison.Ordinal);
        Assert.Equal(To - From, outcome.Of(waterFrames).Slices.Count);
        Assert.All(outcome.Of(waterFrames).Slices, s => Assert.True(s.Frame > To - From));
        Assert.All(new[] { named, unnamed }, s => Assert.Equal(To - From, outcome.Of(s).Slices.Count));
        Assert.Contains("repeats it and was acquired later", Assert.Single(outcome.Of(blurred).Series, s => !s.Taken).Reason, StringComparison.Ordinal);
        Assert.Equal(6, outcome.Of(discs).Series.Count(s => s.Taken));
        Assert.Equal(12, outcome.Of(discs).Slices.Count);
        Assert.StartsWith("A capture of a screen", Assert.Single(outcome.Of(capture).Series, s => !s.Taken).Reason, StringComparison.Ordinal);
    }

    /// <summary>The later of two contrasts that no tag tells apart is graded, which may be the wrong one: the headline says so, not a folded caution alone.</summary>
    [Fact]
    public async Task GradeAsync_TwoContrastsThatNoTagTellsApart_AreToldInTheHeadline()
    {
        var (within, between) = (new CaseStudy("contrasts-within"), new CaseStudy("contrasts-between"));
        var stack = CaseStudy.Stack()[14..18];
        within.Add([.. stack, .. stack], 3, "T2 TSE TRA", (image, i) =>
        {
            image.Header.Set(DicomTag.InstanceNumber, i + 1);
            Invert(image, i < stack.Count);
        });
        between.Add(stack, 3, "T2 TSE TRA", (image, _) => Invert(image, true));
        between.Add(stack, 4, "T2 TSE TRA");

        var outcome = await CaseGrading.GradeAsync(within, between);

        Assert.All(new[] { within, between }.Select(outcome.Of), told =>
        {
            Assert.Equal(("complete", stack.Count, true), (told.State, told.Slices.Count, told.Coverage!.Partial));
            Assert.Contains("differ as another contrast does, and no tag says which are T2-weighted", told.Coverage.Text, StringComparison.Ordinal);
            Assert.Contains("differ as two contrasts do", Assert.Single(told.Series.Where(s => s.Taken).SelectMany(s => s.Cautions)), StringComparison.Ordinal);
        });

        static void Invert(CaseImage image, bool isOther) => image.Repaint((row, column) => isOther ? (ushort)Math.Max(0, 1200 - image.At(row, column)) : image.At(row, column));
    }

    [Fact]
    [Trait("Case", "07")]
    [Trait("Case", "21")]
    public async Task GradeAsync_InversionRecoveryAndSharedImageNumbers_AreLeftForTheirReason()
    {
        var inversion = Study("21", (image, _) => image.Header.Set(DicomTag.ScanningSequence, "SE", "IR").Set(DicomTag.InversionTime, 180).Set(DicomTag.EchoTime, 102), "AX T2 IR FSE");
        var shared = SharedNumbers();

        var outcome = await CaseGrading.GradeAsync(inversion, shared);
        var byArchive = await CaseGrading.GradeFromArchiveAsync(shared);

        Assert.Equal("rejected", outcome.Of(inversion).State);
        Assert.Contains("STIR (inversion time 180 ms", outcome.Of(inversion).Reason, StringComparison.Ordinal);

        // From files the second series is left out and said so; from an archive, which keeps both, neither is graded.
        Assert.Contains(outcome.Failures, f => f.Contains("Two series use the same image numbers", StringComparison.Ordinal));
        Assert.Equal("rejected", outcome.Of(shared).State);
        Assert.Contains("same image numbers", byArchive.Rejection, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(byArchive.Series, s => s.Taken);
    }

    private static CaseStudy Study(string name, Action<CaseImage, int> change, string description = "T2 TSE TRA")
    {
        var study = new CaseStudy(name);
        study.Add(CaseStudy.Stack()[From..To], 3, description, change);
        return study;
    }

    private static void Rescaled(CaseImage image, int i)
    {
        double[] slopes = [1, 2.5, 0.4];
        var slope = slopes[i % 3];
        image.Header.Set(DicomTag.RescaleSlope, slope).Set(DicomTag.RescaleIntercept, 0);
        image.Repaint((row, column) => (ushort)Math.Round(image.At(row, column) / slope));
    }

    private static void Padded(CaseImage image, int i)
    {
        image.Header.Set(DicomTag.BitsStored, 16).Set(DicomTag.HighBit, 15).Set(DicomTag.PixelRepresentation, 1).SetAs(DicomTag.PixelPaddingValue, "SS", -32768);
        image.Repaint((row, column) => Math.Pow(row - 96, 2) + Math.Pow(column - 96, 2) > 96 * 96 ? (ushort)0x8000 : image.At(row, column));
    }

    private static void Fat(CaseImage image) => image.Repaint((row, column) => image.At(row, column) > 350 ? (ushort)0 : (ushort)(image.At(row, column) * 2));

    /// <summary>T2 down to the lesion, from there on MEDIC alone.</summary>
    private static CaseStudy NeckAsT2Star()
    {
        var study = new CaseStudy("03-kind");
        var stack = CaseStudy.Stack();
        study.Add(stack[4..From], 3, "T2 TSE TRA");
        study.Add(stack[From..To], 4, "t2_me2d_tra", (image, _) => image.Header.Set(DicomTag.ScanningSequence, "GR").Set(DicomTag.SequenceName, "*me2d1r4").Set(DicomTag.EchoTime, 17).Set(DicomTag.RepetitionTime, 600));
        return study;
    }

    /// <summary>Diffusion that calls itself T2 and was acquired later; only its b value tells.</summary>
    private static CaseStudy BesideDiffusion(string vendor)
    {
        (string Manufacturer, ushort Group, string Creator, ushort Element, string Vr, double[] Value)? tag = vendor switch
        {
            "siemens" => ("SIEMENS", 0x0019, "SIEMENS MR HEADER", 0x110C, "IS", [800]),
            "ge" => ("GE MEDICAL SYSTEMS", 0x0043, "GEMS_PARM_01", 0x1039, "IS", [1000000800, 8, 0, 0]),
            "philips" => ("Philips Medical Systems", 0x2001, "Philips Imaging DD 001", 0x1003, "FL", [800]),
            "uih" => ("UIH", 0x0065, "Image Private Header", 0x1009, "FD", [800]),
            _ => null,
        };
        var study = new CaseStudy("06-" + vendor);
        var stack = CaseStudy.Stack()[From..To];
        study.Add(stack);
        study.Add(stack, 4, "T2 TSE TRA", (image, _) =>
        {
            image.Repaint((row, column) => (ushort)(500 - (image.At(row, column) / 10)));
            if (tag is { } named)
            {
                image.Header.Set(DicomTag.Manufacturer, named.Manufacturer)
                    .SetAs(new DicomTag(named.Group, (ushort)(named.Element >> 8)), "LO", named.Creator)
                    .SetAs(new DicomTag(named.Group, named.Element), named.Vr, named.Value);
            }
            else
            {
                image.Header.Set(DicomTag.DiffusionBValue, 800);
            }
        });
        return study;
    }

    /// <summary>Proton density and T2 in one series, slice by slice, the echo times a little different from slice to slice.</summary>
    private static CaseStudy JitteredEchoes()
    {
        var study = new CaseStudy("20-kind");
        var stack = CaseStudy.Stack()[From..To];
        study.Add(stack.SelectMany(image => new[] { image, image }), 3, "TSE TRA dual echo", (image, i) =>
        {
            image.Header.Set(DicomTag.EchoTime, i % 2 == 0 ? 19 + (0.4 * (i % 6)) : 93 + (0.9 * (i % 8))).Set(DicomTag.EchoNumbers, 1 + (i % 2));
            if (i % 2 == 0)
            {
                image.Repaint((row, column) => (ushort)(400 + (image.At(row, column) / 20)));
            }
        });
        return study;
    }

    private static CaseStudy Dixon(string name, string first, string second, int firstNumber, int secondNumber)
    {
        var study = new CaseStudy(name);
        foreach (var (kind, number) in new[] { (first, firstNumber), (second, secondNumber) })
        {
            var at = study.Images.Count;
            study.Add(CaseStudy.Stack()[From..To], number, "T2W_mDIXON_TSE AX", (image, i) =>
            {
                image.Header.Set(DicomTag.ImageType, "DERIVED", "PRIMARY", kind, kind, "DERIVED").Set(DicomTag.InstanceNumber, at + i + 1);
                if (kind == "F")
                {
                    Fat(image);
                }
            });
        }

        return study;
    }

    private static CaseStudy RepeatedAsASeries()
    {
        var study = new CaseStudy("17b");
        var stack = CaseStudy.Stack()[From..To];
        study.Add(stack, 3, "T2 TSE TRA", (image, _) => image.Repaint((row, column) => image.At(Math.Max(0, row - 12), column)));
        study.Add(stack, 4, "T2 TSE TRA");
        return study;
    }

    private static CaseStudy TwoPerDisc()
    {
        var study = new CaseStudy("25");
        for (var disc = 0; disc < 6; disc++)
        {
            study.Add(CaseStudy.Stack()[((4 * disc) + 1)..((4 * disc) + 3)], 3 + disc, $"T2 TSE TRA disc {disc + 1}");
        }

        return study;
    }

    private static CaseStudy ColourCapture()
    {
        var study = new CaseStudy("38");
        var stack = CaseStudy.Stack()[From..To];
        study.Add(stack[..1], 3, "T2 TSE TRA", (image, _) =>
        {
            image.Pixels = new ushort[image.Rows * image.Columns * 3 / 2];
            image.Header.Set(DicomTag.SopClassUid, DicomUid.SecondaryCaptureImageStorage).Set(DicomTag.InstanceNumber, 0).Set(DicomTag.ImageType, "DERIVED", "SECONDARY")
                .Set(DicomTag.SamplesPerPixel, 3).Set(DicomTag.PhotometricInterpretation, "RGB").SetAs(new DicomTag(0x0028, 0x0006), "US", 0)
                .Set(DicomTag.BitsAllocated, 8).Set(DicomTag.BitsStored, 8).Set(DicomTag.HighBit, 7);
        });
        study.Add(stack);
        return study;
    }

    private static CaseStudy SharedNumbers()
    {
        var study = new CaseStudy("07");
        var stack = CaseStudy.Stack()[From..To];
        study.Add(stack, 3, "T1 TSE AX", (image, _) => image.Header.Set(DicomTag.EchoTime, 10).Set(DicomTag.RepetitionTime, 600));
        study.Add(stack, 4, "T2 TSE TRA", (image, i) => image.SopInstanceUid = study.Images[i].SopInstanceUid);
        return study;
    }

    /// <summary>One object with all slices as frames, as many times as there are kinds.</summary>
    private static CaseStudy Enhanced(string name, string description, Func<CaseImage, string, (DicomDataset Shared, DicomDataset PerFrame)> groups, params string[] kinds)
    {
        var study = new CaseStudy(name);
        var stack = CaseStudy.Stack()[From..To];
        kinds = kinds is [] ? [""] : kinds;
        var frames = kinds.SelectMany(kind => stack.Select(image => (Kind: kind, Image: image.Copy()))).ToList();
        frames.FindAll(f => f.Kind == "FAT").ForEach(f => Fat(f.Image));
        var told = frames.ConvertAll(f => groups(f.Image, f.Kind));
        study.Add(stack[..1], 3, description, (image, _) =>
        {
            image.Pixels = [.. frames.SelectMany(f => f.Image.Pixels)];
            image.SaysGeometry = false;
            image.Header.Set(DicomTag.SopClassUid, kinds is [""] ? "1.2.840.10008.5.1.4.1.1.4.4" : DicomUid.EnhancedMrImageStorage).Set(DicomTag.NumberOfFrames, frames.Count)
                .Set(DicomTag.SharedFunctionalGroupsSequence, told[0].Shared).Set(DicomTag.PerFrameFunctionalGroupsSequence, [.. told.Select(t => t.PerFrame)]);
            foreach (var tag in new[] { DicomTag.EchoTime, DicomTag.RepetitionTime, DicomTag.ScanningSequence, DicomTag.SequenceVariant, DicomTag.SequenceName, DicomTag.SliceThickness })
            {
                image.Header.Remove(tag);
            }
        });
        return study;
    }

    /// <summary>Converted from single slices: timing in the unassigned attributes alone.</summary>
    private static (DicomDataset Shared, DicomDataset PerFrame) Legacy(CaseImage image, string _)
    {
        var unassigned = new DicomDataset().Set(DicomTag.EchoTime, 97).Set(DicomTag.RepetitionTime, 4840).Set(DicomTag.ScanningSequence, "SE").Set(DicomTag.SequenceName, "tse2d");
        return (Common(image).Set(DicomTag.UnassignedSharedConvertedAttributesSequence, unassigned), Position(image));
    }

    private static (DicomDataset Shared, DicomDataset PerFrame) DixonFrames(CaseImage image, string kind) => (
        Common(image)
            .Set(DicomTag.MrTimingAndRelatedParametersSequence, new DicomDataset().Set(DicomTag.RepetitionTime, 4800))
            .Set(DicomTag.MrEchoSequence, new DicomDataset().Set(DicomTag.EffectiveEchoTime, 97)),
        Position(image).Set(DicomTag.MrImageFrameTypeSequence, new DicomDataset().Set(DicomTag.FrameType, "ORIGINAL", "PRIMARY", "DIXON", kind).Set(DicomTag.AcquisitionContrast, "T2")));

    private static DicomDataset Common(CaseImage image)
    {
        var place = image.Dataset();
        return new DicomDataset()
            .Set(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.PixelSpacing, image.SpacingMm, image.SpacingMm).Set(DicomTag.SliceThickness, 3))
            .Set(DicomTag.PlaneOrientationSequence, new DicomDataset().Set(DicomTag.ImageOrientationPatient, [.. place.GetDoubles(DicomTag.ImageOrientationPatient)]));
    }

    private static DicomDataset Position(CaseImage image) => new DicomDataset()
        .Set(DicomTag.PlanePositionSequence, new DicomDataset().Set(DicomTag.ImagePositionPatient, [.. image.Dataset().GetDoubles(DicomTag.ImagePositionPatient)]));
}
