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
    [InlineData("ISO_IR 192", "Müller^Jürgen", "ISO_IR 192")]
    [InlineData("ISO_IR 100", "Müller^Jürgen", "ISO_IR 100")]
    [InlineData("ISO_IR 144", "Иванов^Пётр", "ISO_IR 144")]
    [InlineData("GB18030", "Wang^XiaoDong=王^小东", "GB18030")]
    [InlineData("ISO_IR 100", "Иванов^Пётр", @"ISO 2022 IR 100\ISO 2022 IR 144")]
    [InlineData("ISO_IR 100", "Yamada^Tarou=山田^太郎=やまだ^たろう", @"ISO 2022 IR 100\ISO 2022 IR 87")]
    [InlineData("ISO_IR 100", "Hong^Gildong=洪^吉洞=홍^길동", @"ISO 2022 IR 100\ISO 2022 IR 87\ISO 2022 IR 149")]
    [InlineData("ISO_IR 144", "Müller^Jürgen", @"ISO 2022 IR 144\ISO 2022 IR 100")]
    [InlineData("ISO_IR100", "Διονυσιος^Α", @"ISO 2022 IR 100\ISO 2022 IR 126")]
    [InlineData(@"ISO 2022 IR 6\ISO 2022 IR 100", "שרון^דבורה", @"ISO 2022 IR 100\ISO 2022 IR 138")]
    [InlineData(@"\ISO 2022 IR 149", "홍 A^길동", @"\ISO 2022 IR 149")]
    [InlineData(null, "Иванов^Müller", "ISO_IR 192")]
    [InlineData("KOI-7", "Иванов^Пётр", null)]
    [InlineData("ISO_IR 100", "Ивановש", null)]
    public async Task CopyForPatientAsync_NameBeyondAscii_IsWrittenAndEveryOtherTextReadsAsBefore(string? characterSet, string name, string? writtenAs)
    {
        var latin = characterSet?.Contains("100", StringComparison.Ordinal) == true;
        var raw = characterSet is null ? new RawDicom() : new RawDicom().Text(0x00080005, "CS", characterSet);
        raw = raw.Text(0x00080016, "UI", DicomUid.MrImageStorage).Text(0x00080018, "UI", "1.2.3.4").Text(0x00080060, "CS", "MR");
        var image = (latin ? raw.Header(0x0008103E, "LO", 4).Bytes([(byte)'H', 0xFC, (byte)'f', (byte)'t']) : raw).Rest().File();
        using var output = new MemoryStream();
        using var input = new MemoryStream(image);

        var copied = await Screener.CopyForPatientAsync(input, Other with { PatientName = name, PatientId = writtenAs is null ? "P-77" : "Ж7"[(name[0] == 'И' ? 0 : 1)..] }, output, default);

        Assert.Equal(writtenAs is null ? "identity.not_writable" : null, copied.Error?.Code);
        if (writtenAs is not null)
        {
            var header = (await Screener.ScreenAsync(output, default)).Header!;
            Assert.Equal((name, name[0] == 'И' ? "Ж7" : "7"), (header.PatientName!.ToText(), header.PatientId));
            Assert.Equal(writtenAs, string.Join('\\', header.Attributes.GetStrings(DicomTag.SpecificCharacterSet)));
            Assert.Equal(latin ? "Hüft" : null, header.Attributes.GetString(DicomTag.SeriesDescription));
        }
    }

    [Fact]
    public async Task CopyForPatientAsync_UnstatedLatinTextBesideACyrillicName_KeepsBoth()
    {
        var image = new RawDicom().Text(0x00080016, "UI", DicomUid.MrImageStorage).Text(0x00080018, "UI", "1.2.3.4").Text(0x00080060, "CS", "MR")
            .Header(0x0008103E, "LO", 4).Bytes([(byte)'H', 0xFC, (byte)'f', (byte)'t']).Rest().File();
        using var written = new MemoryStream(await CopyAsync(image, Other with { PatientName = "Иванов^Пётр" }));

        var header = (await Screener.ScreenAsync(written, default)).Header!;

        Assert.Equal(("Иванов^Пётр", "Hüft"), (header.PatientName!.ToText(), header.Attributes.GetString(DicomTag.SeriesDescription)));
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
