using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Inference;
using BilskyWeb.Inference.Models;
using BilskyWeb.Inference.Sessions;
using BilskyWeb.LocalServers;
using BilskyWeb.Phantom;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;
using Microsoft.Extensions.Logging.Abstractions;

namespace BilskyWeb.Training.Commands;

/// <summary><c>evaluate</c>: the whole pipeline, as inference runs it, on a labelled folder or on phantom studies that nothing was trained on.</summary>
internal static class EvaluateCommand
{
    // Training takes seeds of its own; these never meet them, nor each other: what is chosen is not tested on the studies it was chosen on.
    private const long TestSeed = 7_000_000_000, ValidationSeed = 6_000_000_000;

    private static readonly JsonSerializerOptions JsonShape = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static Command Build()
    {
        var models = ModelsFolder.Option("folder with both models and their cards");
        var data = new Option<DirectoryInfo[]>("--data") { Description = "folders of DICOM files with a labels.csv or Pascal VOC files; without it, phantom studies", AllowMultipleArgumentsPerToken = true };
        var cohort = new Option<PhantomCohort>("--cohort") { Description = "internal or external", DefaultValueFactory = _ => PhantomCohort.Internal };
        var studies = new Option<int>("--studies") { Description = "how many studies", DefaultValueFactory = _ => 38 };
        var record = new Option<bool>("--record") { Description = "write the figures on the models' cards, and with --choose-rule line and margin too" };
        var choose = new Option<bool>("--choose-rule") { Description = "choose from which probability high grade is called, when a slice is withheld and what flags a study, on studies kept for that" };
        var model = new Option<string?>("--model") { Description = "the grader, as grader-1.2.3 or 1.2.3; the newest of the folder without it" };
        var failures = new Option<FileInfo?>("--failures") { Description = "also draw this PNG: slices on the wrong side of the line, canals missed by more than 5 mm and canals found beside the spine, with reference, answer and probability" };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout" };
        var folds = new Option<int?>("--folds") { Description = "with --data: measure only on the patients that training with this many folds kept for validation" };
        var fold = new Option<int?>("--fold") { Description = "which fold, from 1" };
        var threads = new Option<int>("--threads") { Description = "threads of one operator", DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("evaluate", "Measures the models in a folder on labelled studies.") { models, model, data, cohort, studies, choose, record, failures, folds, fold, json, threads };
        command.SetAction(async (parsed, cancellation) =>
        {
            var folders = Array.ConvertAll(parsed.GetValue(data) ?? [], f => f.FullName);
            var (kind, count) = (parsed.GetValue(cohort), parsed.GetValue(studies));
            var asked = new Asked(
                parsed.GetValue(models)!.FullName, Version(parsed.GetValue(model)), parsed.GetValue(choose), parsed.GetValue(record), parsed.GetValue(failures)?.FullName, parsed.GetValue(json))
            {
                Threads = parsed.GetValue(threads),
            };
            if (asked is { Choose: true } && folders.Length == 0 && kind == PhantomCohort.External)
            {
                await Console.Error.WriteLineAsync("Nothing is chosen on the external cohort: its scanner is to stay unseen until the test. Leave --cohort out.").ConfigureAwait(false);
                return 2;
            }

            var kept = parsed.GetValue(folds) is null && parsed.GetValue(fold) is null ? null : new Fold(parsed.GetValue(fold) ?? 1, parsed.GetValue(folds) ?? Fold.First.Count);
            if (kept?.Problem is { } problem)
            {
                await Console.Error.WriteLineAsync(problem).ConfigureAwait(false);
                return 2;
            }

            try
            {
                return folders.Length > 0
                    ? await RunAsync(
                        asked with { Folders = folders, Fold = kept },
                        DataName(folders, kept),
                        LabelledFolders.ToMeasure(folders, kept, Console.Error, cancellation),
                        cancellation).ConfigureAwait(false)
                    : await RunAsync(
                        asked,
                        string.Create(CultureInfo.InvariantCulture, $"phantom {(asked.Choose ? "validation" : "test")}, {kind.ToString().ToLowerInvariant()} cohort, {count} whole studies never seen"),
                        PhantomSource.WholeStudies(kind, (asked.Choose ? ValidationSeed : TestSeed) + (long)kind, count).ToAsyncEnumerable(),
                        cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is InvalidDataException or ServerStartException or FileNotFoundException)
            {
                await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
                return 2;
            }
            catch (OperationCanceledException)
            {
                await Console.Error.WriteLineAsync("Stopped; nothing was written.").ConfigureAwait(false);
                return 3;
            }
        });
        return command;
    }

    private static string DataName(IReadOnlyList<string> folders, Fold? fold) =>
        string.Join(", ", folders.Select(f => new DirectoryInfo(f).Name)) + (fold is null ? "" : string.Create(CultureInfo.InvariantCulture, $", fold {fold.Number} of {fold.Count} of the patients"));

    /// <summary>Whether a model has learnt from patients of the folders that are measured on: all of them without a fold, others than its own with one.</summary>
    internal static bool HasSeen(IEnumerable<ModelCard> cards, IReadOnlyList<string> folders, Fold? fold)
    {
        var key = LabelledFolders.Key(folders);
        return cards.Select(c => c.Run?.Split(' ').FirstOrDefault(word => word.StartsWith(key, StringComparison.Ordinal))).Any(learnt => learnt is not null && learnt != key + fold?.Key);
    }

    private static string? Version(string? model) => model?.Split('-')[^1];

    private static async Task<int> RunAsync(Asked asked, string name, IAsyncEnumerable<LabelledSeries> data, CancellationToken cancellation)
    {
        var opened = SlicePipeline.Open(asked.Models, new InferenceSettings { Threads = asked.Threads }, NullLogger.Instance, asked.GraderVersion);
        if (!opened.IsOk)
        {
            await Console.Error.WriteLineAsync(opened.Error!.Message).ConfigureAwait(false);
            return 2;
        }

        using var pipeline = opened.Value;
        if (asked.Folders.Length > 0 && HasSeen([pipeline.RoiCard, pipeline.GraderCard], asked.Folders, asked.Fold))
        {
            await Console.Error.WriteLineAsync(
                "These models have learnt from these folders: figures of patients whom they know say nothing of others. Measure on those that training kept back (--folds, --fold), or on other studies.").ConfigureAwait(false);
            name += ", SEEN IN TRAINING";
        }

        var grader = Path.Combine(asked.Models, $"grader-{pipeline.GraderCard.Version}.json");
        if (asked.Choose)
        {
            if (pipeline.GraderCard.Int8Of is { } source)
            {
                await Console.Error.WriteLineAsync($"Line and margin of an int8 file are those of its float file. Choose them with --model {source}.").ConfigureAwait(false);
                return 2;
            }

            await ChooseRule.RunAsync(pipeline, asked.Record ? grader : null, name, GradeAsync(pipeline, data, cancellation).Select(GradedSeries.Join)).ConfigureAwait(false);
            return 0;
        }

        if (asked.Failures is not null)
            Directory.CreateDirectory(Path.GetDirectoryName(asked.Failures)!);
        var figures = new PipelineFigures(pipeline.GraderCard.Decision);
        var failures = asked.Failures is null ? null : new FailureSheet();
        await foreach (var stacks in GradeAsync(pipeline, data, cancellation).ConfigureAwait(false))
        {
            var (study, all) = GradedSeries.Join(stacks);
            figures.Add(study, all);
            failures?.NextStudy();
            foreach (var (series, answers) in stacks)
            {
                failures?.Add(series, answers);
                foreach (var beside in BesideSpine.SeriesOf(series))
                {
                    var found = await pipeline.FindCanalsAsync(beside, cancellation).ConfigureAwait(false);
                    figures.AddBeside(found);
                    failures?.AddBeside(beside, found);
                }
            }
        }

        name = $"{name}, {pipeline.Version}";
        Console.WriteLine(asked.Json ? Json(name, pipeline.Version.ToString(), figures) : EvaluationSummary.Write(name, figures));
        if (asked.Record)
        {
            CardWriter.AddFigures(Path.Combine(asked.Models, $"roi-{pipeline.RoiCard.Version}.json"), name, figures.RoiJson());
            CardWriter.AddFigures(grader, name, figures.GraderJson());
        }

        if (failures is not null)
            await File.WriteAllBytesAsync(asked.Failures!, failures.Draw(name), cancellation).ConfigureAwait(false);

        return 0;
    }

    // Stack by stack, as in the clinic, and study by study.
    private static async IAsyncEnumerable<IReadOnlyList<GradedSeries>> GradeAsync(
        SlicePipeline pipeline, IAsyncEnumerable<LabelledSeries> data, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var done = 0;
        List<GradedSeries> study = [];
        await foreach (var series in data.WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (study.Count > 0 && study[0].Series.Study != series.Study)
            {
                yield return study;
                study = [];
                if (++done % 5 == 0)
                    await Console.Error.WriteLineAsync($"{done} studies").ConfigureAwait(false);
            }

            study.Add(new GradedSeries(series, await pipeline.GradeAsync([.. series.Slices.Select(s => s.Image)], null, cancellation).ConfigureAwait(false)));
        }

        if (study.Count > 0)
            yield return study;
    }

    private static string Json(string name, string pipelineVersion, PipelineFigures figures)
    {
        var agreement = JsonSerializer.SerializeToNode(AgreementJson.From(figures.Agreement()), JsonShape)!.AsObject();
        var whole = new JsonObject { ["name"] = name, ["pipelineVersion"] = pipelineVersion, ["researchOnly"] = true, ["roi"] = figures.RoiJson(), ["grader"] = figures.GraderJson() };
        foreach (var (key, value) in agreement)
        {
            whole[key] = value?.DeepClone();
        }

        return whole.ToJsonString(JsonShape);
    }

    private sealed record Asked(string Models, string? GraderVersion, bool Choose, bool Record, string? Failures, bool Json)
    {
        internal int Threads { get; init; }

        /// <summary>The labelled folders; none with phantoms.</summary>
        internal string[] Folders { get; init; } = [];

        /// <summary>The patients of the folders that are measured on; null for all.</summary>
        internal Fold? Fold { get; init; }
    }
}
