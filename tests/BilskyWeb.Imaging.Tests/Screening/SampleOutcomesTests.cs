using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;

namespace BilskyWeb.Imaging.Tests.Screening;

/// <summary>What becomes of the files of other toolkits and scanners.</summary>
public sealed class SampleOutcomesTests
{
    /// <summary>Every sample of pydicom that is not accepted.</summary>
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["DICOMDIR-empty.dcm"] = ScreeningCodes.Dicomdir,
        ["LICENSE"] = ScreeningCodes.NotDicom,
        // One stray byte stands before the first attribute, and there is no DICM mark.
        ["no_meta.dcm"] = ScreeningCodes.NotDicom,
        ["MR_truncated.dcm"] = ScreeningCodes.Truncated,
        ["rtplan_truncated.dcm"] = ScreeningCodes.Truncated,
        // The head says explicit, the attributes are implicit.
        ["SC_rgb_jpeg.dcm"] = ScreeningCodes.Malformed,
        ["meta_missing_tsyntax.dcm"] = ScreeningCodes.Malformed,
        // (0008,0018) twice.
        ["winter.dcm"] = ScreeningCodes.DuplicateElement,
        ["badVR.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["ExplVR_BigEndNoMeta.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["ExplVR_LitEndNoMeta.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["fall.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["hotiron.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["hotmetalblue.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["pet.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["pet20step.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["spring.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["summer.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["rtdose.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["rtdose_1frame.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["rtdose_expb.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["rtdose_expb_1frame.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["rtdose_rle.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["rtdose_rle_1frame.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["rtplan.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["rtstruct.dcm"] = ScreeningCodes.UnsupportedSopClass,
        ["waveform_ecg.dcm"] = ScreeningCodes.UnsupportedSopClass,
        // Fragments made for tests of a parser, without the identifiers of an instance.
        ["chrSQEncoding.dcm"] = ScreeningCodes.MissingUid,
        ["chrSQEncoding1.dcm"] = ScreeningCodes.MissingUid,
        ["empty_charset_LEI.dcm"] = ScreeningCodes.MissingUid,
        ["JPEGLSNearLossless_08.dcm"] = ScreeningCodes.MissingUid,
        ["JPEGLSNearLossless_16.dcm"] = ScreeningCodes.MissingUid,
        ["nested_priv_SQ.dcm"] = ScreeningCodes.MissingUid,
        ["no_meta_group_length.dcm"] = ScreeningCodes.MissingUid,
        ["priv_SQ.dcm"] = ScreeningCodes.MissingUid,
        ["SC_rgb_jls_lossy_line.dcm"] = ScreeningCodes.MissingUid,
        ["SC_rgb_jls_lossy_sample.dcm"] = ScreeningCodes.MissingUid,
        ["UN_sequence.dcm"] = ScreeningCodes.MissingUid,
        // Images without pixel data.
        ["chrJapMulti.dcm"] = ScreeningCodes.PixelDataMismatch,
        ["chrJapMultiExplicitIR6.dcm"] = ScreeningCodes.PixelDataMismatch,
        ["chrKoreanMulti.dcm"] = ScreeningCodes.PixelDataMismatch,
    };

    [SkippableFact]
    public async Task ScreenAsync_EveryPydicomSample_HasTheExpectedOutcome()
    {
        var files = Directory.GetFiles(SharedData.Folder("dicom-samples/pydicom"));
        Assert.Equal(105, files.Length);
        foreach (var file in files)
        {
            var result = await ScreenAsync(file);
            var name = Path.GetFileName(file);
            Assert.Equal((name, LeftOut.GetValueOrDefault(name, ScreeningCodes.Accepted)), (name, result.Code));
            Assert.NotEmpty(result.Message);
            Assert.Equal(result.IsAccepted, result.Header is not null);
        }
    }

    [SkippableTheory]
    [InlineData("dicom-samples/enhanced-mr")]
    [InlineData("dicom-samples/ge-epi")]
    [InlineData("dicom-samples/ge-sagittal")]
    [InlineData("dicom-samples/highdicom")]
    [InlineData("real-mr/mt1_full")]
    [InlineData("real-mr/t2_full_sct")]
    [InlineData("real-mr/totalseg_mr")]
    [InlineData("real-mr/pam50_small_t2")]
    public async Task ScreenAsync_FilesOfScannersAndToolkits_AreAccepted(string folder)
    {
        foreach (var file in Directory.GetFiles(SharedData.Folder(folder), "*.dcm"))
        {
            var result = await ScreenAsync(file);
            Assert.True(result.IsAccepted, $"{Path.GetFileName(file)}: {result.Message}");
        }
    }

    [SkippableTheory]
    [InlineData("MR_small.dcm")]
    [InlineData("MR_small_implicit.dcm")]
    [InlineData("MR_small_bigendian.dcm")]
    [InlineData("MR_small_RLE.dcm")]
    [InlineData("MR_small_jp2klossless.dcm")]
    [InlineData("MR_small_jpeg_ls_lossless.dcm")]
    [InlineData("MR_small_padded.dcm")]
    public async Task ScreenAsync_OneImageInEveryEncoding_ReadsTheSameHeader(string name)
    {
        var header = (await ScreenAsync(SharedData.PydicomFile(name))).Header!;

        Assert.Equal("CompressedSamples^MR1", header.PatientName!.Alphabetic);
        Assert.Equal("4MR1", header.PatientId);
        Assert.Equal("MR", header.Modality);
        Assert.Equal(DicomUid.MrImageStorage, header.SopClassUid);
        Assert.Equal((64, 64, 16, 1), (header.Rows, header.Columns, header.BitsAllocated, header.NumberOfFrames));
        Assert.Equal([0.3125, 0.3125], header.PixelSpacing);
        Assert.Equal([1, 0, 0, 0, 1, 0], header.ImageOrientationPatient);
        Assert.Equal([-83.9063, -91.2, 6.6406], header.ImagePositionPatient);
        Assert.Equal(new DateOnly(2004, 8, 26), header.StudyDate);
        Assert.Equal(240, header.EchoTimeMs);
        Assert.Equal(4000, header.RepetitionTimeMs);
    }

    [SkippableTheory]
    [InlineData("chrArab.dcm", "قباني^لنزار", null, null)]
    [InlineData("chrFren.dcm", "Buc^Jérôme", null, null)]
    [InlineData("chrFrenMulti.dcm", "Buc^Jérôme", null, null)]
    [InlineData("chrGerm.dcm", "Äneas^Rüdiger", null, null)]
    [InlineData("chrGreek.dcm", "Διονυσιος", null, null)]
    [InlineData("chrH31.dcm", "Yamada^Tarou", "山田^太郎", "やまだ^たろう")]
    [InlineData("chrH32.dcm", "ﾔﾏﾀﾞ^ﾀﾛｳ", "山田^太郎", "やまだ^たろう")]
    [InlineData("chrHbrw.dcm", "שרון^דבורה", null, null)]
    [InlineData("chrI2.dcm", "Hong^Gildong", "洪^吉洞", "홍^길동")]
    [InlineData("chrRuss.dcm", "Люкceмбypг", null, null)]
    [InlineData("chrX1.dcm", "Wang^XiaoDong", "王^小東", null)]
    [InlineData("chrX2.dcm", "Wang^XiaoDong", "王^小东", null)]
    public async Task ScreenAsync_NameInItsCharacterSet_IsDecoded(string name, string alphabetic, string? ideographic, string? phonetic)
    {
        var header = (await ScreenAsync(SharedData.PydicomFile(name))).Header!;

        Assert.Equal(new DicomPersonName(alphabetic, ideographic, phonetic), header.PatientName);
    }

    [SkippableFact]
    public async Task ScreenAsync_EnhancedMr_ReadsEveryFramesPosition()
    {
        var header = (await ScreenAsync(Path.Combine(SharedData.Folder("dicom-samples/enhanced-mr"), "6_1.dcm"))).Header!;

        var frames = header.Attributes.GetSequence(DicomTag.PerFrameFunctionalGroupsSequence);
        Assert.Equal(header.NumberOfFrames, frames.Count);
        Assert.All(frames, frame => Assert.Equal(3, frame.GetSequence(DicomTag.PlanePositionSequence)[0].GetDoubles(DicomTag.ImagePositionPatient).Count));
        Assert.Single(header.Attributes.GetSequence(DicomTag.SharedFunctionalGroupsSequence));
    }

    [SkippableFact]
    public async Task ScreenAsync_Deflated_ReadsTheHeaderAndHandsItOnInflated()
    {
        using var file = File.OpenRead(SharedData.PydicomFile("image_dfl.dcm"));
        var header = (await new Part10Screener(new ScreeningLimits()).ScreenAsync(file, default)).Header!;
        using var copy = new MemoryStream();
        await Part10Screener.CopyAsync(file, header, copy, default);

        Assert.Equal(Part10Screener.CopyLength(header), copy.Length);
        var again = (await new Part10Screener(new ScreeningLimits()).ScreenAsync(copy, default)).Header!;
        Assert.Equal(DicomUid.ExplicitVrLittleEndian, again.TransferSyntaxUid);
        Assert.Equal(header.SopInstanceUid, again.SopInstanceUid);
        Assert.Equal((512, 512), (again.Rows, again.Columns));
    }

    private static async Task<ScreeningResult> ScreenAsync(string path)
    {
        using var file = File.OpenRead(path);
        return await new Part10Screener(new ScreeningLimits()).ScreenAsync(file, default);
    }
}
