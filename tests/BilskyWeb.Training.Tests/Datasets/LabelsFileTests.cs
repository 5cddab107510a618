using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Datasets;

namespace BilskyWeb.Training.Tests.Datasets;

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
        Assert.Equal("region", rows[1].Exclusion);
        Assert.Equal(1, rows[1].Frame);
    }

    [Theory]
    [InlineData("1.2,1.3,1.4,1,10,20,80,80,1d,,", "grade must be 0, 1a, 1b, 1c, 2 or 3, or empty, is \"1d\"")]
    [InlineData("1.2,1.3,1.4,1,10,x,80,80,1b,,", "y must be a number, is \"x\"")]
    [InlineData("1.2,1.3,1.4,1,10,20,0,80,1b,,", "width and height of the box must be above 0")]
    [InlineData("1.2,1.3,1.4,1,,,,,1b,,", "a graded image needs its box")]
    [InlineData("1.2,1.3,,1,10,20,80,80,1b,,", "sop must be a UID")]
    [InlineData("1.2,1.3,1.4,0,10,20,80,80,1b,,", "frame must be a number from 1")]
    [InlineData("1.2,1.3,1.4,1,10,20,80,80,,blurry,", "exclusion must be empty or one of")]
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
