using System.Text;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Imaging.Tests.Datasets;

namespace BilskyWeb.Imaging.Tests.Screening;

/// <summary>Sound files, files that are odd but sound, and files that are no DICOM.</summary>
public sealed class Part10ScreenerTests
{
    [Theory]
    [InlineData(SequenceLength.Defined)]
    [InlineData(SequenceLength.Undefined)]
    public async Task ScreenAsync_FileOfOurWriter_ReadsWhatWasWritten(SequenceLength sequences)
    {
        var slice = TestObjects.MrSlice().WithSequences().Set(DicomTag.PatientName, "Müller^Jürgen=山田");
        var header = (await ScreenAsync(Part10Writer.ToArray(slice, TestObjects.Pixels(), sequences))).Header!;

        Assert.Equal(DicomUid.ExplicitVrLittleEndian, header.TransferSyntaxUid);
        foreach (var (tag, element) in slice.Elements.Where(pair => pair.Value.Vr != "SQ" && pair.Key != DicomTag.SpecificCharacterSet))
        {
            Assert.Equal(slice.GetStrings(tag), header.Attributes.GetStrings(tag));
            Assert.Equal(element.Vr, header.Attributes.Elements.Single(kept => kept.Key == tag).Value.Vr);
        }

        Assert.Equal(new DateOnly(1960, 1, 2), header.BirthDate);
        Assert.Equal(100.5, header.EchoTimeMs);
    }

    [Theory]
    [InlineData(DicomUid.ExplicitVrLittleEndian)]
    [InlineData(RawDicom.Implicit)]
    [InlineData(RawDicom.BigEndian)]
    [InlineData(RawDicom.Deflated)]
    [InlineData(RawDicom.Jpeg)]
    public async Task ScreenAsync_EveryKindOfEncoding_IsAccepted(string syntax)
    {
        var file = RawDicom.Image(syntax).Nest(3, isDefined: true).Header(0x00081111, "SQ", 0).Rest().File();

        var result = await ScreenAsync(file);

        Assert.True(result.IsAccepted, result.Message);
        Assert.Equal((4, 4, "P1"), (result.Header.Rows, result.Header.Columns, result.Header.PatientId));
    }

    [Theory]
    [InlineData(DicomUid.ExplicitVrLittleEndian)]
    [InlineData(RawDicom.Implicit)]
    [InlineData(RawDicom.BigEndian)]
    [InlineData(RawDicom.Jpeg)]
    public async Task ReadHeadAsync_FileThatArrivesSlowly_IsReadUpToItsPixelsOnly(string syntax)
    {
        var head = RawDicom.Image(syntax).Nest(3, isDefined: true).Rest(pixels: false).Header(0x7FE00010, syntax == RawDicom.Jpeg ? "OB" : "OW", RawDicom.Undefined).File();
        var endless = new ZeroTailStream(head, 1L << 40);

        var attributes = await new Part10Screener(new ScreeningLimits()).ReadHeadAsync(new ForwardOnlyStream(endless), default);

        Assert.Equal("P1", attributes!.GetString(DicomTag.PatientId));
        Assert.True(endless.BytesRead < 200_000, $"{endless.BytesRead} bytes were read.");
    }

    [Fact]
    public async Task ReadHeadAsync_DamagedHead_IsNull()
    {
        Assert.Null(await new Part10Screener(new ScreeningLimits()).ReadHeadAsync(new MemoryStream(RawDicom.Image().Text(0x00100010, "PN", "A^B").Text(0x00100010, "PN", "C^D").Rest().File()), default));
        Assert.Null(await new Part10Screener(new ScreeningLimits()).ReadHeadAsync(new MemoryStream("<html>"u8.ToArray()), default));
        Assert.Null(await new Part10Screener(new ScreeningLimits()).ReadHeadAsync(new MemoryStream(RawDicom.Image().Text(0x00100010, "PN", "A^B").File()[..^3]), default));
    }

    [Fact]
    public async Task CopyAsync_FileWithAnotherFormatAroundIt_KeepsOnlyTheDicom()
    {
        var clean = RawDicom.Image().Rest().File();
        var polyglot = clean.Concat(new byte[512]).ToArray();
        Encoding.ASCII.GetBytes("MZ this preamble is a program").CopyTo(polyglot, 0);

        Assert.Equal(clean, await CopyAsync(polyglot));
    }

