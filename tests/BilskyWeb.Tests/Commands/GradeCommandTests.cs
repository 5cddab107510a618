using System.IO.Compression;
using System.Text.Json;
using BilskyWeb.Commands;
using BilskyWeb.Tests.Features.Grading;
using BilskyWeb.TinyModels;

namespace BilskyWeb.Tests.Commands;

[Trait("Kind", "integration")]
[Collection(ModelsInEnvironment.Name)]
public sealed class GradeCommandTests : IDisposable
{
    private readonly TinyModelFolder _models = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("grade-command-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _progress = new();

    public GradeCommandTests() => Environment.SetEnvironmentVariable("BILSKY_MODELS", _models.Folder);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("BILSKY_MODELS", null);
        Directory.Delete(_folder, recursive: true);
        _models.Dispose();
        _output.Dispose();
        _progress.Dispose();
    }

    [Fact]
    public async Task RunAsync_FolderAndZipWithStrangeFiles_FollowsTheContract()
    {
        var flagged = new TinyStudy(0, 0, 4, 4, 0, 0);
        var clean = new TinyStudy(0, 0, 1, 0);
        flagged.WriteTo(Path.Combine(_folder, "flagged", "deep", "deeper"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "flagged", "note.txt"), "not an image");
        clean.WriteTo(Path.Combine(_folder, "unpacked"));
        var zip = Path.Combine(_folder, "clean.zip");
        await ZipFile.CreateFromDirectoryAsync(Path.Combine(_folder, "unpacked"), zip);

        var code = await RunAsync(json: true, Path.Combine(_folder, "flagged"), zip);

        Assert.Equal(CommandLine.Done, code);
        using var json = JsonDocument.Parse(_output.ToString());
        var root = json.RootElement;
        Assert.Equal("roi 1.0.0+line1 · prep 1.0.0 · grader 1.0.0 · rule 1.4.0", root.GetProperty("pipelineVersion").GetString());
        Assert.Equal("cpu", root.GetProperty("provider").GetString());
        Assert.True(root.GetProperty("researchOnly").GetBoolean());
        Assert.Equal("note.txt", Assert.Single(root.GetProperty("skipped").EnumerateArray()).GetProperty("file").GetString());
        var studies = root.GetProperty("studies").EnumerateArray().ToDictionary(s => s.GetProperty("studyInstanceUid").GetString()!);
        Assert.Equal(2, studies.Count);
        CheckFlagged(studies[flagged.Uid], flagged);
        Assert.False(studies[clean.Uid].GetProperty("flagged").GetBoolean());
        Assert.Contains("slice 6 of 6", _progress.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_TruncatedFileAmongGood_IsDoneInPart()
    {
        new TinyStudy(0, 1, 0).WriteTo(_folder);
        var (_, whole) = new TinyStudy(0).Axial(0, 1).First();
        await File.WriteAllBytesAsync(Path.Combine(_folder, "cut.dcm"), whole[..(whole.Length / 2)]);

        var code = await RunAsync(json: true, _folder);

        Assert.Equal(CommandLine.DoneInPart, code);
        Assert.Contains("cut.dcm", _progress.ToString(), StringComparison.Ordinal);
        Assert.Contains("cut.dcm", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_CtOnly_SaysWhatToSend()
    {
        new TinyStudy(0, 0, 0) { Modality = "CT" }.WriteTo(_folder);

        var code = await RunAsync(json: true, _folder);

        Assert.Equal(CommandLine.WrongInput, code);
        using var json = JsonDocument.Parse(_output.ToString());
        var study = json.RootElement.GetProperty("studies")[0];
        Assert.Equal("rejected", study.GetProperty("state").GetString());
        Assert.Contains("Send the axial T2-weighted series", study.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.All(study.GetProperty("series").EnumerateArray(), s => Assert.False(s.GetProperty("taken").GetBoolean()));
    }

    [Fact]
    public async Task RunAsync_NoCanalAnywhere_IsRejectedWithTheSlicesKept()
    {
        new TinyStudy(double.NaN, double.NaN, double.NaN).WriteTo(_folder);

        Assert.Equal(CommandLine.WrongInput, await RunAsync(json: true, _folder));

        using var json = JsonDocument.Parse(_output.ToString());
        var study = json.RootElement.GetProperty("studies")[0];
        Assert.StartsWith("No spinal canal was found on any of the 3 slices", study.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.All(study.GetProperty("slices").EnumerateArray(), s => Assert.Equal("no-canal", s.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task RunAsync_NothingThere_NamesIt()
    {
        Assert.Equal(CommandLine.WrongInput, await RunAsync(json: true, "/nowhere/at/all"));
        Assert.Contains("/nowhere/at/all", _progress.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task RunAsync_NoDicom_IsWrongInput()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "a.txt"), "text");

        Assert.Equal(CommandLine.WrongInput, await RunAsync(json: true, _folder));
        Assert.Contains("No DICOM images were found", _progress.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_AlteredModel_NamesTheFile()
    {
        File.AppendAllText(Path.Combine(_models.Folder, "grader-1.0.0.onnx"), "x");

        Assert.Equal(CommandLine.Fault, await RunAsync(json: true, _folder));
        Assert.Contains("grader-1.0.0.onnx", _progress.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WithoutJson_TellsAPerson()
    {
        new TinyStudy(0, 4, 4, 0).WriteTo(_folder);

        Assert.Equal(CommandLine.Done, await RunAsync(json: false, _folder));

        Assert.Contains("highest grade 2, FLAGGED. High grade on 2 neighbouring slices", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_SegmentationThatWithholds_PrintsBothOpinionsAndKeepsTheFlag()
    {
        using var models = new TinyModelFolder(combine: "withhold");
        Environment.SetEnvironmentVariable("BILSKY_MODELS", models.Folder);
        new TinyStudy(0, 0, 4, 4, 0, 0) { Mirrored = true }.WriteTo(_folder);

        Assert.Equal(CommandLine.Done, await RunAsync(json: true, _folder));

        using var json = JsonDocument.Parse(_output.ToString());
        Assert.EndsWith(" · seg 1.0.0+withhold", json.RootElement.GetProperty("pipelineVersion").GetString(), StringComparison.Ordinal);
        Assert.Equal(64, json.RootElement.GetProperty("segmentationModelSha256").GetString()!.Length);
        var study = json.RootElement.GetProperty("studies")[0];
        Assert.Equal((true, true), (study.GetProperty("flagged").GetBoolean(), study.GetProperty("needsReader").GetBoolean()));
        var slices = study.GetProperty("slices").EnumerateArray().ToList();
        Assert.Equal(["agree", "agree", "differ", "differ", "agree", "agree"], slices.Select(s => s.GetProperty("agreement").GetString()));
        Assert.Equal(["graded", "graded", "abstained", "abstained", "graded", "graded"], slices.Select(s => s.GetProperty("status").GetString()));
        Assert.StartsWith("Prototypes say 2; ", slices[2].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.All(slices, s =>
        {
            Assert.Contains(s.GetProperty("geometry").GetProperty("grade").GetString(), new[] { "0", "1a" });
            Assert.InRange(s.GetProperty("geometry").GetProperty("cordMm2").GetDouble(), 12, 200);

            // In stored pixels, as the region is.
            var cord = s.GetProperty("contours").GetProperty("cord").GetString()!.Split(' ').Select(p => double.Parse(p.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(s.GetProperty("roi").GetProperty("x").GetDouble() + 40, cord.Average(), 4.0);
            Assert.Equal(TinySlice.CanalX, cord.Average(), 2.0);
        });
    }

    [SkippableTheory]
    [InlineData("mt1_full", 22)]
    [InlineData("totalseg_mr", 20)]
    public async Task RunAsync_RealMr_EverySliceHasAnAnswer(string set, int slices)
    {
        var path = Path.Combine(Repository.Root, "..", "shared", "data", "real-mr", set);
        Skip.IfNot(Directory.Exists(path), $"{path} is not there.");

        var code = await RunAsync(json: true, path);

        // The tiny models know nothing of real images: what is checked is series choice, pixels and shape.
        using var json = JsonDocument.Parse(_output.ToString());
        var study = Assert.Single(json.RootElement.GetProperty("studies").EnumerateArray());
        Assert.Equal(slices, study.GetProperty("slices").GetArrayLength());
        Assert.Contains(study.GetProperty("state").GetString(), new[] { "complete", "rejected" });
        Assert.NotEqual(CommandLine.Fault, code);
        Assert.All(json.RootElement.GetProperty("skipped").EnumerateArray(), s => Assert.DoesNotContain(".dcm", s.GetProperty("file").GetString(), StringComparison.Ordinal));
    }

    private static void CheckFlagged(JsonElement study, TinyStudy made)
    {
        Assert.Equal(made.AxialUid, study.GetProperty("seriesInstanceUid").GetString());
        Assert.NotEmpty(study.GetProperty("seriesReason").GetString()!);
        Assert.Equal("2", study.GetProperty("highestGrade").GetString());
        Assert.True(study.GetProperty("flagged").GetBoolean());
        Assert.Contains("2 neighbouring slices", study.GetProperty("flagReason").GetString(), StringComparison.Ordinal);
        var slices = study.GetProperty("slices").EnumerateArray().ToList();
        Assert.Equal(["0", "0", "2", "2", "0", "0"], slices.Select(s => s.GetProperty("grade").GetString()));
        Assert.Equal([0, -4, -8, -12, -16, -20], slices.Select(s => Math.Round(s.GetProperty("positionMm").GetDouble() - slices[0].GetProperty("positionMm").GetDouble(), 6)));
        foreach (var slice in slices)
        {
            Assert.Equal(1, slice.GetProperty("frame").GetInt32());
            Assert.Equal(80, slice.GetProperty("roi").GetProperty("width").GetDouble(), 6);
            Assert.Equal(["0", "1a", "1b", "1c", "2", "3"], slice.GetProperty("probabilities").EnumerateObject().Select(p => p.Name));
            Assert.Equal(1, slice.GetProperty("probabilities").EnumerateObject().Sum(p => p.Value.GetDouble()), 9);
            Assert.Equal(6, slice.GetProperty("distances").EnumerateObject().Count());
        }

        var level = Assert.Single(study.GetProperty("levels").EnumerateArray());
        Assert.Equal("2", level.GetProperty("grade").GetString());
        Assert.Equal(4, level.GetProperty("toMm").GetDouble() - level.GetProperty("fromMm").GetDouble(), 6);
        Assert.Contains(level.GetProperty("keySopInstanceUid").GetString(), slices.Select(s => s.GetProperty("sopInstanceUid").GetString()));
    }

    private Task<int> RunAsync(bool json, params string[] paths) => GradeCommand.RunAsync(paths, json, _output, _progress, CancellationToken.None);
}

/// <summary>Tests that change the environment variable of the models' folder do not run beside each other.</summary>
[CollectionDefinition(Name)]
public sealed class ModelsInEnvironment
{
    public const string Name = "models in the environment";
}
