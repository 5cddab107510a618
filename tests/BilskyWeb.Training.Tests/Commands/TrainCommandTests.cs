using System.Globalization;
using System.Text.RegularExpressions;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Inference.Models;
using BilskyWeb.Phantom.Implants;
using BilskyWeb.Training.Tests.Datasets;

namespace BilskyWeb.Training.Tests.Commands;

/// <summary>The program as the launcher calls it, on DICOM files, through a real archive.</summary>
[Trait("Kind", "integration")]
public sealed class TrainCommandTests(WrittenPhantoms phantoms) : IClassFixture<WrittenPhantoms>, IDisposable
{
    private readonly string _out = Directory.CreateTempSubdirectory("bilsky-train-out-").FullName;

    public void Dispose() => Directory.Delete(_out, recursive: true);

    [Fact]
    public async Task Train_RoiOnAFolder_WritesAUsableModelWithItsCard()
    {
        var (code, text) = await RunAsync("train", "--part", "roi", "--data", phantoms.Folder, "--out", _out, "--epochs", "1", "--threads", "2");
        Assert.True(code == 0, text);
        Assert.Contains("left", text, StringComparison.Ordinal);
        var model = ModelCatalogue.Open(_out).Value.Load(ModelCatalogue.RoiPart);
        Assert.True(model.IsOk, model.Error?.Message);
        Assert.Contains("2 labelled studies", model.Value.Card.TrainedOn, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_out, "roi-1.0.0.md")));
        Assert.Equal(2, File.ReadAllLines(Path.Combine(_out, "log.csv")).Length);
    }

    /// <summary>Whoever the split does not name is for tests alone: nothing is drawn, let alone learnt, from them.</summary>
    [Theory]
    [InlineData("segmentation")]
    [InlineData("grader")]
    public async Task Train_OntoAPersonForTests_IsRefused(string part)
    {
        var host = Directory.CreateDirectory(Path.Combine(_out, "host"));
        var image = Directory.EnumerateFiles(phantoms.Folder, "001.dcm", SearchOption.AllDirectories).First(f => f.Contains("axial", StringComparison.Ordinal));
        File.Copy(image, Path.Combine(host.FullName, "001.dcm"));
        Directory.CreateDirectory(Path.Combine(host.FullName, "masks", "cord"));
        var mask = Path.Combine(host.FullName, "masks", "cord", "001.png");
        File.WriteAllBytes(mask, GreyPng.Encode(4, 4, new byte[16]));
        var told = Regex.Match((await HostFolder.OpenAsync(host.FullName)).Error!.Message, @"has (\d+) × (\d+)\.");
        var (width, height) = (int.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(told.Groups[2].Value, CultureInfo.InvariantCulture));
        File.WriteAllBytes(mask, GreyPng.Encode(width, height, new byte[width * height]));

        var (code, text) = await RunAsync("train", "--part", part, "--phantom", "10", "--onto", host.FullName, "--out", _out);

        Assert.Equal(2, code);
        Assert.Contains("is on the side \"test\" of the split", text, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_out, "*.bin"));
    }

    [Theory]
    [InlineData("5000")]
    [InlineData("-3")]
    public async Task Train_BoxOutsideTheImageOrPartOfIt_StopsWithFileAndLine(string left)
    {
        var spoilt = phantoms.CopyWith(lines =>
        {
            var cells = lines[5].Split(',');
            cells[4] = left;
            lines[5] = string.Join(',', cells);
            return lines;
        });
        try
        {
            var (code, text) = await RunAsync("train", "--part", "grader", "--data", spoilt, "--out", _out);
            Assert.Equal(2, code);
            Assert.Contains($"{Path.Combine(spoilt, "labels.csv")}:6: the box lies outside the image", text, StringComparison.Ordinal);
            Assert.Contains("Draw it again inside the image", text, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(spoilt, recursive: true);
        }
    }

    [Fact]
    public async Task Train_LabelledImageMissing_StopsWithFileAndLine()
    {
        var spoilt = phantoms.CopyWith(lines => [.. lines, "1.2.3,1.2.4,1.2.5,1,1,1,80,80,0,"]);
        try
        {
            var lines = File.ReadAllLines(Path.Combine(spoilt, "labels.csv")).Length;
            var (code, text) = await RunAsync("train", "--data", spoilt, "--out", _out);
            Assert.Equal(2, code);
            Assert.Contains($"labels.csv:{lines}: no file in", text, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(spoilt, recursive: true);
        }
    }

    [Fact]
    public async Task Train_Int8OfTheShippedGrader_WritesItsTwinWithACard()
    {
        var models = Path.Combine(ShippedModelsTests.RepositoryRoot(), "models");
        var (code, text) = await RunAsync("train", "--int8", Path.Combine(models, "grader-2.1.1.onnx"), "--phantom", "3", "--out", _out, "--threads", "2");
        Assert.True(code == 0, text);
        var (twin, source) = (ModelCatalogue.Open(_out).Value.Load(ModelCatalogue.GraderPart, "2.1.1.8"), ModelCatalogue.Open(models).Value.Load(ModelCatalogue.GraderPart, "2.1.1"));
        Assert.True(twin.IsOk, twin.Error?.Message);
        Assert.Equal("2.1.1", twin.Value.Card.Int8Of);
        Assert.Equal((source.Value.Card.Decision, source.Value.Card.Abstain), (twin.Value.Card.Decision, twin.Value.Card.Abstain));
        Assert.InRange(twin.Value.Bytes.Length, source.Value.Bytes.Length * 0.45, source.Value.Bytes.Length * 0.55);
        Assert.Contains("sameGrade", File.ReadAllText(Path.Combine(_out, "grader-2.1.1.8.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_EvidenceOfTheShippedGrader_WritesItsCasesWithACard()
    {
        var models = Path.Combine(ShippedModelsTests.RepositoryRoot(), "models");
        var (code, text) = await RunAsync("train", "--evidence", Path.Combine(models, "grader-2.1.1.onnx"), "--phantom", "2", "--out", _out, "--threads", "2");
        Assert.True(code == 0, text);
        var evidence = ModelCatalogue.Open(_out).Value.Load(ModelCatalogue.EvidencePart, "2.1.1");
        Assert.True(evidence.IsOk, evidence.Error?.Message);
        Assert.Equal(101, evidence.Value.Card.NearestDistances!.Length);
        Assert.Contains("cases: 14", File.ReadAllText(Path.Combine(_out, "evidence-2.1.1.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_StartOfNoFloatGrader_Exits2BeforeAnythingIsPrepared()
    {
        var int8 = Directory.GetFiles(Path.Combine(ShippedModelsTests.RepositoryRoot(), "models"), "grader-*.8.onnx").Single();
        foreach (var (file, why) in new[] { (Path.Combine(_out, "none.onnx"), "There is no file"), (int8, "Begin with the float file") })
        {
            var (code, text) = await RunAsync("train", "--phantom", "2", "--start", file, "--out", _out);
            Assert.Equal(2, code);
            Assert.Contains(why, text, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(_out));
    }

    [Fact]
    public async Task Train_Int8OfNoGrader_Exits2AndSaysWhy()
    {
        var (code, text) = await RunAsync("train", "--int8", Path.Combine(_out, "none.onnx"), "--phantom", "3", "--out", _out);
        Assert.Equal(2, code);
        Assert.Contains("There is no file", text, StringComparison.Ordinal);
        (code, text) = await RunAsync("train", "--int8", Path.Combine(ShippedModelsTests.RepositoryRoot(), "models", "roi-1.1.0.onnx"), "--phantom", "3", "--out", _out);
        Assert.Equal(2, code);
        Assert.Contains("Only a grader with its card", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_GraderWithUnlabelledFolder_SaysSoOnTheCard()
    {
        var models = Path.Combine(ShippedModelsTests.RepositoryRoot(), "models");
        var (code, text) = await RunAsync("train", "--phantom", "2", "--unlabelled", phantoms.Folder, "--models", models, "--out", _out, "--epochs", "1", "--threads", "2");
        Assert.True(code == 0, text);
        var card = ModelCatalogue.Open(_out).Value.Load(ModelCatalogue.GraderPart).Value.Card;
        Assert.Matches("2 digital phantom studies.*; [0-9]+ slices without labels in the virtual adversarial term", card.TrainedOn);

        // As coarse as the coarsest phantom, or 1 mm where all are finer.
        Assert.InRange(card.Abstain.MaxPixelMm!.Value, 1, 2);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"pixels of more than {card.Abstain.MaxPixelMm:0.##} mm is withheld"), File.ReadAllText(Directory.GetFiles(_out, "grader-*.md").Single()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ablation", "compactness")]
    [InlineData("--part", "roi")]
    public async Task Train_UnlabelledWithoutTheTermThatUsesThem_Exits2(params string[] more)
    {
        var (code, text) = await RunAsync(["train", "--phantom", "2", "--unlabelled", phantoms.Folder, "--out", _out, .. more]);
        Assert.Equal(2, code);
        Assert.Contains("--unlabelled is for the grader's virtual adversarial term", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_WrongFolderOrUsage_Exits2AndSaysWhatToDo()
    {
        var (code, text) = await RunAsync("train", "--data", Path.Combine(_out, "none"), "--out", _out);
        Assert.Equal(2, code);
        Assert.Contains("is not a folder", text, StringComparison.Ordinal);
        (code, text) = await RunAsync("train", "--out", _out);
        Assert.Equal(2, code);
        Assert.Contains("--data", text, StringComparison.Ordinal);
        (code, _) = await RunAsync("train", "--part", "brain", "--out", _out);
        Assert.Equal(2, code);
    }

    /// <summary>Random weights used to be exported with a card, and the log emptied.</summary>
    [Theory]
    [InlineData("roi")]
    [InlineData("grader")]
    public async Task Train_ExportOnlyWithoutACheckpoint_Exits2BeforeAnythingIsPrepared(string part)
    {
        File.WriteAllText(Path.Combine(_out, "log.csv"), "epoch\n1\n");
        var (code, text) = await RunAsync("train", "--part", part, "--phantom", "2", "--export-only", "--out", _out);
        Assert.Equal(2, code);
        Assert.Contains("holds no checkpoint to export", text, StringComparison.Ordinal);
        Assert.Equal("epoch\n1\n", File.ReadAllText(Path.Combine(_out, "log.csv")));
        Assert.Single(Directory.GetFiles(_out));
    }

    [Fact]
    public async Task Train_WrongNumberOrFolder_Exits2BeforeAnythingIsPrepared()
    {
        string[][] wrong = [["--epochs", "0"], ["--model-version", "3"], ["--unlabelled", Path.Combine(_out, "none")]];
        foreach (var more in wrong)
        {
            var (code, text) = await RunAsync(["train", "--phantom", "2", "--out", _out, .. more]);
            Assert.Equal(2, code);
            Assert.StartsWith(more[0], text, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(_out));
    }

    private static async Task<(int Code, string Text)> RunAsync(params string[] args)
    {
        var before = Console.Error;
        using var text = new StringWriter();
        Console.SetError(text);
        try
        {
            return (await Program.Main(args), text.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
