using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Tests.Datasets;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0.5|0.5", new[] { 0.5, 0.5 })]
    [InlineData(" 0.5 | 5e-1 ", new[] { 0.5, 0.5 })]
    [InlineData("0,578125|0,578125", new[] { 0.578125, 0.578125 })]
    [InlineData("0.5|0,25", new[] { 0.5, 0.25 })]
    [InlineData("0.578125,0.578125", new[] { 0.578125, 0.578125 })]
    [InlineData("0,5,0,25", new[] { 0.5, 0.25 })]
    [InlineData("0.5 0.25", new[] { 0.5, 0.25 })]
    [InlineData("0.5, 0.25", new[] { 0.5, 0.25 })]
    [InlineData("0,5; 0,25", new[] { 0.5, 0.25 })]
    [InlineData("0.5/0.25", new[] { 0.5, 0.25 })]
    [InlineData("[0.5, 0.25]", new[] { 0.5, 0.25 })]
    [InlineData("0,5", new double[0])]
    [InlineData("1,1", new double[0])]
    [InlineData("1,0,5", new double[0])]
    [InlineData("0.5", new double[0])]
    [InlineData("0.5|0.5|0.5", new double[0])]
    [InlineData("0.5mm|0.5mm", new double[0])]
    [InlineData("1.5e|1.5", new double[0])]
    [InlineData("NaN|1", new double[0])]
    [InlineData("1e400|1", new double[0])]
    [InlineData("Infinity|1", new double[0])]
    [InlineData("1.000,5|1", new double[0])]
    [InlineData("||", new double[0])]
    public void GetDoubles_PixelSpacing_ReadsWhatIsCertainOnly(string text, double[] expected)
    {
        var dataset = new DicomDataset().Set(DicomTag.PixelSpacing, text.Split('|'));

        var numbers = dataset.GetDoubles(DicomTag.PixelSpacing);

        // A count that is not the attribute's is for its user to judge, as before: here it can only be more or fewer plain numbers.
        Assert.Equal(expected, numbers.Count == 2 ? numbers : []);
        Assert.Equal(expected.Length == 2, dataset.UnreadableNumber(DicomTag.PixelSpacing) is null);
    }

    [Theory]
    [InlineData("1,0,0,0,1,0", new double[] { 1, 0, 0, 0, 1, 0 })]
    [InlineData("1,0|0|0|0|1,0|0", new double[] { 1, 0, 0, 0, 1, 0 })]
    [InlineData("1 0 0 0 1 0", new double[] { 1, 0, 0, 0, 1, 0 })]
    [InlineData("0,99|0,01|-0,02|1|0|0", new[] { 0.99, 0.01, -0.02, 1, 0, 0 })]
    public void GetDoubles_Orientation_ReadsSixNumbers(string text, double[] expected) =>
        Assert.Equal(expected, new DicomDataset().Set(DicomTag.ImageOrientationPatient, text.Split('|')).GetDoubles(DicomTag.ImageOrientationPatient));

    [Theory]
    [InlineData("-55,3466|-49,4323|-75,6307", new[] { -55.3466, -49.4323, -75.6307 })]
    [InlineData("-55,346|-49,432|-75,630", new[] { -55.346, -49.432, -75.63 })]
    [InlineData("-55,3466,-49,4323,-75,6307", new[] { -55.3466, -49.4323, -75.6307 })]
    [InlineData("10,5,-20", new double[0])]
    public void GetDoubles_Position_ReadsThreeNumbers(string text, double[] expected) =>
        Assert.Equal(expected, new DicomDataset().Set(DicomTag.ImagePositionPatient, text.Split('|')).GetDoubles(DicomTag.ImagePositionPatient));

    /// <summary>"4,840" may be 4.84 or 4840: neither is taken. "97,5" cannot part thousands.</summary>
    [Theory]
    [InlineData("97,5", 97.5)]
    [InlineData("0,400", 0.4)]
    [InlineData("4,840", null)]
    [InlineData("4.840", 4.84)]
    [InlineData("", null)]
    public void GetDouble_Timing_LeavesWhatMayPartThousands(string text, double? expected) =>
        Assert.Equal(expected, new DicomDataset().Set(DicomTag.RepetitionTime, text).GetDouble(DicomTag.RepetitionTime));

    [Fact]
    public void UnreadableNumber_TextThatIsNone_IsToldWithoutWhatCannotBelongToANumber() =>
        Assert.Equal("1.5 ?b?evil", new DicomDataset().Set(DicomTag.RescaleSlope, "1.5 <b>evil").UnreadableNumber(DicomTag.RescaleSlope));

    /// <summary>What Orthanc makes of "0,5" is an empty list; an attribute without a value has none.</summary>
    [Theory]
    [InlineData("""{"00281053":{"vr":"DS","Value":[]}}""", "")]
    [InlineData("""{"00281053":{"vr":"DS"}}""", "")]
    [InlineData("""{"00281053":{"vr":"DS","Value":[1.5]}}""", null)]
    [InlineData("""{"00281053":{"vr":"DS","Value":["2,5"]}}""", null)]
    [InlineData("""{"00281053":{"vr":"DS","Value":["2,500"]}}""", "2,500")]
    [InlineData("""{"00281053":{"vr":"FL","Value":[null]}}""", "")]
    [InlineData("""{"00281053":{"vr":"DS","Value":[0.5,0.6]}}""", @"0.5\0.6")]
    [InlineData("{}", null)]
    public void UnreadableNumber_ArchivesAnswer_TellsLostFromAbsent(string json, string? expected) =>
        Assert.Equal(expected, DicomDataset.Parse(System.Text.Json.JsonDocument.Parse(json).RootElement).UnreadableNumber(DicomTag.RescaleSlope));
}
