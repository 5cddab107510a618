using BilskyWeb.Core.Clinical;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Imaging.Tests.Datasets;

namespace BilskyWeb.Imaging.Tests.Screening;

public sealed class PatientCopyTests
{
    private static readonly PatientIdentity Other = new() { PatientId = "P-77", PatientName = "Other^Name", BirthDate = new DateOnly(1950, 12, 31), Sex = "M" };
    private static readonly Part10Screener Screener = new(new ScreeningLimits());

    [Theory]
    [InlineData(DicomUid.ExplicitVrLittleEndian)]
    [InlineData(RawDicom.Implicit)]
    [InlineData(RawDicom.BigEndian)]
    [InlineData(RawDicom.Jpeg)]
    public async Task CopyForPatientAsync_AnyEncoding_ChangesThePatientAndNothingElse(string syntax)
    {
        // Another number and its issuer stand in the file and belong to the former patient; age and weight stay.
        var file = RawDicom.Image(syntax).Nest(2, isDefined: false).Text(0x00100010, "PN", "Test^Raw").Text(0x00100020, "LO", "P1").Text(0x00100021, "LO", "HOSPITAL")
            .Text(0x00101000, "LO", "P1-OLD").Text(0x00101010, "AS", "061Y").Text(0x0020000D, "UI", "1.2.3.1").Text(0x0020000E, "UI", "1.2.3.2")
            .Short(0x00280002, 1).Short(0x00280010, 4).Short(0x00280011, 4).Short(0x00280100, 16);
        var image = (syntax == RawDicom.Jpeg ? file.Header(0x7FE00010, "OB", RawDicom.Undefined).Item(0).Item(4).Bytes([0xFF, 0xD8, 0xFF, 0xD9]).Mark(0xFFFEE0DD, 0)
            : file.Header(0x7FE00010, "OW", 32).Bytes([.. Enumerable.Range(0, 32).Select(i => (byte)i)])).File();

        var copy = await CopyAsync(image, Other);

        using var written = new MemoryStream(copy);
        var header = (await Screener.ScreenAsync(written, default)).Header!;
        Assert.Equal(("P-77", "Other^Name", new DateOnly(1950, 12, 31), "M"), (header.PatientId, header.PatientName!.ToText(), header.BirthDate, header.Sex));
        Assert.Equal((syntax, "1.2.3.4", "1.2.3.1"), (header.TransferSyntaxUid, header.SopInstanceUid, header.StudyInstanceUid));
        Assert.False(header.Attributes.Contains(DicomTag.IssuerOfPatientId));
        Assert.Equal("061Y", header.Attributes.GetString(DicomTag.PatientAge));
        Assert.Equal(await DigestAsync(image), await DigestAsync(copy));

        // And back: the same bytes as a file that never had the numbers that were left out.
        Assert.Equal(copy, await CopyAsync(copy, Other));
    }

    [Fact]
    public async Task CopyForPatientAsync_FileOfOurWriter_KeepsEveryOtherAttribute()
    {
        var slice = TestObjects.MrSlice().WithSequences();
        var expected = TestObjects.MrSlice().WithSequences().Set(DicomTag.PatientId, "P-77").Set(DicomTag.PatientName, "Other^Name")
            .Set(DicomTag.PatientBirthDate, "19501231").Set(DicomTag.PatientSex, "M");

        Assert.Equal(Part10Writer.ToArray(expected, TestObjects.Pixels()), await CopyAsync(Part10Writer.ToArray(slice, TestObjects.Pixels()), Other));
    }

    [Theory]
    [InlineData("ISO_IR 192", "Müller^Jürgen", true)]
    [InlineData("ISO_IR 100", "Müller^Jürgen", true)]
    [InlineData("ISO_IR 100", "山田^太郎", false)]
    [InlineData(null, "Müller^Jürgen", false)]
    public async Task CopyForPatientAsync_NameBeyondAscii_IsWrittenOnlyWhereTheCharacterSetHasIt(string? characterSet, string name, bool written)
    {
        var raw = new RawDicom();
        var image = (characterSet is null ? raw : raw.Text(0x00080005, "CS", characterSet))
            .Text(0x00080016, "UI", DicomUid.MrImageStorage).Text(0x00080018, "UI", "1.2.3.4").Text(0x00080060, "CS", "MR").Rest().File();
        using var output = new MemoryStream();
        using var input = new MemoryStream(image);

        var copied = await Screener.CopyForPatientAsync(input, Other with { PatientName = name }, output, default);

        Assert.Equal(written, copied.IsOk);
        Assert.Equal(written ? null : "identity.not_writable", copied.Error?.Code);
        if (written)
        {
            Assert.Equal(name, (await Screener.ScreenAsync(output, default)).Header!.PatientName!.ToText());
        }
    }

    private static async Task<byte[]> CopyAsync(byte[] file, PatientIdentity patient)
    {
        using var input = new MemoryStream(file);
        using var output = new MemoryStream();
        Assert.True((await Screener.CopyForPatientAsync(input, patient, output, default)).IsOk);
        return output.ToArray();
    }

    private static async Task<string> DigestAsync(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return Convert.ToHexString((await Screener.DigestAsync(stream, withoutPatient: true, default))!);
    }
}
