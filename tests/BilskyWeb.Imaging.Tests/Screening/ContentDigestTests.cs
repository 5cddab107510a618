using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Imaging.Tests.Datasets;

namespace BilskyWeb.Imaging.Tests.Screening;

public sealed class ContentDigestTests
{
    [Fact]
    public async Task DigestAsync_SameImageWrittenInManyWays_IsTheSame()
    {
        var files = new[] { DicomUid.ExplicitVrLittleEndian, RawDicom.Implicit, RawDicom.Deflated }
            .SelectMany(syntax => new[] { true, false }.Select(isDefined => RawDicom.Image(syntax).Nest(3, isDefined).Rest().File()))
            .Append(RawDicom.Image().Nest(3, isDefined: true).Rest().Header(0xFFFCFFFC, "OB", 26).Bytes(new byte[26]).File());

        var digests = new List<string>();
        foreach (var file in files)
        {
            digests.Add(await DigestAsync(file));
        }

        Assert.Single(digests.Distinct());
    }

    [Fact]
    public async Task DigestAsync_SequencesWithAndWithoutLengths_IsTheSame()
    {
        var slice = TestObjects.MrSlice().WithSequences();

        Assert.Equal(
            await DigestAsync(Part10Writer.ToArray(slice, TestObjects.Pixels(), SequenceLength.Defined)),
            await DigestAsync(Part10Writer.ToArray(slice, TestObjects.Pixels(), SequenceLength.Undefined)));
    }

    [Fact]
    public async Task DigestAsync_OnePixelOrOneValueDiffers_Differs()
    {
        var image = RawDicom.Image().Rest().File();
        var pixel = image.ToArray();
        pixel[^1] ^= 1;
        var value = RawDicom.Image().Text(0x00081030, "LO", "MR SPINE").Rest().File();

        Assert.Equal(3, new[] { await DigestAsync(image), await DigestAsync(pixel), await DigestAsync(value) }.Distinct().Count());
    }

    [Fact]
    public async Task DigestAsync_ValueMovedIntoASequence_Differs()
    {
        var flat = RawDicom.Image().Header(0x00081140, "SQ", 0).Text(0x00081155, "UI", "1.2").Rest().File();
        var nested = RawDicom.Image().Header(0x00081140, "SQ", 20).Item(12).Text(0x00081155, "UI", "1.2").Rest().File();

        Assert.NotEqual(await DigestAsync(flat), await DigestAsync(nested));
    }

    [Fact]
    public async Task DigestAsync_OtherPatientOnly_DiffersUnlessLeftOut()
    {
        var one = TestObjects.MrSlice().WithSequences().Set(DicomTag.PatientId, "A");
        var other = TestObjects.MrSlice().WithSequences().Set(DicomTag.PatientId, "B").Set(DicomTag.PatientName, "Other^Name");
        var (a, b) = (Part10Writer.ToArray(one, TestObjects.Pixels()), Part10Writer.ToArray(other, TestObjects.Pixels()));

        Assert.NotEqual(await DigestAsync(a), await DigestAsync(b));
        Assert.Equal(await DigestAsync(a, withoutPatient: true), await DigestAsync(b, withoutPatient: true));
    }

    [Fact]
    public async Task DigestAsync_NoDicom_IsNone()
    {
        using var text = new MemoryStream("Dear colleague"u8.ToArray());

        Assert.Null(await new Part10Screener(new ScreeningLimits()).DigestAsync(text, false, default));
    }

    private static async Task<string> DigestAsync(byte[] file, bool withoutPatient = false)
    {
        using var stream = new MemoryStream(file);
        return Convert.ToHexString((await new Part10Screener(new ScreeningLimits()).DigestAsync(stream, withoutPatient, default))!);
    }
}
