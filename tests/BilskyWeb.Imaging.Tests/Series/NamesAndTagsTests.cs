using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;
using static BilskyWeb.Imaging.Tests.Series.TestSeries;

namespace BilskyWeb.Imaging.Tests.Series;

/// <summary>Names that mean something else than they seem to, and tags that say what a name does not.</summary>
public sealed class NamesAndTagsTests
{
    [Theory]
    [InlineData("t2_space_zoomit_tra_p2")]
    [InlineData("T2 TSE AX LOC T6-T8")]
    [InlineData("T2 TSE DIFF ANGLE AX")]
    [InlineData("AX T2 LOC L4")]
    [InlineData("T2 AX loc")]
    [InlineData("T2 tra C7-T1")]
    [InlineData("t2_tse_tra_T2-T8")]
    [InlineData("AX T2_1")]
    public void Choose_WordThatMeansSomethingElse_IsT2(string name)
    {
        var choice = Judge(slice => slice.Set(DicomTag.SeriesDescription, name).Set(DicomTag.EchoTime, 105).Set(DicomTag.RepetitionTime, 1500));

        Assert.True(choice.Taken, choice.Reason);
        Assert.Equal(SeriesRank.T2, choice.Rank);
    }

    [Theory]
    [InlineData("AX T2", "*tse2d1_15", SeriesRank.T2)]
    [InlineData("T2", "*spc3d1_282", SeriesRank.T2)]
    [InlineData("T2* AX", "*fl2d1", SeriesRank.T2Star)]
    [InlineData("T2 * tra", "", SeriesRank.T2Star)]
    [InlineData("AX T2*W FFE", "", SeriesRank.T2Star)]
    [InlineData("tra", "*me2d1r3", SeriesRank.T2Star)]
    public void Choose_StarOfASequenceName_IsNotThatOfT2Star(string name, string sequence, SeriesRank rank) =>
        Assert.Equal(rank, Judge(slice => slice.Remove(DicomTag.ScanningSequence).Set(DicomTag.SeriesDescription, name).Set(DicomTag.SequenceName, sequence)).Rank);

    [Theory]
    [InlineData("HEAD", "t2_tse_tra_C3-T4")]
    [InlineData("HEAD", "AX T2 T5")]
    [InlineData("BRAIN", "T2 TSE HWS")]
    [InlineData("HEAD", "t2 tra Brustwirbelsäule")]
    [InlineData("HEAD", "T2 AX rachis dorsal")]
    [InlineData("SKULL", "T2 шейный отдел")]
    [InlineData("HEAD", "T2 頸椎 横断")]
    [InlineData("BRAIN", "颈椎 T2")]
    [InlineData("HEAD", "Ax T2 경추")]
    public void Choose_HeadByRegistrationButNamedForTheSpine_IsTaken(string part, string name) =>
        Assert.True(Judge(slice => slice.Set(DicomTag.BodyPartExamined, part).Set(DicomTag.SeriesDescription, name)).Taken);

    [Theory]
    [InlineData("HEAD", "t2_tse_tra", "It shows the head, not the spine (body part HEAD, (0018,0015)).")]
    [InlineData("", "t2_tse_tra Schädel", "It shows the brain, not the spine (\"schädel\" in its name).")]
    [InlineData("", "AX T2 BRAIN", "It shows the brain, not the spine (\"brain\" in its name).")]
    public void Choose_Brain_IsLeftWithTheWordOrTag(string part, string name, string reason) =>
        Assert.Equal(reason, Judge(slice => slice.Set(DicomTag.BodyPartExamined, part).Set(DicomTag.SeriesDescription, name).Set(DicomTag.StudyDescription, "")).Reason);

