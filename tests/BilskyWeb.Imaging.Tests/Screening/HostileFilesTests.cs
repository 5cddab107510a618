using System.IO.Compression;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;

namespace BilskyWeb.Imaging.Tests.Screening;

/// <summary>Files made to hurt.</summary>
public sealed class HostileFilesTests
{
    private static readonly ScreeningLimits Few = new() { MaxElements = 20_000, MaxChildren = 1_000_000, MaxFragments = 20_000 };

    [Theory]
    [InlineData(DicomUid.ExplicitVrLittleEndian, false)]
    [InlineData(DicomUid.ExplicitVrLittleEndian, true)]
    [InlineData(RawDicom.Implicit, false)]
    [InlineData(RawDicom.Implicit, true)]
    [InlineData(RawDicom.BigEndian, true)]
    [InlineData(RawDicom.Deflated, false)]
    [InlineData(RawDicom.Deflated, true)]
    public async Task ScreenAsync_SequencesTenThousandDeep_AreTooDeep(string syntax, bool isDefined)
    {
        var file = RawDicom.Image(syntax).Nest(10_000, isDefined).Rest().File();

        Assert.Equal(ScreeningCodes.TooDeep, (await ScreenAsync(file)).Code);
    }

    [Theory]
    [InlineData(0x00081140u)]
    [InlineData(0x00091001u)]
    [InlineData(0x00081250u)]
    public async Task ScreenAsync_DeepSequencesThatTheDictionaryHereDoesNotKnow_AreTooDeep(uint tag)
    {
        // (0008,1250) is a sequence to a reader with all of PS3.6, and to us an unknown attribute.
        var file = RawDicom.Image(RawDicom.Implicit).Nest(10_000, isDefined: true, tag).Rest().File();
        var relayed = new RawDicom(RawDicom.Implicit).Nest(10_000, isDefined: true, tag).Dataset()[8..];
        var unknown = RawDicom.Image().Header(tag, "UN", (uint)relayed.Length).Bytes(relayed).Rest().File();
        var delimited = new RawDicom(RawDicom.Implicit).Nest(10_000, isDefined: false, tag).Dataset()[8..];
        var unmeasured = RawDicom.Image().Header(tag, "UN", RawDicom.Undefined).Bytes(delimited).Rest().File();

        Assert.Equal(ScreeningCodes.TooDeep, (await ScreenAsync(file)).Code);
        Assert.Equal(ScreeningCodes.TooDeep, (await ScreenAsync(unmeasured)).Code);
        Assert.Equal(ScreeningCodes.TooDeep, (await ScreenAsync(unknown)).Code);
    }

    [Theory]
    [InlineData(16, ScreeningCodes.Accepted)]
    [InlineData(17, ScreeningCodes.TooDeep)]
    public async Task ScreenAsync_NestingAtTheLimit_IsExact(int depth, string code) =>
        Assert.Equal(code, (await ScreenAsync(RawDicom.Image().Nest(depth, isDefined: false).Rest().File())).Code);

    [Theory]
    [InlineData(0x7FFFFFFEu)]
    [InlineData(0xFFFFFFFEu)]
    [InlineData(1000u)]
    public async Task ScreenAsync_LengthPastTheEnd_IsTruncated(uint length)
    {
        foreach (var vr in new[] { "OB", "SQ", "UN", "UT" })
        {
            Assert.Equal(ScreeningCodes.Truncated, (await ScreenAsync(RawDicom.Image().Header(0x00091001, vr, length).File())).Code);
        }
    }

    [Fact]
    public async Task ScreenAsync_LengthPastTheEnclosingItem_IsMalformed()
    {
        var file = RawDicom.Image().Header(0x00081140, "SQ", 16).Item(8).Header(0x00081150, "UI", 40).Rest().File();

        Assert.Equal(ScreeningCodes.Malformed, (await ScreenAsync(file)).Code);
    }