    [Fact]
    public async Task CopyAsync_TrailingPaddingElement_IsLeftBehind()
    {
        var clean = RawDicom.Image().Rest().File();
        var padded = RawDicom.Image().Rest().Header(0xFFFCFFFC, "OB", 26).Bytes(new byte[26]).File();

        Assert.Equal(clean, await CopyAsync(padded));
    }

    [Fact]
    public async Task ScreenAsync_SomethingBehindTheDataset_IsRejected()
    {
        var file = RawDicom.Image().Rest().File().Concat("PK\u0003\u0004 an archive"u8.ToArray()).ToArray();

        Assert.Equal(ScreeningOutcome.Rejected, (await ScreenAsync(file)).Outcome);
    }

    [Theory]
    [InlineData(DicomUid.ExplicitVrLittleEndian)]
    [InlineData(RawDicom.Implicit)]
    [InlineData(RawDicom.BigEndian)]
    public async Task CopyAsync_DatasetWithoutAHead_GetsOne(string syntax)
    {
        var raw = RawDicom.Image(syntax).Rest();

        Assert.Equal(raw.File(), await CopyAsync(raw.Dataset()));
    }

    [Fact]
    public async Task ScreenAsync_MetaHeaderNamesAnotherInstance_TheDatasetCounts()
    {
        var file = RawDicom.Image().Rest().File();
        var at = file.AsSpan().IndexOf("1.2.3.4"u8);
        file[at] = (byte)'9';

        var copy = await CopyAsync(file);

        Assert.Equal(RawDicom.Image().Rest().File(), copy);
    }

    [Fact]
    public async Task ScreenAsync_OutOfOrderOddLengthAndGroupLengths_IsAccepted()
    {
        var file = RawDicom.Image()
            .Header(0x00080000, "UL", 4).Bytes([0, 0, 0, 0])
            .Header(0x00080005, "CS", 9).Bytes("ISO_IR 19"u8)
            .Rest().File();

        Assert.True((await ScreenAsync(file)).IsAccepted);
    }

    [Fact]
    public async Task ScreenAsync_UnknownRepresentationHoldingASequence_IsWalkedAsImplicit()
    {
        var inner = new RawDicom(RawDicom.Implicit).Item(RawDicom.Undefined).Text(0x00081155, "UI", "1.2").Mark(0xFFFEE00D, 0).Dataset();
        var delimited = RawDicom.Image().Header(0x00091001, "UN", RawDicom.Undefined).Bytes(inner).Mark(0xFFFEE0DD, 0).Rest().File();
        var measured = RawDicom.Image().Header(0x00091001, "UN", (uint)inner.Length).Bytes(inner).Rest().File();

        Assert.True((await ScreenAsync(delimited)).IsAccepted);
        Assert.True((await ScreenAsync(measured)).IsAccepted);
    }