    [Theory]
    [InlineData("TYPE", "image type LOCALIZER")]
    [InlineData("3-Plane Loc", "\"3 plane loc\"")]
    [InlineData("Survey", "\"survey\"")]
    [InlineData("AX STIR", "\"stir\"")]
    [InlineData("t2_tirm_tra_dark-fluid", "\"dark fluid\"")]
    [InlineData("T2 ADC tra", "\"adc\"")]
    [InlineData("MIP ax", "\"mip\"")]
    [InlineData("*ep_b1000#3", "b1000")]
    [InlineData("*epse2d1_64", "\"*epse2d1")]
    public void Choose_Refused_NamesTheWordOrTag(string name, string told) => Assert.Contains(
        told,
        Judge(slice => _ = name == "TYPE" ? slice.Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "LOCALIZER") : slice.Set(DicomTag.SeriesDescription, name)).Reason,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("AX T2 IR FSE", 180, 102, "STIR (inversion time 180 ms")]
    [InlineData("AX T2", 150, 60, "STIR (inversion time 150 ms")]
    [InlineData("AX T2", 2500, 110, "FLAIR (inversion time 2500 ms")]
    [InlineData("AX T2", 800, 90, "Inversion recovery (inversion time 800 ms")]
    [InlineData("AX T2", 0, 90, "Inversion recovery (IR in")]
    public void Choose_InversionRecoveryWithoutTheWord_IsLeftForItsTime(string name, double inversionMs, double echoMs, string reason)
    {
        var choice = Judge(slice => slice.Set(DicomTag.SeriesDescription, name).Set(DicomTag.ScanningSequence, "SE", "IR").Set(DicomTag.InversionTime, inversionMs).Set(DicomTag.EchoTime, echoMs));

        Assert.False(choice.Taken);
        Assert.StartsWith(reason, choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_InversionTimeOfAPlainSpinEcho_IsTakenWithACaution()
    {
        // Fat suppression by selective inversion (SPAIR) states its delay too.
        var choice = Judge(slice => slice.Set(DicomTag.InversionTime, 180));

        Assert.True(choice.Taken);
        Assert.Contains("inversion time of 180 ms", Assert.Single(choice.Cautions), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("T2 HASTE tra", 90, 1000)]
    [InlineData("AX SSFSE", 90, 4)]
    [InlineData("axial", 90, 4.2)]
    [InlineData("ssh TSE", 80, 800)]
    [InlineData("UFSE ax", 100, 5)]
    public void Choose_SingleShot_IsT2WithACaution(string name, double te, double tr)
    {
        var choice = Judge(slice => slice.Set(DicomTag.SeriesDescription, name).Set(DicomTag.EchoTime, te).Set(DicomTag.RepetitionTime, tr));

        Assert.True(choice.Taken, choice.Reason);
        Assert.Equal(SeriesRank.T2Variant, choice.Rank);
        Assert.StartsWith("Single-shot", Assert.Single(choice.Cautions), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MRI cervical spine", true)]
    [InlineData("MRT Schaedel und Hals", false)]
    [InlineData("MRI brain and cervical spine", false)]
    [InlineData("MRT Neuroachse", false)]
    [InlineData("", false)]
    public void Choose_HeadByRegistrationInAStudyOfTheSpineAlone_IsTaken(string study, bool taken) =>
        Assert.Equal(taken, Judge(slice => slice.Set(DicomTag.BodyPartExamined, "HEAD").Set(DicomTag.SeriesDescription, "t2_tse_tra").Set(DicomTag.ProtocolName, "t2_tse_tra").Set(DicomTag.StudyDescription, study)).Taken);

    [Theory]
    [InlineData("T2 difusión ax")]
    [InlineData("T2 диффузионно-взвешенные")]
    [InlineData("拡散 T2 横断")]
    [InlineData("T2 弥散 轴位")]
    public void Choose_DiffusionInOtherLanguages_IsLeft(string name) =>
        Assert.StartsWith("Diffusion images", Judge(slice => slice.Set(DicomTag.SeriesDescription, name)).Reason, StringComparison.Ordinal);

    [Fact]
    public void Choose_SavedScreenInGreyBeforeTheSlices_IsLeftAndTheStackTaken()
    {
        var screen = Stack(1, name: "series", change: s => s.Set(DicomTag.SopInstanceUid, DicomUid.FromSeed("screen")).Set(DicomTag.InstanceNumber, 0)
            .Set(DicomTag.ImageType, "DERIVED", "SECONDARY", "SCREEN SAVE").Set(DicomTag.Rows, 512).Set(DicomTag.Columns, 512));

        var choices = Choose(screen, Stack(10));

        Assert.Equal(10, Assert.Single(choices.Taken).Series.Slices.Count);
        Assert.StartsWith("A capture of a screen", choices.All.Single(c => !c.Taken).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0, true)]
    public void Choose_DirectionOfADiffusionGradient_IsLeft(double part, bool taken)
    {
        var choice = Judge(slice => slice.Set(DicomTag.DiffusionGradientOrientation, part, part, part));

        Assert.Equal(taken, choice.Taken);
        Assert.Equal(!taken, choice.Reason.Contains("(0018,9089)", StringComparison.Ordinal));
    }

    [Fact]
    public void Choose_DiffusionByTheStandardTagAlone_IsLeftForItsBValue()
    {
        // The images without weighting come first and state no value.
        var choices = Choose(Stack(10, name: "d").Concat(Stack(10, name: "d", change: s => s
            .Set(DicomTag.DiffusionBValue, 800).Set(DicomTag.SopInstanceUid, DicomUid.FromSeed("b" + s.GetString(DicomTag.SopInstanceUid))))));

        Assert.Empty(choices.Taken);
        Assert.StartsWith("Diffusion images (b value 800 s/mm² in (0018,9087))", choices.All[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SIEMENS", 0x0019100Cu, "IS", 1000)]
    [InlineData("GE MEDICAL SYSTEMS", 0x00431039u, "IS", 1_000_000_800)]
    [InlineData("Philips Medical Systems", 0x20011003u, "FL", 800)]
    [InlineData("UIH", 0x00651009u, "FD", 800)]
    public void Choose_DiffusionByTheManufacturersTag_IsLeft(string manufacturer, uint tag, string vr, double value)
    {
        var choice = Judge(slice => slice.Set(DicomTag.Manufacturer, manufacturer).SetAs(DicomTag.FromNumber(tag), vr, value));

        Assert.False(choice.Taken);
        Assert.StartsWith($"Diffusion images (b value {(value > 1000 ? 800 : value)} s/mm² in (", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_ManufacturersTagAsBytes_IsRead()
    {
        var choice = Judge(slice => slice.Set(DicomTag.Manufacturer, "SIEMENS").SetBytes(DicomTag.SiemensDiffusionBValue, "UN", "600 "u8.ToArray()));

        Assert.Contains("b value 600", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_ManufacturersBValueInAnotherBlock_IsLeft()
    {
        var choice = Judge(slice => slice
            .SetAs(DicomTag.FromNumber(0x00190010), "LO", "A ROUTER").SetAs(DicomTag.FromNumber(0x00190011), "LO", "SIEMENS MR HEADER")
            .SetAs(DicomTag.FromNumber(0x0019110C), "IS", 800));

        Assert.False(choice.Taken);
        Assert.StartsWith("Diffusion images (b value 800 s/mm² in (0019,110C))", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_BValueInASequenceOfAClassicImage_IsLeft() =>
        Assert.StartsWith(
            "Diffusion images (b value 800 s/mm² in (0018,9087))",
            Judge(slice => slice.Set(DicomTag.MrDiffusionSequence, new DicomDataset().Set(DicomTag.DiffusionBValue, 800))).Reason,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("GE MEDICAL SYSTEMS", 0x0019100Cu, "IS", 1000)]
    [InlineData("GE MEDICAL SYSTEMS", 0x00431039u, "IS", 8)]
    [InlineData("SIEMENS", 0x0019100Cu, "IS", 0)]
    [InlineData("SIEMENS", 0x0019110Cu, "IS", 800)]
    public void Choose_AnotherManufacturersOrNoBValue_IsT2(string manufacturer, uint tag, string vr, double value) =>
        Assert.True(Judge(slice => slice.Set(DicomTag.Manufacturer, manufacturer).SetAs(DicomTag.FromNumber(tag), vr, value)).Taken);

    [Fact]
    public void Choose_CanonsBValueInTheComments_IsLeft() =>
        Assert.Contains("(0020,4000)", Judge(slice => slice.Set(DicomTag.ImageComments, "b=1500(0.445,0.000,0.895)")).Reason, StringComparison.Ordinal);

    [Fact]
    public void Choose_LossyAndBurnedIn_AreCautions()
    {
        var choice = Judge(slice => slice.Set(DicomTag.LossyImageCompression, "01").Set(DicomTag.LossyImageCompressionRatio, 38).Set(DicomTag.BurnedInAnnotation, "YES"));

        Assert.True(choice.Taken);
        Assert.Equal(
        [
            "Lossy compression, 38:1 (0028,2110): fine detail at the edge of the cord may be lost.",
            "Text or marks are burned into the images (0028,0301): what they cover is not seen, and the model takes them for tissue.",
        ],
        choice.Cautions);
    }

    [Fact]
    public void Choose_LossyTransferSyntaxAlone_IsACaution() =>
        Assert.Contains("transfer syntax", Assert.Single(Judge(slice => slice.Set(DicomTag.AvailableTransferSyntaxUid, "1.2.840.10008.1.2.4.51")).Cautions), StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Choose_LegacyConvertedEnhanced_ReadsTheUnassignedAttributes(bool shared)
    {
        var unassigned = new DicomDataset().Set(DicomTag.EchoTime, 97).Set(DicomTag.RepetitionTime, 4800).Set(DicomTag.ScanningSequence, "SE").Set(DicomTag.ProtocolName, "FRFSE");
        var frames = Enumerable.Range(0, 12).Select(i =>
        {
            var frame = new DicomDataset().Set(DicomTag.PlanePositionSequence, new DicomDataset().Set(DicomTag.ImagePositionPatient, -100, -100, 5.0 * i));
            return shared ? frame : frame.Set(DicomTag.UnassignedPerFrameConvertedAttributesSequence, unassigned);
        }).ToArray();
        var common = new DicomDataset()
            .Set(DicomTag.PlaneOrientationSequence, new DicomDataset().Set(DicomTag.ImageOrientationPatient, Axial))
            .Set(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.PixelSpacing, 0.6, 0.6).Set(DicomTag.SliceThickness, 4));
        var instance = Stack(1).Single()
            .Set(DicomTag.SopClassUid, "1.2.840.10008.5.1.4.1.1.4.4").Set(DicomTag.NumberOfFrames, 12).Set(DicomTag.SeriesDescription, "Ax FRFSE thoracic")
            .Remove(DicomTag.ImageOrientationPatient).Remove(DicomTag.ImagePositionPatient).Remove(DicomTag.PixelSpacing)
            .Remove(DicomTag.EchoTime).Remove(DicomTag.RepetitionTime).Remove(DicomTag.ScanningSequence)
            .Set(DicomTag.SharedFunctionalGroupsSequence, shared ? common.Set(DicomTag.UnassignedSharedConvertedAttributesSequence, unassigned) : common)
            .Set(DicomTag.PerFrameFunctionalGroupsSequence, frames);

        var choice = Choose([instance]).Chosen!;

        Assert.Equal("Axial. T2-weighted (TE 97 ms, TR 4800 ms): 12 slices, 5 mm apart, covering 55 mm.", choice.Reason);
    }
}
