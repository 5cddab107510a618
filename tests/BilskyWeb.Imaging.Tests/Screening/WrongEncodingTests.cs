using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;

namespace BilskyWeb.Imaging.Tests.Screening;

/// <summary>Files whose head says another encoding than they have, and files that lack the mark which ends their last sequence.</summary>
public sealed class WrongEncodingTests
{
    [Theory]
    [InlineData(DicomUid.ExplicitVrLittleEndian, RawDicom.Implicit)]
    [InlineData(RawDicom.Implicit, DicomUid.ExplicitVrLittleEndian)]
    [InlineData(DicomUid.ExplicitVrLittleEndian, RawDicom.BigEndian)]
    [InlineData(RawDicom.BigEndian, DicomUid.ExplicitVrLittleEndian)]
    [InlineData(RawDicom.BigEndian, RawDicom.Implicit)]
    [InlineData(RawDicom.Implicit, RawDicom.BigEndian)]
    public async Task ScreenAsync_HeadSaysAnotherEncoding_IsReadAsWhatItIsAndHandedOnSo(string stated, string written)
    {
        var screened = await ScreenAsync(Says(stated, RawDicom.Image(written).Nest(2, isDefined: false).Rest()));

        Assert.True(screened.IsAccepted, screened.Message);
        Assert.Equal((written, "P1"), (screened.Header.TransferSyntaxUid, screened.Header.PatientId));
        Assert.Contains("It says that it is written as", screened.Header.Note, StringComparison.Ordinal);
        var again = await ScreenAsync(await CopyAsync(Says(stated, RawDicom.Image(written).Nest(2, isDefined: false).Rest())));
        Assert.Equal((written, (string?)null), (again.Header!.TransferSyntaxUid, again.Header.Note));
    }

    [Fact]
    public async Task ScreenAsync_NeitherEncodingReadsToTheEnd_IsRefusedSayingJustThat()
    {
        var file = Says(DicomUid.ExplicitVrLittleEndian, RawDicom.Image(RawDicom.Implicit).Rest());

        var screened = await ScreenAsync(file[..^20]);

        Assert.Equal(ScreeningOutcome.Rejected, screened.Outcome);
        Assert.Contains("says that it is written as Explicit VR Little Endian, but its attributes are written as Implicit VR Little Endian", screened.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScreenAsync_SaysCompressedAndIsImplicit_IsRefusedSayingJustThat() =>
        Assert.Contains("but its attributes are written as Implicit VR", (await ScreenAsync(Says(RawDicom.Jpeg, RawDicom.Image(RawDicom.Implicit).Rest()))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(DicomUid.ExplicitVrLittleEndian, 8)]
    [InlineData(DicomUid.ExplicitVrLittleEndian, 16)]
    [InlineData(RawDicom.Implicit, 8)]
    [InlineData(RawDicom.BigEndian, 16)]
    [InlineData(RawDicom.Deflated, 8)]
    public async Task ScreenAsync_EndMarksMissingAtTheVeryEnd_AreAddedAndTold(string syntax, int missing)
    {
        var whole = RawDicom.Image(syntax).Rest().Header(0xFFFAFFFA, "SQ", RawDicom.Undefined).Item(RawDicom.Undefined).Text(0x00080100, "SH", "1234")
            .Mark(0xFFFEE00D, 0).Mark(0xFFFEE0DD, 0);
        var cut = new RawDicom(syntax).Bytes(whole.Dataset().AsSpan()[..^missing]);

        var screened = await ScreenAsync(cut.File());

        Assert.True(screened.IsAccepted, screened.Message);
        Assert.Contains("missing at the very end", screened.Header.Note, StringComparison.Ordinal);
        var expected = syntax == RawDicom.Deflated ? new RawDicom().Bytes(whole.Dataset()).File() : whole.File();
        Assert.Equal(expected, await CopyAsync(cut.File()));
        Assert.Equal(expected.Length, Part10Screener.CopyLength(screened.Header));
    }

    [Fact]
    public async Task ScreenAsync_CompressedPixelsWithoutTheirEndMark_AreReadAndToldAndCompleted()
    {
        var whole = RawDicom.Image(RawDicom.Jpeg).Rest().File();

        var screened = await ScreenAsync(whole[..^8]);

        Assert.NotNull(screened.Header?.Note);
        Assert.Equal(whole, await CopyAsync(whole[..^8]));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(20)]
    public async Task ScreenAsync_CutOffBeforeItsEndMarks_IsCutOff(int missing)
    {
        var whole = RawDicom.Image().Rest().Header(0xFFFAFFFA, "SQ", RawDicom.Undefined).Item(RawDicom.Undefined).Text(0x00080100, "SH", "1234")
            .Mark(0xFFFEE00D, 0).Mark(0xFFFEE0DD, 0).File();

        Assert.Equal(ScreeningCodes.Truncated, (await ScreenAsync(whole[..^missing])).Code);
    }

    [Fact]
    public async Task ScreenAsync_ImageCutOffInASequenceBeforeItsPixels_IsCutOff()
    {
        var head = RawDicom.Image().Header(0x00081140, "SQ", RawDicom.Undefined).Item(RawDicom.Undefined).Mark(0xFFFEE00D, 0).File();

        Assert.Equal(ScreeningCodes.Truncated, (await ScreenAsync(head)).Code);
    }

    private static byte[] Says(string stated, RawDicom dataset)
    {
        using var file = new MemoryStream();
        Part10Writer.WriteMeta(file, DicomUid.MrImageStorage, "1.2.3.4", stated);
        file.Write(dataset.Dataset());
        return file.ToArray();
    }

    private static async Task<ScreeningResult> ScreenAsync(byte[] file) => await new Part10Screener(new ScreeningLimits()).ScreenAsync(new MemoryStream(file), default);

    private static async Task<byte[]> CopyAsync(byte[] file)
    {
        using var source = new MemoryStream(file);
        var screened = await new Part10Screener(new ScreeningLimits()).ScreenAsync(source, default);
        using var copy = new MemoryStream();
        await Part10Screener.CopyAsync(source, screened.Header!, copy, default);
        return copy.ToArray();
    }
}
