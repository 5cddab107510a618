using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Imaging.Tests.Datasets;

namespace BilskyWeb.Imaging.Tests.Screening;

public sealed class UidCopyTests
{
    private static readonly InstanceUids Anew = new("2.25.1", "2.25.22", "2.25.333");
    private static readonly Part10Screener Screener = new(new ScreeningLimits());

    [Theory]
    [InlineData(DicomUid.ExplicitVrLittleEndian)]
    [InlineData(RawDicom.Implicit)]
    [InlineData(RawDicom.BigEndian)]
    public async Task CopyWithUidsAsync_AnyEncoding_ChangesTheIdentifiersAndNothingElse(string syntax)
    {
        var image = RawDicom.Image(syntax).Text(0x00100010, "PN", "Test^Raw").Text(0x00100020, "LO", "P1").Text(0x0020000D, "UI", "1.2.3.1").Text(0x0020000E, "UI", "1.2.3.2")
            .Short(0x00280002, 1).Short(0x00280010, 4).Short(0x00280011, 4).Short(0x00280100, 16)
            .Header(0x7FE00010, "OW", 32).Bytes([.. Enumerable.Range(0, 32).Select(i => (byte)i)]).File();

        var copy = await CopyAsync(image);

        using var written = new MemoryStream(copy);
        var header = (await Screener.ScreenAsync(written, default)).Header!;
        Assert.Equal((Anew, syntax), (new InstanceUids(header.StudyInstanceUid, header.SeriesInstanceUid, header.SopInstanceUid), header.TransferSyntaxUid));
        Assert.Equal(("P1", "Test^Raw"), (header.PatientId, header.PatientName!.ToText()));
        Assert.Equal(Enumerable.Range(0, 32).Select(i => (byte)i), copy[^32..]);
        Assert.Equal(copy, await CopyAsync(copy));
    }

    [Fact]
    public async Task CopyWithUidsAsync_FileOfOurWriter_KeepsEveryOtherAttributeAndDropsReferencesToOtherImages()
    {
        var reference = new DicomDataset().Set(DicomTag.ReferencedSopInstanceUid, "1.2.3.99");
        var slice = TestObjects.MrSlice().Set(DicomTag.ReferencedImageSequence, reference);
        var expected = TestObjects.MrSlice().Set(DicomTag.StudyInstanceUid, Anew.Study).Set(DicomTag.SeriesInstanceUid, Anew.Series).Set(DicomTag.SopInstanceUid, Anew.SopInstance);

        Assert.Equal(Part10Writer.ToArray(expected, TestObjects.Pixels()), await CopyAsync(Part10Writer.ToArray(slice, TestObjects.Pixels())));
    }

    private static async Task<byte[]> CopyAsync(byte[] image)
    {
        using var input = new MemoryStream(image);
        using var output = new MemoryStream();
        Assert.Null((await Screener.CopyWithUidsAsync(input, Anew, output, default)).Error);
        return output.ToArray();
    }
}