    [Fact]
    public async Task ScreenAsync_ElementFlood_IsTooMany()
    {
        var raw = RawDicom.Image().Header(0x00081140, "SQ", RawDicom.Undefined).Item(RawDicom.Undefined);
        for (var i = 0; i < Few.MaxElements; i++)
        {
            raw.Bytes([0x08, 0x00, 0x50, 0x00, (byte)'S', (byte)'H', 0, 0]);
        }

        Assert.Equal(ScreeningCodes.TooManyElements, (await ScreenAsync(raw.File(), Few)).Code);
    }

    [Fact]
    public async Task ScreenAsync_FloodOfEmptyItems_IsTooMany()
    {
        var raw = RawDicom.Image().Header(0x52009230, "SQ", RawDicom.Undefined);
        for (var i = 0; i < Few.MaxElements; i++)
        {
            raw.Item(0);
        }

        Assert.Equal(ScreeningCodes.TooManyElements, (await ScreenAsync(raw.File(), Few)).Code);
    }

    [Theory]
    [InlineData(5_000, ScreeningCodes.Accepted)]
    [InlineData(5_001, ScreeningCodes.TooManyElements)]
    public async Task ScreenAsync_ItemsOfOneSequence_AreLimited(int items, string code)
    {
        var raw = RawDicom.Image().Header(0x00081140, "SQ", RawDicom.Undefined);
        for (var i = 0; i < items; i++)
        {
            raw.Item(0);
        }

        Assert.Equal(code, (await ScreenAsync(raw.Mark(0xFFFEE0DD, 0).Rest().File())).Code);
    }

