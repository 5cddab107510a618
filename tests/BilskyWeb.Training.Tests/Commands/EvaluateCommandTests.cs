using System.Text.Json;
using BilskyWeb.Inference.Models;
using BilskyWeb.Training.Commands;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Tests.Datasets;

namespace BilskyWeb.Training.Tests.Commands;

/// <summary>The program as the launcher calls it: the shipped models on DICOM files with labels, through a real archive.</summary>
[Trait("Kind", "integration")]
public sealed class EvaluateCommandTests(WrittenPhantoms phantoms) : IClassFixture<WrittenPhantoms>
{
    private static readonly string Models = Path.Combine(ShippedModelsTests.RepositoryRoot(), "models");

    [Fact]
    public async Task Evaluate_Json_IsOneObjectInTheShapeOfAgree()
    {
        var (code, output, _) = await RunAsync("evaluate", "--models", Models, "--data", phantoms.Folder, "--json", "--threads", "1");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        var labelled = File.ReadLines(Path.Combine(phantoms.Folder, "labels.csv")).Skip(1).Select(l => l.Split(',')).Count(c => c[8].Length > 0 && c[9].Length == 0);
        Assert.Equal(labelled, root.GetProperty("items").GetInt32());
        Assert.True(root.GetProperty("researchOnly").GetBoolean());
        var model = root.GetProperty("readers")[0];
        Assert.Equal(6, model.GetProperty("sixClass").GetProperty("confusion").GetArrayLength());
        Assert.InRange(model.GetProperty("dichotomous").GetProperty("gwetAc1").GetProperty("value").GetDouble(), 0.5, 1);
        Assert.Equal(2, model.GetProperty("study").GetProperty("studies").GetInt32());
        Assert.StartsWith("supported grade", root.GetProperty("grader").GetProperty("studyRule").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_Failures_DrawsASheet()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("bilsky-failures-").FullName, "new", "failures.png");
        var (code, _, errors) = await RunAsync("evaluate", "--models", Models, "--data", phantoms.Folder, "--failures", path, "--threads", "1");
        Assert.True(code == 0, errors);
        Assert.Equal([0x89, .. "PNG"u8.ToArray()], File.ReadAllBytes(path)[..4]);
        Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(path))!, recursive: true);
    }

    [Fact]
    public async Task Evaluate_NoSuchModelOrFolder_Exits2AndNamesIt()
    {
        var (code, _, errors) = await RunAsync("evaluate", "--models", Models, "--data", phantoms.Folder, "--model", "grader-99.0.0");
        Assert.Equal(2, code);
        Assert.Contains("grader-99.0.0.json", errors, StringComparison.Ordinal);
        (code, _, errors) = await RunAsync("evaluate", "--models", Models, "--data", Path.Combine(phantoms.Folder, "none"));
        Assert.Equal(2, code);
        Assert.Contains("is not a folder", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_ChooseOnTheExternalCohort_IsRefused()
    {
        var (code, _, errors) = await RunAsync("evaluate", "--models", Models, "--choose-rule", "--cohort", "external");
        Assert.Equal(2, code);
        Assert.Contains("stay unseen until the test", errors, StringComparison.Ordinal);
    }

    /// <summary>Figures of patients whom a model knows must not pass for figures of others.</summary>
    [Fact]
    public void HasSeen_FoldersOfTheTrainingRun_AllButTheFoldThatWasKept()
    {
        string[] folders = [phantoms.Folder];
        var kept = new Fold(2, 5);
        ModelCard[] cards = [Card(null), Card("grader All e10 " + LabelledFolders.Key(folders) + kept.Key)];

        Assert.True(EvaluateCommand.HasSeen(cards, folders, null));
        Assert.True(EvaluateCommand.HasSeen(cards, folders, new Fold(1, 5)));
        Assert.False(EvaluateCommand.HasSeen(cards, folders, kept));
        Assert.False(EvaluateCommand.HasSeen([Card("grader All e10 phantom2200s11")], folders, null));

        static ModelCard Card(string? run) => new() { Name = "a", Part = "grader", Version = "1.0.0", File = "a.onnx", Sha256 = "", Run = run };
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using var said = new StringWriter();
        using var complained = new StringWriter();
        Console.SetOut(said);
        Console.SetError(complained);
        try
        {
            return (await Program.Main(args), said.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
