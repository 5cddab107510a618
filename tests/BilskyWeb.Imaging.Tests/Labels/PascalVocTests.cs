using System.Text;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Labels;
using CsCheck;

namespace BilskyWeb.Imaging.Tests.Labels;

public sealed class PascalVocTests
{
    // As LabelImg 1.8 writes it.
    private const string Saved = """
        <?xml version="1.0"?>
        <annotation verified="yes">
        	<folder>axial</folder>
        	<filename>007_1.2.840.1_2.png</filename>
        	<path>C:\Users\reader\axial\007_1.2.840.1_2.png</path>
        	<source>
        		<database>Unknown</database>
        	</source>
        	<size>
        		<width>384</width>
        		<height>320</height>
        		<depth>1</depth>
        	</size>
        	<segmented>0</segmented>
        	<object>
        		<name>1c</name>
        		<pose>Unspecified</pose>
        		<truncated>0</truncated>
        		<difficult>0</difficult>
        		<bndbox>
        			<xmin>150</xmin>
        			<ymin>120</ymin>
        			<xmax>230</xmax>
        			<ymax>201</ymax>
        		</bndbox>
        	</object>
        </annotation>
        """;

    [Fact]
    public void Read_NoCanalInView_IsNotNothing()
    {
        var read = Read(PascalVoc.Write(new VocFile("1.2.3.png", 240, 200) { Sop = "1.2.3", NoCanal = true })).Value;

        Assert.Equal((true, false, null), (read.NoCanal, read.SaysNothing, read.Box));
        Assert.True(Read(PascalVoc.Write(new VocFile("1.2.3.png", 240, 200))).Value.SaysNothing);
    }

    [Fact]
    public void Read_WhatWriteWrote_IsTheSame() => LabelGen.Row.Sample(row =>
    {
        var made = new VocFile("001.dcm", LabelGen.Width, LabelGen.Height)
        {
            Folder = "a & <b>",
            Sop = row.Sop,
            Frame = row.Frame,
            Box = row.Box,
            Grade = row.Grade,
            Exclusion = row.Exclusion,
        };
        var read = Read(PascalVoc.Write(made)).Value;
        Assert.Equal(made with { Box = null }, read with { Box = null });
        Assert.Equal(made.Box is null, read.Box is null);
        if (made.Box is { } a && read.Box is { } b)
        {
            // Corners are kept, so a width of many digits comes back within a rounding of its last.
            Assert.Equal((a.X, a.Y), (b.X, b.Y));
            Assert.Equal(a.Width, b.Width, 1e-9);
            Assert.Equal(a.Height, b.Height, 1e-9);
            Assert.Equal(PascalVoc.Write(made), PascalVoc.Write(read));
        }
    });

    [Fact]
    public void Read_FileOfLabelImg_GivesLabelAndImage()
    {
        var read = Read(Saved).Value;
        Assert.Equal(new RegionOfInterest(150, 120, 80, 81, 1), read.Box);
        Assert.Equal(BilskyGrade.Grade1c, read.Grade);
        Assert.Equal(("1.2.840.1", 2), read.Image());
        Assert.Equal("axial", read.Folder);
    }

    [Theory]
    [InlineData("1.2.840.1.png", "1.2.840.1", 1)]
    [InlineData("001_1.2.840.1.dcm", "1.2.840.1", 1)]
    [InlineData("001_1.2.840.1_12.png", "1.2.840.1", 12)]
    [InlineData("001.dcm", null, 0)]
    [InlineData("holiday.snap.png", null, 0)]
    public void Image_OfAName_IsTheUidInIt(string name, string? sop, int frame) =>
        Assert.Equal(sop is null ? null : (sop, frame), new VocFile(name, 1, 1).Image());

    [Fact]
    public void NameOf_Image_IsUnderstood()
    {
        Assert.Equal(("1.2.3", 4), new VocFile(VocFile.NameOf(7, "1.2.3", 4) + ".png", 1, 1).Image());
        Assert.Equal("007_1.2.3", VocFile.NameOf(7, "1.2.3", 1));
    }

    [Theory]
    [InlineData("<name>1c", "<name>1d", ":16:9: object/name holds \"1d\". An object's name is a grade")]
    [InlineData("<xmin>150", "<xmin>-1", "object/bndbox/xmin holds \"-1\". The box must have a width and a height and lie inside the image of 384 × 320 pixels")]
    [InlineData("<xmin>150", "<xmin>230", "The box must have a width")]
    [InlineData("<xmin>150", "<xmin>NaN", ":21:10: object/bndbox/xmin holds \"NaN\". It must be a number")]
    [InlineData("<xmax>230", "<xmax>Infinity", "It must be a number")]
    [InlineData("<ymax>201", "<ymax>320.5", "lie inside the image")]
    [InlineData("<width>384", "<width>0", "size/width holds \"0\". An image's size")]
    [InlineData("<width>384", "<width>1e9", "An image's size")]
    [InlineData("<ymin>120</ymin>", "", "object/bndbox/ymin is missing")]
    [InlineData("<ymin>120</ymin>", "<ymin>120</ymin><ymin>3</ymin>", "object/bndbox/ymin is there twice")]
    [InlineData("</annotation>", "<object></object></annotation>", "there is a second object")]
    [InlineData("</annotation>", "", "this is not XML as LabelImg writes it")]
    [InlineData("<annotation verified=\"yes\">", "<!DOCTYPE annotation [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><annotation>", "this is not XML as LabelImg writes it")]
    public void Read_WrongFile_SaysWhere(string from, string to, string message)
    {
        var error = Assert.IsType<WrongLabels>(Read(Saved.Replace(from, to, StringComparison.Ordinal)).Error);
        Assert.StartsWith("a.xml:", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HostileFile_StopsEarly()
    {
        Assert.Contains("deep", Read("<annotation>" + string.Concat(Enumerable.Repeat("<a>", 10_000))).Error!.Message, StringComparison.Ordinal);
        Assert.IsType<WrongLabels>(Read("<annotation><folder>" + new string('x', 10_000_000) + "</folder></annotation>").Error);
        Assert.Contains("not with \"annotation\"", Read("<html></html>").Error!.Message, StringComparison.Ordinal);
        Assert.IsType<WrongLabels>(Read("").Error);
        Assert.IsType<WrongLabels>(Read("PK\u0003\u0004").Error);
    }

    [Fact]
    public void Write_BoxBeyondTheImage_IsCutAndMarked()
    {
        var text = PascalVoc.Write(new VocFile("a.png", 100, 100) { Box = new RegionOfInterest(-5, 90, 20, 20, 1), Grade = BilskyGrade.Grade2 });
        Assert.Contains("<truncated>1</truncated>", text, StringComparison.Ordinal);
        Assert.Equal(new RegionOfInterest(0, 90, 15, 10, 1), Read(text).Value.Box);
    }

    private static Result<VocFile> Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return PascalVoc.Read(stream, "a.xml");
    }
}