    [Fact]
    public async Task ScreenAsync_FloodOfOpaqueBytesThatLookLikeItems_IsPassedOnce()
    {
        // Each looks like a sequence until its last byte. Going back after each disappointment would read everything again.
        byte[] opaque = [0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0B, 0x00, 0x01, 0x10, 0x04, 0x00, 0x00, 0x00, 1, 2, 3, 4, 5];
        var raw = RawDicom.Image().Header(0x00081140, "SQ", RawDicom.Undefined).Item(RawDicom.Undefined);
        for (var i = 0; i < 50_000; i++)
        {
            raw.Header(0x00091001, "UN", (uint)opaque.Length).Bytes(opaque);
        }

        // Each counts with the item and the attribute within it.
        var limits = new ScreeningLimits { MaxChildren = 50_000 };
        var result = await ScreenAsync(raw.Mark(0xFFFEE00D, 0).Mark(0xFFFEE0DD, 0).Rest().File(), limits);

        Assert.True(result.IsAccepted, result.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ScreenAsync_DeflateBomb_IsStopped(bool hasHead)
    {
        var raw = RawDicom.Image(RawDicom.Deflated);
        if (hasHead)
        {
            raw.Header(0x00091001, "OB", 0x20000000);
        }

        raw.Bytes(new byte[40 << 20]);
        var file = raw.File();
        Assert.True(file.Length < 1 << 20);
        using var stream = new MemoryStream(file);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var result = await new Part10Screener(new ScreeningLimits { MaxValueBytes = 1L << 40 }).ScreenAsync(stream, default);

        Assert.Equal(ScreeningCodes.InflatesTooFar, result.Code);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20);
    }

    [Fact]
    public async Task ScreenAsync_BrokenDeflate_IsMalformed()
    {
        var file = RawDicom.Image(RawDicom.Deflated).Rest().File();
        file.AsSpan(file.Length - 40).Fill(0xFF);

        Assert.Equal(ScreeningOutcome.Rejected, (await ScreenAsync(file)).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ScreenAsync_SixteenThousandSquared_IsTooLarge(bool hasPixels)
    {
        var raw = RawDicom.Image().Rest(16384, 16384, pixels: false).Header(0x7FE00010, "OW", 0x20000000);
        var file = raw.File();
        using Stream stream = hasPixels ? new ZeroTailStream(file, 0x20000000) : new MemoryStream(file);

        var result = await new Part10Screener(new ScreeningLimits()).ScreenAsync(stream, default);

        Assert.Equal(ScreeningCodes.ImageTooLarge, result.Code);
        Assert.Contains("16384 × 16384", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 4, ScreeningCodes.PixelDataMismatch)]
    [InlineData(4, 4, ScreeningCodes.Accepted)]
    [InlineData(2, 4, ScreeningCodes.PixelDataMismatch)]
    [InlineData(0, 4, ScreeningCodes.PixelDataMismatch)]
    public async Task ScreenAsync_PixelDataAgainstRowsAndColumns_IsCompared(int rows, int columns, string code)
    {
        var file = RawDicom.Image().Rest(rows, columns, pixels: false).Header(0x7FE00010, "OW", 32).Bytes(new byte[32]).File();

        Assert.Equal(code, (await ScreenAsync(file)).Code);
    }

    [Theory]
    [InlineData("2", ScreeningCodes.PixelDataMismatch)]
    [InlineData("0", ScreeningCodes.PixelDataMismatch)]
    [InlineData("-1", ScreeningCodes.PixelDataMismatch)]
    [InlineData("99999999", ScreeningCodes.ImageTooLarge)]
    [InlineData("99999999999999999999", ScreeningCodes.ImageTooLarge)]
    [InlineData("abc", ScreeningCodes.PixelDataMismatch)]
    [InlineData("1", ScreeningCodes.Accepted)]
    [InlineData("", ScreeningCodes.Accepted)]
    public async Task ScreenAsync_ClaimedFrames_AreCompared(string frames, string code)
    {
        foreach (var syntax in new[] { DicomUid.ExplicitVrLittleEndian, RawDicom.Jpeg })
        {
            Assert.Equal(code, (await ScreenAsync(RawDicom.Image(syntax).Text(0x00280008, "IS", frames).Rest().File())).Code);
        }
    }

    [Fact]
    public async Task ScreenAsync_TwoGigabytesOfFrames_ReadsAWindowOnly()
    {
        var raw = RawDicom.Image().Text(0x00280008, "IS", "256").Rest(2048, 2048, pixels: false).Header(0x7FE00010, "OW", 0x80000000);
        using var stream = new ZeroTailStream(raw.File(), 0x80000000L);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var result = await new Part10Screener(new ScreeningLimits { MaxFileBytes = 4L << 30 }).ScreenAsync(stream, default);

        Assert.True(result.IsAccepted, result.Message);
        Assert.True(stream.BytesRead <= 1 << 20, $"{stream.BytesRead} bytes were read.");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public async Task ScreenAsync_ManyLargeKeptValues_StayWithinTheBudget()
    {
        var raw = RawDicom.Image().Header(0x52009230, "SQ", RawDicom.Undefined);
        for (var i = 0; i < 2_000; i++)
        {
            raw.Item(RawDicom.Undefined).Text(0x00204000, "LT", new string('x', 1000)).Mark(0xFFFEE00D, 0);
        }

        var result = await ScreenAsync(raw.Mark(0xFFFEE0DD, 0).Rest().File(), new ScreeningLimits { MaxKeptBytes = 1 << 20 });

        Assert.True(result.IsAccepted, result.Message);
        Assert.InRange(result.Header.Attributes.GetSequence(DicomTag.PerFrameFunctionalGroupsSequence).Count, 500, 1100);
    }

    [Fact]
    public async Task ScreenAsync_FragmentFlood_IsTooMany()
    {
        var raw = RawDicom.Image(RawDicom.Jpeg).Rest(pixels: false).Header(0x7FE00010, "OB", RawDicom.Undefined);
        for (var i = 0; i < Few.MaxFragments + 2; i++)
        {
            raw.Item(0);
        }

        Assert.Equal(ScreeningCodes.TooManyElements, (await ScreenAsync(raw.File(), Few)).Code);
    }

    [Fact]
    public async Task ScreenAsync_FailingStream_ThrowsItsIoException()
    {
        using var stream = new FailingStream(RawDicom.Image().Rest().File());

        await Assert.ThrowsAsync<IOException>(() => new Part10Screener(new ScreeningLimits()).ScreenAsync(stream, default));
    }

    private static async Task<ScreeningResult> ScreenAsync(byte[] file, ScreeningLimits? limits = null)
    {
        using var stream = new MemoryStream(file);
        return await new Part10Screener(limits ?? new ScreeningLimits()).ScreenAsync(stream, default);
    }
}