    [Fact]
    public async Task ScreenAsync_OpaqueBytesThatOnlyBeginLikeAnItem_StayOpaque()
    {
        byte[] opaque = [0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF, 0x08, 0x00, 0x18, 0x00, 0xF0, 0xF0, 0xF0, 0xF0, 1, 2, 3, 4];
        var explicitFile = RawDicom.Image().Header(0x00091001, "UN", (uint)opaque.Length).Bytes(opaque).Rest().File();
        var implicitFile = RawDicom.Image(RawDicom.Implicit).Header(0x00091001, "UN", (uint)opaque.Length).Bytes(opaque).Rest().File();

        Assert.Equal("P1", (await ScreenAsync(explicitFile)).Header?.PatientId);
        Assert.Equal("P1", (await ScreenAsync(implicitFile)).Header?.PatientId);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>^x", "<script>alert(1)</script>^x")]
    [InlineData("A\0B^C", "A\uFFFDB^C")]
    [InlineData("A\u001B$B", "A")]
    [InlineData("====^^^^", null)]
    [InlineData("\u0001\u0002", "\uFFFD\uFFFD")]
    public async Task ScreenAsync_HostileName_IsPlainText(string name, string? expected)
    {
        var file = RawDicom.Image().Text(0x00100010, "PN", name).Text(0x0020000D, "UI", "1.2.3.1").Text(0x0020000E, "UI", "1.2.3.2")
            .Short(0x00280010, 4).Short(0x00280011, 4).Short(0x00280100, 16).Header(0x7FE00010, "OW", 32).Bytes(new byte[32]).File();

        var header = (await ScreenAsync(file)).Header!;

        if (!name.Contains('\u001B'))
        {
            Assert.Equal(expected, header.PatientName?.Alphabetic);
        }

        Assert.DoesNotContain('\0', header.PatientName?.ToText() ?? "");
    }

    [Theory]
    [InlineData("Hello, this is text.\n", "text")]
    [InlineData("%PDF-1.7\n%âãÏÓ", "PDF")]
    [InlineData("PK\u0003\u0004\u0014\0", "ZIP")]
    [InlineData("<html><body>404</body></html>", "text")]
    [InlineData("\u007FELF\u0002\u0001\u0001\0", "program")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0", "not a DICOM")]
    [InlineData("\b\0", "not a DICOM")]
    public async Task ScreenAsync_AnotherFormat_IsNamed(string content, string word)
    {
        var result = await ScreenAsync(Encoding.Latin1.GetBytes(content));

        Assert.Equal((ScreeningOutcome.NotDicom, ScreeningCodes.NotDicom), (result.Outcome, result.Code));
        Assert.Contains(word, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScreenAsync_EmptyFile_SaysSo() => Assert.Equal(ScreeningCodes.Empty, (await ScreenAsync([])).Code);

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.100", "MPEG-2")]
    [InlineData("1.2.840.10008.1.2.4.201", "High-Throughput")]
    [InlineData("1.2.3.4.5", "1.2.3.4.5")]
    [InlineData("<b>bold</b>", "unknown")]
    public async Task ScreenAsync_UnsupportedEncoding_IsRefusedByName(string syntax, string word)
    {
        var result = await ScreenAsync(RawDicom.Image(syntax).Rest().File());

        Assert.Equal(ScreeningCodes.UnsupportedTransferSyntax, result.Code);
        Assert.Contains(word, result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('<', result.Message);
    }

    [Theory]
    [InlineData("", ScreeningCodes.MissingUid)]
    [InlineData("1.2.x", ScreeningCodes.InvalidUid)]
    [InlineData("../../etc/passwd", ScreeningCodes.InvalidUid)]
    [InlineData(@"1.2\1.3", ScreeningCodes.InvalidUid)]
    [InlineData("1..2", ScreeningCodes.InvalidUid)]
    [InlineData("1.23456789012345678901234567890123456789012345678901234567890123456789", ScreeningCodes.InvalidUid)]
    [InlineData("1.02.3", ScreeningCodes.Accepted)]
    public async Task ScreenAsync_StudyUid_IsChecked(string uid, string code)
    {
        var file = RawDicom.Image().Text(0x0020000D, "UI", uid).Text(0x0020000E, "UI", "1.2.3.2")
            .Short(0x00280010, 4).Short(0x00280011, 4).Short(0x00280100, 16).Header(0x7FE00010, "OW", 32).Bytes(new byte[32]).File();

        Assert.Equal(code, (await ScreenAsync(file)).Code);
    }

    [Fact]
    public async Task ScreenAsync_PatientTwice_IsRejected()
    {
        var file = RawDicom.Image().Text(0x00100020, "LO", "P2").Rest().File();

        Assert.Equal(ScreeningCodes.DuplicateElement, (await ScreenAsync(file)).Code);
    }

    [Fact]
    public async Task ScreenAsync_Cancelled_Throws() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new Part10Screener(new ScreeningLimits()).ScreenAsync(new MemoryStream(RawDicom.Image().Rest().File()), new CancellationToken(true)));

    private static async Task<ScreeningResult> ScreenAsync(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return await new Part10Screener(new ScreeningLimits()).ScreenAsync(stream, default);
    }

    private static async Task<byte[]> CopyAsync(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var result = await new Part10Screener(new ScreeningLimits()).ScreenAsync(stream, default);
        Assert.True(result.IsAccepted, result.Message);
        using var copy = new MemoryStream();
        await Part10Screener.CopyAsync(stream, result.Header, copy, default);
        Assert.Equal(Part10Screener.CopyLength(result.Header), copy.Length);
        return copy.ToArray();
    }
}
