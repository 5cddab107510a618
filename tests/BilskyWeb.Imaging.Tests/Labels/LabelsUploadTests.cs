using System.IO.Compression;
using System.Text;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Labels;

namespace BilskyWeb.Imaging.Tests.Labels;

public sealed class LabelsUploadTests
{
    private const string Row = "1.1,1.2,1.2.3,1,10,20,30.5,40,1c,";

    [Fact]
    public async Task ReadAsync_Table_GivesEachRowWithItsPlace()
    {
        var found = await ReadAsync("labels.csv", Bytes($"{LabelsCsv.Header}\n{Row}\n1.1,1.2,1.2.4,1,,,,,,\n"));

        var first = found.Labels[0].Value;
        Assert.Equal(("labels.csv:2", "1.2.3", BilskyGrade.Grade1c, 30.5, "1.1", "1.2"), (first.Where, first.Sop, first.Grade, first.Box!.Value.Width, first.Study, first.Series));
        Assert.Equal((null, null, null), (found.Labels[1].Value.Box, found.Labels[1].Value.Grade, found.Labels[1].Value.Exclusion));
    }

    [Fact]
    public async Task ReadAsync_GradeBesideExclusion_IsAFaultWithItsLine()
    {
        var found = await ReadAsync("labels.csv", Bytes($"{LabelsCsv.Header}\n{Row}quality\n"));

        Assert.StartsWith("labels.csv:2: columns \"grade\" and \"exclusion\"", found.Labels[0].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ZipOfXmlAndPictures_ReadsTheXmlAlone()
    {
        var found = await ReadAsync("a.zip", Zip(
            ("study-001/1_1.2.3.png", new byte[100]),
            ("study-001/1_1.2.3.xml", Voc("1_1.2.3.png", BilskyGrade.Grade2)),
            ("study-001/2_1.2.4.xml", Voc("2_1.2.4.png", null)),
            ("__MACOSX/._1.xml", [1, 2, 3])));

        Assert.Equal(("study-001/1_1.2.3.xml", "1.2.3", (240, 200)), (found.Labels.Single().Value.Where, found.Labels.Single().Value.Sop, found.Labels.Single().Value.Size));
        Assert.Equal(1, found.SaidNothing);
    }

    [Fact]
    public async Task ReadAsync_TableBesideXml_ReadsTheTableAndCountsTheRest()
    {
        var found = await ReadAsync("a.zip", Zip(("labels.csv", Bytes($"{LabelsCsv.Header}\n{Row}\n")), ("1_1.2.3.xml", Voc("1_1.2.3.png", BilskyGrade.Grade2))));

        Assert.Equal((BilskyGrade.Grade1c, 1), (found.Labels.Single().Value.Grade, found.PassedOver));
    }

    /// <summary>A path out of the folder is a name like any other, since nothing is written by it; what is no label is not unpacked, and what is stays within its bound.</summary>
    [Fact]
    public async Task ReadAsync_HostileZip_IsBoundedAndToldOf()
    {
        var escaping = await ReadAsync("a.zip", Zip(("../../etc/cron.d/1_1.2.3.xml", Voc("1_1.2.3.png", BilskyGrade.Grade2))));
        var bomb = await ReadAsync("a.zip", Zip(("1_1.2.3.xml", new byte[50 << 20]), ("big.png", new byte[1 << 20])));
        var entities = await ReadAsync("a.xml", Bytes("<!DOCTYPE a [<!ENTITY b \"b\">]><annotation>&b;</annotation>"));
        var damaged = Zip(("1_1.2.3.xml", Voc("1_1.2.3.png", BilskyGrade.Grade2)));
        damaged[60] ^= 0xFF;
        var twice = await ReadAsync("a.zip", Zip(("a/labels.csv", Bytes(LabelsCsv.Header)), ("b/labels.csv", Bytes(LabelsCsv.Header))));

        Assert.Equal("../../etc/cron.d/1_1.2.3.xml", escaping.Labels.Single().Value.Where);
        Assert.Contains("is larger than", bomb.Labels.Single().Error!.Message, StringComparison.Ordinal);
        Assert.Contains("a.xml:", entities.Labels.Single().Error!.Message, StringComparison.Ordinal);
        Assert.NotNull((await ReadAsync("a.zip", damaged)).Labels.Single().Error);
        Assert.NotNull((await ReadAsync("a.zip", damaged[..80])).Labels.Single().Error);
        Assert.Contains("2 files named labels.csv", twice.Labels.Single().Error!.Message, StringComparison.Ordinal);
        Assert.Contains("neither", (await ReadAsync("a.zip", Zip(("readme.txt", [1])))).Labels.Single().Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_TwoFilesOfOneImage_NamesBoth()
    {
        var found = await ReadAsync("a.zip", Zip(("a/1_1.2.3.xml", Voc("1_1.2.3.png", BilskyGrade.Grade2)), ("b/1_1.2.3.xml", Voc("1_1.2.3.png", BilskyGrade.Grade3))));

        Assert.Equal("b/1_1.2.3.xml:1:1: this image has a file already, a/1_1.2.3.xml.", found.Labels[1].Error!.Message);
    }

    private static byte[] Voc(string name, BilskyGrade? grade) =>
        Bytes(PascalVoc.Write(new VocFile(name, 240, 200) { Box = grade is null ? null : new RegionOfInterest(10, 20, 30, 40, 1), Grade = grade }));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<FoundLabels> ReadAsync(string name, byte[] file)
    {
        using var stream = new MemoryStream(file);
        return await LabelsUpload.ReadAsync(stream, name, default);
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(content);
            }
        }

        return file.ToArray();
    }
}
