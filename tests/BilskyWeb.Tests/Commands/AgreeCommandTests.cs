using System.Globalization;
using System.Text;
using System.Text.Json;
using BilskyWeb.Commands;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Commands;

public sealed class AgreeCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(TestDirectory.Named($"agree-{Guid.NewGuid():N}")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Hallinan et al. 2022, tables 3 and 4, internal test set: 82 of 84 and 919 of 982; readers with 71 and 67 of 84.</summary>
    [Fact]
    public void Run_ThePapersCounts_AreThePapersFigures()
    {
        var rows = Enumerable.Range(0, 1066).Select(i =>
        {
            var high = i < 84;
            return $"{i},{(high ? "2" : "0")},{Grade(high ? i < 82 : i - 84 >= 919)},{Grade(high ? i < 71 : i - 84 >= 963)},{Grade(high ? i < 67 : i - 84 >= 977)}";
        });

        var reader = Json("item,ref,model,neuroradiologist,surgeon", rows).GetProperty("readers");

        var model = reader[0].GetProperty("dichotomous");
        Assert.Equal((82, 2, 919, 63), (Int(model, "tp"), Int(model, "fn"), Int(model, "tn"), Int(model, "fp")));
        AssertInterval(model.GetProperty("gwetAc1"), 0.92, 0.91, 0.94, 0.005);
        AssertInterval(model.GetProperty("sensitivity"), 0.976, 0.917, 0.997, 0.0005);
        AssertInterval(model.GetProperty("specificity"), 0.936, 0.919, 0.950, 0.0005);
        Assert.Equal("almost perfect", model.GetProperty("band").GetString());
        Assert.True(model.GetProperty("gwetAc1").GetProperty("p").GetDouble() < 0.001);
        AssertInterval(reader[1].GetProperty("dichotomous").GetProperty("sensitivity"), 0.845, 0.750, 0.915, 0.0005);
        AssertInterval(reader[2].GetProperty("dichotomous").GetProperty("sensitivity"), 0.798, 0.696, 0.877, 0.0005);
    }

    /// <summary>irrCAC's cont3x3abstractors written as grades: AC1 0.849331, SE 0.043217.</summary>
    [Fact]
    public void Run_TwoAbstractors_IsThePublishedAc1()
    {
        (string A, string B, int Items)[] cells = [("0", "0", 13), ("1a", "1a", 20), ("1a", "1b", 7), ("1b", "1a", 4), ("1b", "1b", 56)];

        var ac1 = Json("first,second", cells.SelectMany(c => Enumerable.Repeat($"{c.A},{c.B}", c.Items)), "first").GetProperty("readers")[0].GetProperty("sixClass").GetProperty("gwetAc1");

        Assert.Equal(0.849331, ac1.GetProperty("value").GetDouble(), 1e-6);
        Assert.Equal(0.043217, ac1.GetProperty("se").GetDouble(), 1e-6);
    }

    [Theory]
    [InlineData("item,ref,a\n1,0,0\n2,1d,0", "reads.csv:3: column 2 (\"ref\") holds \"1d\"")]
    [InlineData("item,ref,a\n1,0,0\n\n2,0,x", "reads.csv:4: column 3 (\"a\") holds \"x\"")]
    [InlineData("item,ref,a\n1,0,0\n1,0,0", "reads.csv:3: this item has a row already, on line 2")]
    [InlineData("item,grade,a\n1,0,0", "reads.csv:1: there is no column \"ref\". The header has: item, grade, a.")]
    [InlineData("item,ref\n1,0", "reads.csv:1: there is no reader beside the reference \"ref\"")]
    [InlineData("item,ref,a,A\n1,0,0,0", "reads.csv:1: the column \"a\" is there 2 times")]
    [InlineData("item,ref,a", "reads.csv:1: there is no row below the header")]
    [InlineData("", "reads.csv is empty")]
    [InlineData("item,ref,a\n1,0", "reads.csv:2: 2 cells where the header has 3")]
    [InlineData("item,ref,a,a.high\n1,0,0,1.5", "reads.csv:2: column 4 (\"a.high\") holds \"1.5\"")]
    public void Run_WrongFile_NamesLineAndColumn(string text, string message)
    {
        var (code, output, errors) = Run(text);

        Assert.Equal(CommandLine.WrongInput, code);
        Assert.Empty(output);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NoFile_IsWrongInput() =>
        Assert.Equal(CommandLine.WrongInput, AgreeCommand.Run(Path.Combine(_folder, "none.csv"), new ReadColumns("ref", null, null, []), new(), json: true, TextWriter.Null, TextWriter.Null));

    [Fact]
    public void Run_EmptyCells_AreNotReadAndCounted()
    {
        var reader = Json("item,ref,a,b", ["1,0,0,", "2,2,3,2", "3,,0,0", "4,0, ,0"]).GetProperty("readers")[0];

        Assert.Equal((2, 1), (Int(reader, "items"), Int(reader, "notRead")));
    }

    [Fact]
    public void Run_AllOneClass_SaysWhatIsUndefinedAndNeverNaN()
    {
        var (code, output, _) = Run("item,ref,a\n1,0,0\n2,0,0\n3,0,0", json: true);

        Assert.Equal(CommandLine.Done, code);
        Assert.DoesNotContain("NaN", output, StringComparison.Ordinal);
        var reader = JsonDocument.Parse(output).RootElement.GetProperty("readers")[0].GetProperty("dichotomous");
        Assert.Equal(JsonValueKind.Null, reader.GetProperty("sensitivity").GetProperty("value").ValueKind);
        Assert.Equal("The reference has no high-grade item.", reader.GetProperty("sensitivity").GetProperty("undefined").GetString());
        Assert.Contains("The reference has no high-grade item.", Run("item,ref,a\n1,0,0\n2,0,0").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OtherColumns_AreLeftOutOrNamed()
    {
        const string Text = "study,sop,frame,grade,exclusion,remark,reader1\ns,1,1,2,,\"none, really\",2\ns,1,2,0,,,0";

        Assert.Contains("column 6 (\"remark\")", Run(Text, reference: "grade").Errors, StringComparison.Ordinal);
        var json = JsonDocument.Parse(Run(Text, json: true, reference: "grade", readers: ["reader1"]).Output).RootElement;
        Assert.Equal("reader1", Assert.Single(json.GetProperty("readers").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public void Run_StudiesAndProbabilities_AddTheirFigures()
    {
        var rows = Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i};s{i / 4};{(i % 8 == 0 ? "2" : "0")};{(i % 8 == 0 || i == 3 ? "1c" : "1a")};{(i % 8 == 0 ? 0.9 : 0.01 * i)}"));

        var json = Json("item;study;ref;model;model.high", rows, study: "study");

        var model = json.GetProperty("readers")[0];
        Assert.Equal(10, Int(model.GetProperty("study"), "studies"));
        Assert.Equal(5, Int(model.GetProperty("study").GetProperty("dichotomous"), "tp"));
        Assert.InRange(model.GetProperty("study").GetProperty("clusterBootstrap").GetProperty("specificity").GetProperty("low").GetDouble(), 0.8, 0.97);
        Assert.Equal(1, model.GetProperty("auc").GetProperty("value").GetDouble());
        Assert.Equal(10, model.GetProperty("calibration").GetProperty("bins").GetArrayLength());
        Assert.Equal("McNemar exact", Json("ref,a,b", ["0,0,0", "2,0,2"]).GetProperty("pairs")[0].GetProperty("test").GetString());
    }

    [Fact]
    public void Run_ForAPerson_PrintsThePapersTables()
    {
        var (code, output, _) = Run("item,ref,model,reader\n1,2,3,0\n2,0,0,0\n3,1a,1b,1c\n4,1c,2,1c");

        Assert.Equal(CommandLine.Done, code);
        Assert.Contains("Low against high grade (pathway line 1b | 1c)", output, StringComparison.Ordinal);
        Assert.Contains("100.0% (2/2; 15.8–100.0)", output, StringComparison.Ordinal);
        Assert.Contains("ref (rows) against model (columns)", output, StringComparison.Ordinal);
        Assert.Contains("model – reader", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AHundredThousandItems_CountsEachOnce()
    {
        var path = Path.Combine(_folder, "many.csv");
        WriteMany(path, 100_000);
        using var output = new StringWriter();

        Assert.Equal(CommandLine.Done, AgreeCommand.Run(path, new ReadColumns("ref", "study", null, []), new(), json: true, output, TextWriter.Null));

        var json = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal(100_000, Int(json, "items"));
        Assert.Equal(5, json.GetProperty("readers").GetArrayLength());
    }

    /// <summary>"All reads as CSV" of a study whose question is low against high; as docs/reader-studies.md says.</summary>
    [Fact]
    public void Run_LowHighReads_AreTaken()
    {
        var reader = Json("item,study,Dr Ref,\"Reader, B\",model,model.high,Dr Ref.seconds,\"Reader, B.seconds\",model.seconds,notice",
            ["1,1,high,high,high,0.91,3.2,4.0,,n", "2,1,low,high,low,0.1,3.2,,,n", "3,2,low,low,,,2.0,1.0,,n", "4,2,High , low,HIGH,0.71,2.0,1.0,,n"], "Dr Ref", "study").GetProperty("readers");

        Assert.Equal(["Reader, B", "model"], reader.EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.Equal((1, 1, 1, 1), (Int(reader[0].GetProperty("dichotomous"), "tp"), Int(reader[0].GetProperty("dichotomous"), "fn"), Int(reader[0].GetProperty("dichotomous"), "tn"), Int(reader[0].GetProperty("dichotomous"), "fp")));
        Assert.Equal(JsonValueKind.Null, reader[0].GetProperty("sixClass").ValueKind);
        Assert.Equal(1, Int(reader[1], "notRead"));
    }

    [Fact]
    public void Run_GradesBesideLowAndHigh_AreComparedAtTheCut()
    {
        var (code, output, errors) = Run(Encoding.UTF8.GetBytes("item,ref,a\n1,0,low\n2,1c,high\n3,2,high\n4,1b,low"), json: true, settings: new AgreementSettings { Cut = BilskyGrade.Grade2 });

        Assert.Equal(CommandLine.Done, code);
        Assert.Contains("high from 2 on", errors, StringComparison.Ordinal);
        var reader = JsonDocument.Parse(output).RootElement.GetProperty("readers")[0].GetProperty("dichotomous");
        Assert.Equal((1, 0, 2, 1), (Int(reader, "tp"), Int(reader, "fn"), Int(reader, "tn"), Int(reader, "fp")));
    }

    [Theory]
    [InlineData("item,ref,a\n1,0,2\n2,0,high", "reads.csv:3: column 3 (\"a\") holds \"high\". One reader gives grades or low and high, not both: line 2 has a grade.")]
    [InlineData("item,ref,a,a.high\n1,0,0,\"1,5\"", "Write a decimal point, 0.97 and not 0,97")]
    [InlineData("item,ref,a,a.high\n1,0,0,0,97", "reads.csv:2: 5 cells where the header has 4. Where a number holds a decimal comma, write a point")]
    [InlineData("item,a.high,ref,a\n1,0,2,2,\n2,0,0,0", "reads.csv:2: 5 cells where the header has 4. Where a number holds a decimal comma")]
    [InlineData("item,ref,a,a.high\n1,0,0,97%", "Write a share of one, 0.97, not 97%.")]
    [InlineData("item,ref,a\n1,0,0\n,0,0", "reads.csv:3: column 1 (\"item\"), which tells items apart, is empty.")]
    [InlineData("sep=;\nitem;ref;a\n1;0;x", "reads.csv:3: column 3 (\"a\") holds \"x\"")]
    public void Run_UncertainFile_SaysWhatToWrite(string text, string message)
    {
        var (code, _, errors) = Run(text);

        Assert.Equal(CommandLine.WrongInput, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> SpreadsheetFiles => new()
    {
        { "utf-8", "item,ref,model,model.high\n1,2,2,0.97\n2,0,0,0.02\n,,,\n , ,,\n", "2 empty rows were passed over" },
        { "utf-8", "sep=;\r\nitem;ref;model;model.high\r\n1;2;2;0,97\r\n2;0;0;0,02\r\n", "2 numbers have a decimal comma and were read with a point; the first is \"0,97\" on line 3, column \"model.high\"" },
        { "utf-8", "Item;REF; Model ;MODEL.HIGH\n1;2;2.0;0.97\n2;0;0.0;0.02\n", "2 grades are written as decimal numbers" },
        { "utf-8", "item,ref,model,model.high\n1,2,2,\"0,97\"\n2,0,0,0.02\n", "1 number has a decimal comma" },
        { "utf-16", "item\tref\tmodel\tmodel.high\r\n1\t2\u00A0\t\u00A02\t0.97\r\n2\t0\t0\t0.02\r\n", "" },
        { "utf-16BE", "\uFEFFitem,ref,model,model.high\n\"1\",\"2\",2,0.97\n2,0,0,0.02", "" },
        { "utf-8", "\uFEFFitem\u200B,\u00A0ref,model,model.high,,\n1,2,2,0.97,,\n2,0,0,0.02,,\n", "" },
        { "utf-8", "sep=\t\nitem\tref\tmodel\tmodel.high\n1\t2\t2\t0.97\n2\t0\t0\t0.02\n", "" },
        { "utf-8", "item|ref|model|model.high\n1|2|2|0.97|\n2|0|0|0.02\n", "" },
    };

    /// <summary>The same two items as spreadsheets write them.</summary>
    [Theory]
    [MemberData(nameof(SpreadsheetFiles))]
    public void Run_SpreadsheetsFile_IsReadAndSaid(string encoding, string text, string note)
    {
        foreach (var marked in new[] { false, true })
        {
            var bytes = Encoding.GetEncoding(encoding).GetBytes(text);
            var (code, output, errors) = Run(marked ? [.. Encoding.GetEncoding(encoding).GetPreamble(), .. bytes] : bytes, json: true);

            Assert.True(code == CommandLine.Done, errors);
            Assert.Contains(note, errors, StringComparison.Ordinal);
            var json = JsonDocument.Parse(output).RootElement;
            Assert.Equal(2, Int(json, "items"));
            var reader = Assert.Single(json.GetProperty("readers").EnumerateArray());
            Assert.Equal((1, 1), (Int(reader.GetProperty("dichotomous"), "tp"), Int(reader.GetProperty("dichotomous"), "tn")));
            Assert.Equal(1, reader.GetProperty("auc").GetProperty("value").GetDouble());
            Assert.Equal(note.Length > 0, json.GetProperty("notes").GetArrayLength() > 0);
        }
    }

    [Fact]
    public void Run_WesternEuropeanNames_AreReadWithAWord()
    {
        var (code, output, errors) = Run(Encoding.Latin1.GetBytes("item,Müller,a\n1,2,2\n2,0,0\n"), json: true, reference: "Müller");

        Assert.Equal(CommandLine.Done, code);
        Assert.Contains("neither UTF-8 nor UTF-16", errors, StringComparison.Ordinal);
        Assert.Equal("Müller", JsonDocument.Parse(output).RootElement.GetProperty("reference").GetString());
    }

    /// <summary>A character that lies across two blocks of the reading is not taken for damage.</summary>
    [Theory]
    [InlineData(65_530)]
    [InlineData(65_532)]
    [InlineData(65_534)]
    [InlineData(65_535)]
    public void Run_CharacterAcrossBlocks_IsStillUtf8(int before)
    {
        var start = "item,ref,a,remark\n1,2,2,";
        var (code, _, errors) = Run(Encoding.UTF8.GetBytes(start + new string('x', before - start.Length) + "€€€\n2,0,0,\n"), json: true, readers: ["a"]);

        Assert.Equal((CommandLine.Done, ""), (code, errors));
    }

    [Fact]
    public void Run_ThreeHundredReaders_AreCompared()
    {
        var readers = Enumerable.Range(1, 300).Select(r => $"r{r}");
        var json = Json("item,ref," + string.Join(',', readers), Enumerable.Range(0, 6).Select(i => $"{i},{(i % 2 == 0 ? "2" : "0")},{string.Join(',', Enumerable.Range(0, 300).Select(r => (i + (r % 7 == 0 ? i / 3 : 0)) % 2 == 0 ? "2" : "0"))}"));

        Assert.Equal(300, json.GetProperty("readers").GetArrayLength());
        Assert.Equal(301, Int(json.GetProperty("together"), "readers"));
        Assert.Equal(300 * 299 / 2, json.GetProperty("pairs").GetArrayLength());
    }

    [Fact]
    public void Run_TooManyReaders_IsTold() =>
        Assert.Contains("1000 are the most", Run("item,ref," + string.Join(',', Enumerable.Range(1, 1001).Select(r => $"r{r}")) + "\n1,2").Errors, StringComparison.Ordinal);

    [Fact]
    public void Run_ItemsWithoutStudy_AreToldAndCounted()
    {
        var (_, output, errors) = Run("item,study,ref,a\n1,s,2,2\n2,,0,0\n3,t,0,1c\n4, ,0,0", json: true, study: "study");

        Assert.Contains("2 of 4 items have an empty cell in column \"study\"", errors, StringComparison.Ordinal);
        var json = JsonDocument.Parse(output).RootElement;
        Assert.Equal((2, 2), (Int(json, "itemsWithoutStudy"), Int(json.GetProperty("readers")[0].GetProperty("study"), "studies")));
        Assert.Contains("2 items have no study", Run("item,study,ref,a\n1,s,2,2\n2,,0,0\n3,t,0,1c\n4, ,0,0", study: "study").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TwoReaders_HaveDifferencesAndTheirOwnAgreement()
    {
        var rows = Enumerable.Range(0, 60).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"{i},{(i < 20 ? "2" : "0")},{(i < 18 || i is > 40 and < 44 ? "2" : "0")},{(i < 12 || i is > 40 and < 46 ? "1c" : "0")},{(i < 20 ? 0.9 : 0.3) - (0.01 * (i % 17))},{0.5 + (i < 20 ? 0.1 : -0.1) + (0.02 * (i % 13))}"));

        var json = Json("item,ref,a,b,a.high,b.high", rows);

        var pair = json.GetProperty("pairs")[0];
        Assert.Equal(60, Int(pair, "items"));
        foreach (var name in new[] { "ac1Difference", "ac2QuadraticDifference", "aucDifference" })
        {
            Assert.InRange(pair.GetProperty(name).GetProperty("value").GetDouble(), -1, 0);
            Assert.InRange(pair.GetProperty(name).GetProperty("p").GetDouble(), 0, 1);
        }

        Assert.InRange(pair.GetProperty("gwetAc1").GetProperty("value").GetDouble(), 0.5, 1);
        Assert.Equal("n", json.GetProperty("methods").GetProperty("twoReaderVarianceDividedBy").GetString());
        Assert.True(json.GetProperty("together").GetProperty("sixClass").TryGetProperty("congerKappa", out _));
    }

    private static void WriteMany(string path, int items)
    {
        string[] grades = ["0", "1a", "1b", "1c", "2", "3"];
        var random = new Random(1);
        using var writer = new StreamWriter(path);
        writer.WriteLine("item,study,ref,r1,r2,r3,r4,r5");
        var line = new StringBuilder();
        for (var i = 0; i < items; i++)
        {
            var truth = random.Next(6);
            line.Clear().Append(CultureInfo.InvariantCulture, $"item{i},study{i / 27},{grades[truth]}");
            for (var r = 0; r < 5; r++)
            {
                line.Append(',').Append(random.Next(10) < 8 ? grades[truth] : grades[random.Next(6)]);
            }

            writer.WriteLine(line);
        }
    }

    private static string Grade(bool high) => high ? "2" : "0";

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static void AssertInterval(JsonElement figure, double value, double low, double high, double within)
    {
        Assert.Equal(value, figure.GetProperty("value").GetDouble(), within);
        Assert.Equal(low, figure.GetProperty("low").GetDouble(), within);
        Assert.Equal(high, figure.GetProperty("high").GetDouble(), within);
    }

    private JsonElement Json(string header, IEnumerable<string> rows, string reference = "ref", string? study = null)
    {
        var (code, output, errors) = Run(string.Join('\n', [header, .. rows]), json: true, reference, study);
        Assert.True(code == CommandLine.Done, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private (int Code, string Output, string Errors) Run(string text, bool json = false, string reference = "ref", string? study = null, string[]? readers = null)
    {
        return Run(Encoding.UTF8.GetBytes(text), json, reference, study, readers);
    }

    private (int Code, string Output, string Errors) Run(byte[] content, bool json = false, string reference = "ref", string? study = null, string[]? readers = null, AgreementSettings? settings = null)
    {
        var path = Path.Combine(_folder, "reads.csv");
        File.WriteAllBytes(path, content);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = AgreeCommand.Run(path, new ReadColumns(reference, study, null, readers ?? []), settings ?? new(), json, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
