using BilskyWeb.Imaging.Labels;
using CsCheck;

namespace BilskyWeb.Imaging.Tests.Labels;

public sealed class LabelsCsvTests
{
    private const string Good = "1.2,1.3,1.9,1,10,20,80,80,0,";

    [Fact]
    public void Read_WhatLineWrote_IsTheSame() => LabelGen.Row.Array[1, 20].Sample(made =>
    {
        var rows = made.DistinctBy(r => (r.Sop, r.Frame)).Select((r, i) => r with { Line = i + 2 }).ToList();
        var read = Read(string.Join('\n', rows.Select(LabelsCsv.Line).Prepend(LabelsCsv.Header)));
        Assert.Equal(rows, read.Select(r => r.Value));
    });

    [Fact]
    public void Read_WrongRowBetweenGoodOnes_TellsOfItAndReadsOn()
    {
        var read = Read($"{LabelsCsv.Header}\r\n{Good}\r\n1.2,1.3,1.4,1,10,20,80,80,1d,\r\n1.2,1.3,1.5,1,10,20,80,80,3,\r\n");
        Assert.Equal([true, false, true], read.Select(r => r.IsOk));
        Assert.StartsWith("l.csv:3: column 9", read[1].Error!.Message, StringComparison.Ordinal);
        Assert.Equal(4, read[2].Value.Line);
    }

    [Theory]
    [InlineData("", "l.csv is empty")]
    [InlineData("\n\n", "l.csv is empty")]
    [InlineData(LabelsCsv.Header, "l.csv:1: there is no row below the header")]
    [InlineData("study,series\n1.2,1.3", "l.csv:1: the columns sop, frame, x, y, width, height, grade, exclusion are missing")]
    [InlineData(LabelsCsv.Header + ",Grade\n" + Good + ",1", "the column \"grade\" is there more than once")]
    public void Read_NoTable_SaysWhatIsNeeded(string text, string message)
    {
        var only = Assert.Single(Read(text));
        Assert.Contains(message, only.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_QuotationMarkNeverClosed_IsTold() =>
        Assert.IsType<WrongLabels>(Assert.Single(Read($"{LabelsCsv.Header},remark\n{Good},\"and so on\n1.2,1.3,1.4,1,10,20,80,80,1b,,\n")).Error);

    [Fact]
    public void Read_SpreadsheetsFile_WithMarkAndColumnsOfItsOwn_IsRead()
    {
        var read = Read("\uFEFFremark,exclusion,grade,height,width,y,x,frame,SOP,Series,Study\r\n\"well, \"\"b\"\"\r\nor so\",,1B,40,30,20,10,,1.4,1.3,1.2\r\n");
        Assert.Equal("1.2,1.3,1.4,1,10,20,30,40,1b,", LabelsCsv.Line(Assert.Single(read).Value));
    }

    /// <summary>Excel on a German machine: a line that names the separator, decimal commas, empty rows below.</summary>
    [Fact]
    public void Read_ExcelsSemicolons_AreReadAndTold()
    {
        var found = LabelsCsv.Read($"sep=;\r\n{LabelsCsv.Header.Replace(',', ';').ToUpperInvariant()}\r\n1.2;1.3;1.9;1,0;10,5;20;80,125;80;2,0;\r\n;;;;;;;;;\r\n ; ;;;;;;;;\r\n", "l.csv");

        var row = Assert.Single(found.Rows).Value;
        Assert.Equal((1, 10.5, 80.125, BilskyWeb.Core.Grading.BilskyGrade.Grade2, 3), (row.Frame, row.Box!.Value.X, row.Box.Value.Width, row.Grade, row.Line));
        Assert.Equal("l.csv: 3 numbers have a decimal comma and were read with a point; the first is \"1,0\" on line 3, column \"frame\".", Assert.Single(found.Notes));
    }

    [Theory]
    [InlineData("1.2,1.3,1.9,1,\"1,024\",20,80,80,0,", "l.csv:2: column 5 (\"x\") holds \"1,024\".", "Write a decimal point")]
    [InlineData("1.2,1.3,1.9,1,10,5,20,80,80,0,", "l.csv:2: 11 cells where the header has 10.", "Where a number holds a decimal comma, write a point")]
    [InlineData("1.2,1.3,1.9,1,\"1.024,5\",20,80,80,0,", "l.csv:2: column 5 (\"x\") holds \"1.024,5\".", "nothing between thousands")]
    public void Read_UncertainNumber_TellsWhatToWrite(string row, string where, string what)
    {
        var message = Assert.Single(Read($"{LabelsCsv.Header}\n{row}\n")).Error!.Message;

        Assert.StartsWith(where, message, StringComparison.Ordinal);
        Assert.Contains(what, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_QuotedDecimalCommaThatPartsNoThousands_IsRead() =>
        Assert.Equal(10.5, Assert.Single(Read($"{LabelsCsv.Header}\n1.2,1.3,1.9,1,\"10,5\",20,80,80,0,\n")).Value.Box!.Value.X);

    private static IReadOnlyList<Core.Result<LabelRow>> Read(string text) => LabelsCsv.Read(text, "l.csv").Rows;
}
