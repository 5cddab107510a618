using System.Text;
using System.Text.Json;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Tests.Datasets;

public sealed class DicomDatasetTests
{
    private const string AnnexF = """
        {
          "00080005": { "vr": "CS", "Value": ["ISO_IR 192"] },
          "00080008": { "vr": "CS", "Value": ["ORIGINAL", null, "M"] },
          "00100010": { "vr": "PN", "Value": [{ "Alphabetic": "Wang^XiaoDong", "Ideographic": "王^小東" }] },
          "00100020": { "vr": "LO", "Value": ["12345"] },
          "00180081": { "vr": "DS", "Value": [100.5] },
          "00200013": { "vr": "IS", "Value": ["7 "] },
          "00200032": { "vr": "DS", "Value": ["-50", -49.5, 3e1] },
          "00280010": { "vr": "US", "Value": [512] },
          "00081140": { "vr": "SQ", "Value": [{ "00081155": { "vr": "UI", "Value": ["1.2.3"] } }, {}] },
          "00091002": { "vr": "UN", "InlineBinary": "z0x9c8v7" },
          "00090010": { "vr": "LO" },
          "7FE00010": { "vr": "OW", "BulkDataURI": "https://archive/bulk/1" },
          "nonsense": { "vr": "LO", "Value": ["passed over"] },
          "00101010": 7
        }
        """;

    [Fact]
    public void Parse_ExampleInTheShapeOfAnnexF_GivesEveryKindOfValue()
    {
        var dataset = Parse(AnnexF);

        Assert.Equal(["ORIGINAL", "", "M"], dataset.GetStrings(DicomTag.ImageType));
        Assert.Equal(new DicomPersonName("Wang^XiaoDong", "王^小東"), dataset.GetPersonName(DicomTag.PatientName));
        Assert.Equal("Wang^XiaoDong=王^小東", dataset.GetString(DicomTag.PatientName));
        Assert.Equal("12345", dataset.GetString(DicomTag.PatientId));
        Assert.Equal(100.5, dataset.GetDouble(DicomTag.EchoTime));
        Assert.Equal(7, dataset.GetInt(DicomTag.InstanceNumber));
        Assert.Equal([-50, -49.5, 30], dataset.GetDoubles(DicomTag.ImagePositionPatient));
        Assert.Equal(512, dataset.GetInt(DicomTag.Rows));
        Assert.Equal("1.2.3", dataset.GetSequence(DicomTag.ReferencedImageSequence)[0].GetString(DicomTag.ReferencedSopInstanceUid));
        Assert.Equal(2, dataset.GetSequence(DicomTag.ReferencedImageSequence).Count);
        Assert.Equal(6, dataset.GetBytes(DicomTag.Parse("00091002"))!.Value.Length);
        Assert.True(dataset.Contains(DicomTag.Parse("00090010")));
        Assert.Equal("https://archive/bulk/1", dataset.GetBulkDataUri(DicomTag.PixelData));
        Assert.False(dataset.Contains(DicomTag.PatientAge));
        Assert.Equal(12, dataset.Count);
    }

    [Fact]
    public void WriteTo_ParsedDataset_RoundTrips()
    {
        var once = Json(Parse(AnnexF));

        Assert.Equal(once, Json(Parse(once)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    public void Parse_NotAnObject_ThrowsFormat(string json) => Assert.Throws<FormatException>(() => Parse(json));

    [Fact]
    public void GetInt_NotAWholeNumber_IsNull()
    {
        var dataset = new DicomDataset().Set(DicomTag.SeriesNumber, "3.5").Set(DicomTag.InstanceNumber, "1e300").Set(DicomTag.AcquisitionNumber, "x");

        Assert.Null(dataset.GetInt(DicomTag.SeriesNumber));
        Assert.Null(dataset.GetInt(DicomTag.InstanceNumber));
        Assert.Null(dataset.GetInt(DicomTag.AcquisitionNumber));
        Assert.Null(dataset.GetInt(DicomTag.Rows));
    }

    [Theory]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(-0.0, "0")]
    [InlineData(-1.23456789012345678e-10, "-1.23456789E-10")]
    [InlineData(100.5, "100.5")]
    public void Set_Decimal_FitsSixteenCharacters(double value, string expected) =>
        Assert.Equal(expected, new DicomDataset().Set(DicomTag.EchoTime, value).GetString(DicomTag.EchoTime));

    [Fact]
    public void Set_NumberBeyondItsRepresentation_Throws()
    {
        Assert.Throws<ArgumentException>(() => new DicomDataset().Set(DicomTag.Rows, 65536));
        Assert.Throws<ArgumentException>(() => new DicomDataset().Set(DicomTag.Rows, 1.5));
        Assert.Throws<ArgumentException>(() => new DicomDataset().Set(DicomTag.EchoTime, double.NaN));
    }

    private static DicomDataset Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return DicomDataset.Parse(document.RootElement);
    }

    private static string Json(DicomDataset dataset)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory))
        {
            dataset.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }
}
