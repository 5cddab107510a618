using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Labels;

namespace BilskyWeb.Imaging.Tests.Labels;

public sealed class LabelsFileTests : IDisposable
{
    private const string Header = "study,series,sop,frame,x,y,width,height,grade,exclusion,reader1";
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-labels-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_GoodFile_GivesRows()
    {
        Write(Header, "1.2,1.3,1.4,1,10,20,80.5,80.5,1b,,\"1b, perhaps 1c\"", "1.2,1.3,1.5,,,,,,,region,", "");
        var rows = LabelsFile.Read(_folder);
        Assert.Equal(2, rows.Count);
        Assert.Equal(BilskyGrade.Grade1b, rows[0].Grade);
        Assert.Equal(50.25, rows[0].Box!.Value.CentreX);
        Assert.Null(rows[1].Box);
        Assert.Equal(ExclusionReason.Region, rows[1].Exclusion);
        Assert.Equal(1, rows[1].Frame);
    }

    [Theory]
    [InlineData("1.2,1.3,1.4,1,10,20,80,80,1d,,", "column 9 (\"grade\") holds \"1d\". A grade is 0, 1a, 1b, 1c, 2 or 3, or empty")]
    [InlineData("1.2,1.3,1.4,1,10,x,80,80,1b,,", "column 6 (\"y\") holds \"x\". A box is four numbers")]
    [InlineData("1.2,1.3,1.4,1,10,NaN,80,80,1b,,", "column 6 (\"y\") holds \"NaN\"")]
    [InlineData("1.2,1.3,1.4,1,1e300,20,80,80,1b,,", "column 5 (\"x\") holds \"1e300\"")]
    [InlineData("1.2,1.3,1.4,1,10,20,0,80,1b,,", "column 7 (\"width\") holds \"0\". A box's width and height are above 0")]
    [InlineData("1.2,1.3,1.4,1,10,20,80,,1b,,", "column 8 (\"height\") is empty")]
    [InlineData("1.2,1.3,1.4,1,,,,,1b,,", "a graded image needs its box")]
    [InlineData("1.2,1.3,,1,10,20,80,80,1b,,", "column 3 (\"sop\") is empty. A DICOM UID")]
    [InlineData("1.2,../x,1.4,1,10,20,80,80,1b,,", "column 2 (\"series\") holds \"../x\"")]
    [InlineData("1.2,1.3,1.4,0,10,20,80,80,1b,,", "column 4 (\"frame\") holds \"0\". A frame is a number from 1")]
    [InlineData("1.2,1.3,1.4,1,10,20,80,80,,blurry,", "column 10 (\"exclusion\") holds \"blurry\". An exclusion is instrumentation, quality, region, degenerative")]
    [InlineData("1.2,1.3,1.4,1,10,20,80,80,,1,", "column 10 (\"exclusion\") holds \"1\"")]
    [InlineData("1.2,1.3,1.4,1", "4 cells where the header has 11")]
    [InlineData("1.2,1.3,1.9,1,10,20,80,80,1b,,", "this image has a row already, on line 2")]
    public void Read_WrongCell_NamesFileAndLine(string row, string message)
    {
        Write(Header, "1.2,1.3,1.9,1,10,20,80,80,0,,", row);
        var error = Assert.Throws<InvalidDataException>(() => LabelsFile.Read(_folder));
        Assert.StartsWith($"{Path.Combine(_folder, "labels.csv")}:3: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingColumn_NamesIt()
    {
        Write("study,series,sop,frame,x,y,width,height,exclusion", "1.2,1.3,1.4,1,1,1,1,1,");
        Assert.Contains(":1: the column grade is missing.", Assert.Throws<InvalidDataException>(() => LabelsFile.Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFolderOrNoLabels_SaysWhatToGive()
    {
        Assert.Contains("labels.csv", Assert.Throws<InvalidDataException>(() => LabelsFile.Read(_folder)).Message, StringComparison.Ordinal);
        Assert.Contains("is not a folder", Assert.Throws<InvalidDataException>(() => LabelsFile.Read(Path.Combine(_folder, "none"))).Message, StringComparison.Ordinal);
    }

    private void Write(params string[] lines) => File.WriteAllLines(Path.Combine(_folder, "labels.csv"), lines);
}
