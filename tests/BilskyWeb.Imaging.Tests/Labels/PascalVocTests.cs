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
    [InlineData("1.2.840.1", "1.2.840.1", 1)]
    [InlineData("007_2.25.329800735698586629295641978511506172918", "2.25.329800735698586629295641978511506172918", 1)]
    [InlineData("007_1.2.840.10", "1.2.840.10", 1)]
    [InlineData("007_1.2.840.1_3", "1.2.840.1", 3)]
    [InlineData("1.2.840.1.dcm.png", "1.2.840.1", 1)]
    [InlineData("1.2.840.1.IMA", "1.2.840.1", 1)]
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
    [InlineData("<xmin>150", "<xmin>-1", "object/bndbox/xmin holds \"-1\". The image begins at 0.")]
    [InlineData("<xmin>150", "<xmin>230", ":23:10: object/bndbox/xmax holds \"230\". It must lie to the right of xmin, 230")]
    [InlineData("<xmax>230", "<xmax>400", ":23:10: object/bndbox/xmax holds \"400\". The image is 384 pixels wide")]
    [InlineData("<ymin>120", "<ymin>-3", ":22:10: object/bndbox/ymin holds \"-3\". The image begins at 0.")]
    [InlineData("<ymax>201", "<ymax>100", ":24:10: object/bndbox/ymax holds \"100\". It must lie below ymin, 120")]
    [InlineData("<xmin>150", "<xmin>NaN", ":21:10: object/bndbox/xmin holds \"NaN\". It must be a number")]
    [InlineData("<xmax>230", "<xmax>Infinity", "It must be a number")]
    [InlineData("<ymax>201", "<ymax>320.5", "object/bndbox/ymax holds \"320.5\". The image is 320 pixels high")]
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

    /// <summary>CVAT puts its attributes one after another into an object, and other converters know no size.</summary>
    [Theory]
    [InlineData("</object>", "<attributes><attribute><name>rotation</name><value>0.0</value></attribute><attribute><name>sure</name><value>1</value></attribute></attributes></object>", 384)]
    [InlineData("</object>", "<part><name>head</name><bndbox><xmin>1</xmin></bndbox></part><part><name>head</name></part></object>", 384)]
    [InlineData("<width>384</width>\n\t\t<height>320</height>", "<width>0</width>\n\t\t<height>0</height>", 0)]
    [InlineData("<width>384</width>\n\t\t<height>320</height>", "", 0)]
    public void Read_OtherProgramsFile_GivesTheLabel(string from, string to, int width)
    {
        Assert.Contains(from, Saved, StringComparison.Ordinal);
        var read = Read(Saved.Replace(from, to, StringComparison.Ordinal));

        Assert.True(read.IsOk, read.Error?.Message);
        Assert.Equal((new RegionOfInterest(150, 120, 80, 81, 1), BilskyGrade.Grade1c, width), (read.Value.Box, read.Value.Grade, read.Value.Width));
    }

    [Theory]
    [InlineData(1, 1, 384, 320, true)]
    [InlineData(0, 0, 384, 320, true)]
    [InlineData(0, 1, 383.5, 319, true)]
    [InlineData(3, 1, 384, 320, false)]
    [InlineData(1, 1, 384, 300, false)]
    public void Read_ExclusionOverTheWholeImage_HasNoBox(double left, double top, double right, double bottom, bool whole)
    {
        var text = FormattableString.Invariant($"<annotation><filename>1.2.3.png</filename><size><width>384</width><height>320</height></size><object><name>quality</name><bndbox><xmin>{left}</xmin><ymin>{top}</ymin><xmax>{right}</xmax><ymax>{bottom}</ymax></bndbox></object></annotation>");

        Assert.Equal(whole, Read(text).Value.Box is null);
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
