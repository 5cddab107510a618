using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using BilskyWeb.Imaging.Processes;
using BilskyWeb.Inference;
using BilskyWeb.Inference.Sessions;
using BilskyWeb.Phantom;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;
using Microsoft.Extensions.Logging.Abstractions;

namespace BilskyWeb.Training.Commands;

/// <summary><c>evaluate</c>: the whole pipeline, as inference runs it, on a labelled folder or on phantom studies that nothing was trained on.</summary>
internal static class EvaluateCommand
{
    // Training takes seeds of its own; these never meet them.
    private const long TestSeed = 7_000_000_000;

    internal static Command Build()
    {
        var models = new Option<DirectoryInfo>("--models")
        {
            Description = "folder with both models and their cards",
            DefaultValueFactory = _ => new DirectoryInfo(Environment.GetEnvironmentVariable("BILSKY_MODELS") is { Length: > 0 } set ? set : "models"),
        };
        var data = new Option<DirectoryInfo[]>("--data") { Description = "folders of DICOM files with a labels.csv; without it, phantom studies", AllowMultipleArgumentsPerToken = true };
        var cohort = new Option<PhantomCohort>("--cohort") { Description = "internal or external", DefaultValueFactory = _ => PhantomCohort.Internal };
        var studies = new Option<int>("--studies") { Description = "how many studies", DefaultValueFactory = _ => 38 };
        var record = new Option<bool>("--record") { Description = "write the figures on the models' cards" };
        var threads = new Option<int>("--threads") { Description = "threads of one operator", DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("evaluate", "Measures the models in a folder on labelled studies.") { models, data, cohort, studies, record, threads };
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = parsed.GetValue(models)!.FullName;
            var folders = parsed.GetValue(data) ?? [];
            var (kind, count) = (parsed.GetValue(cohort), parsed.GetValue(studies));
            try
            {
                return folders.Length > 0
                    ? await RunAsync(folder, string.Join(", ", folders.Select(f => f.Name)), LabelledFolders.All([.. folders.Select(f => f.FullName)], Console.Error, cancellation), parsed.GetValue(record), parsed.GetValue(threads), cancellation).ConfigureAwait(false)
                    : await RunAsync(
                        folder,
                        string.Create(CultureInfo.InvariantCulture, $"phantom test, {kind.ToString().ToLowerInvariant()} cohort, {count} whole studies never seen"),
                        PhantomSource.WholeStudies(kind, TestSeed + (long)kind, count).ToAsyncEnumerable(),
                        parsed.GetValue(record),
                        parsed.GetValue(threads),
                        cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is InvalidDataException or ServerStartException)
            {
                await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
                return 2;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string models, string name, IAsyncEnumerable<LabelledSeries> data, bool record, int threads, CancellationToken cancellation)
    {
        var opened = SlicePipeline.Open(models, new InferenceSettings { Threads = threads }, NullLogger.Instance);
        if (!opened.IsOk)
        {
            await Console.Error.WriteLineAsync(opened.Error!.Message).ConfigureAwait(false);
            return 2;
        }

        using var pipeline = opened.Value;
        var figures = new PipelineFigures();
        var done = 0;
        await foreach (var series in data.WithCancellation(cancellation).ConfigureAwait(false))
        {
            var answers = await pipeline.GradeAsync([.. series.Slices.Select(s => s.Image)], null, cancellation).ConfigureAwait(false);
            figures.Add(series, answers);
            if (++done % 5 == 0)
                await Console.Error.WriteLineAsync($"{done} studies").ConfigureAwait(false);
        }

        name = $"{name}, {pipeline.Version}";
        var (roi, grader) = (figures.RoiJson(), figures.GraderJson());
        Console.WriteLine(new JsonObject { ["name"] = name, ["roi"] = roi.DeepClone(), ["grader"] = grader.DeepClone() }.ToJsonString(new() { WriteIndented = true }));
        if (record)
        {
            CardWriter.AddFigures(Path.Combine(models, $"roi-{pipeline.RoiCard.Version}.json"), name, roi);
            CardWriter.AddFigures(Path.Combine(models, $"grader-{pipeline.GraderCard.Version}.json"), name, grader);
        }

        return 0;
    }
}
