using System.CommandLine;
using BilskyWeb.Imaging.Processes;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Losses;
using BilskyWeb.Training.Runtime;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Commands;

/// <summary><c>train</c>: trains the detector or the grader and writes the ONNX file, its card and the log.</summary>
internal static class TrainCommand
{
    private static readonly string[] Parts = ["roi", "grader"];

    internal static Command Build()
    {
        var part = new Option<string>("--part") { Description = "roi (the canal detector) or grader", DefaultValueFactory = _ => "grader" };
        part.AcceptOnlyFromAmong(Parts);
        var data = new Option<DirectoryInfo[]>("--data") { Description = "folders of DICOM files with a labels.csv, or with Pascal VOC files beside the images", AllowMultipleArgumentsPerToken = true };
        var phantoms = new Option<int>("--phantom") { Description = "instead of --data: this many phantom studies from memory" };
        var unlabelled = new Option<DirectoryInfo[]>("--unlabelled") { Description = "for the grader: folders of DICOM files without labels, of other patients; the detector finds their canals, and they join the virtual adversarial term alone", AllowMultipleArgumentsPerToken = true };
        var models = ModelsFolder.Option("folder with the detector, for --unlabelled");
        var output = new Option<DirectoryInfo>("--out") { Description = "folder for the run's files", Required = true };
        var epochs = new Option<int>("--epochs") { Description = "times each sample is seen", DefaultValueFactory = _ => 20 };
        var ablation = new Option<Ablation>("--ablation") { Description = "which terms are in the grader's loss", DefaultValueFactory = _ => Ablation.All };
        var resume = new Option<bool>("--resume") { Description = "go on from the folder's last checkpoint" };
        var seed = new Option<int>("--seed") { Description = "decides every random choice", DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "threads of one operator", DefaultValueFactory = _ => Environment.ProcessorCount };
        var adversarial = new Option<double>("--adversarial-share") { Description = "share of each batch in the virtual adversarial term, which costs two further passes", DefaultValueFactory = _ => 0.25 };
        var exportOnly = new Option<bool>("--export-only") { Description = "write the ONNX file of the folder's last checkpoint and train no further" };
        var int8 = new Option<FileInfo?>("--int8") { Description = "train nothing: write the int8 twin of this grader's ONNX file (its card beside it), with ranges measured on the slices to learn from" };
        var evidence = new Option<FileInfo?>("--evidence") { Description = "train nothing: collect what this grader's ONNX file (its card beside it) learnt from, for the study page to look up the nearest cases" };
        var folds = new Option<int>("--folds") { Description = "with --data: into how many parts the patients are split", DefaultValueFactory = _ => Fold.First.Count };
        var fold = new Option<int>("--fold") { Description = "with --data: the part kept for validation, from 1; cross-validation trains once for each", DefaultValueFactory = _ => Fold.First.Number };
        var version = new Option<string>("--model-version") { Description = "version of the model that comes out", DefaultValueFactory = _ => "1.0.0" };
        var command = new Command("train", "Trains the canal detector or the grader.") { part, data, phantoms, unlabelled, models, output, epochs, ablation, resume, seed, threads, adversarial, exportOnly, int8, evidence, folds, fold, version };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => RunAsync(
                parsed.GetValue(part)!,
                parsed.GetValue(int8),
                parsed.GetValue(evidence),
                parsed.GetValue(data) ?? [],
                parsed.GetValue(phantoms),
                (parsed.GetValue(unlabelled) ?? []) is { Length: > 0 } folders ? new UnlabelledFolders([.. folders.Select(f => f.FullName)], parsed.GetValue(models)!.FullName, Console.Error) : null,
                new Fold(parsed.GetValue(fold), parsed.GetValue(folds)),
                parsed.GetValue(output)!.FullName,
                new GraderSettings
                {
                    Epochs = parsed.GetValue(epochs),
                    Ablation = parsed.GetValue(ablation),
                    Seed = parsed.GetValue(seed),
                    AdversarialShare = parsed.GetValue(adversarial),
                },
                parsed.GetValue(exportOnly) ? Progress.ExportOnly : parsed.GetValue(resume) ? Progress.Resume : Progress.Afresh,
                parsed.GetValue(threads),
                parsed.GetValue(version)!,
                cancellation),
            CancellationToken.None));
        return command;
    }

    private static async Task<int> RunAsync(
        string part, FileInfo? int8, FileInfo? evidence, DirectoryInfo[] data, int phantoms, UnlabelledFolders? unlabelled, Fold fold, string folder, GraderSettings settings, Progress from, int threads, string version, CancellationToken cancellation)
    {
        var progress = Console.Error;
        if ((data.Length == 0) == (phantoms <= 0))
        {
            progress.WriteLine("Say where to learn from: either --data DIR... (folders with DICOM files and a labels.csv) or --phantom N.");
            return 2;
        }

        if (unlabelled is not null && (part != "grader" || int8 is not null || settings.Ablation is not (Ablation.Vat or Ablation.All)))
        {
            progress.WriteLine("--unlabelled is for the grader's virtual adversarial term: leave it out, or train with --part grader and --ablation vat or all.");
            return 2;
        }

        if (fold.Problem is { } problem)
        {
            progress.WriteLine(problem);
            return 2;
        }

        try
        {
            var sources = data.Length > 0 ? LabelledFolders.Open([.. data.Select(d => d.FullName)], fold, progress) : Sources.Phantoms(part, phantoms, settings.Seed);
            sources = sources with { Unlabelled = unlabelled };
            if (int8 is not null)
            {
                await new QuantiseGrader(folder, progress).RunAsync(int8, sources, threads, cancellation).ConfigureAwait(false);
                return 0;
            }

            if (evidence is not null)
            {
                await new CollectEvidence(folder, progress).RunAsync(evidence, sources, threads, cancellation).ConfigureAwait(false);
                return 0;
            }

            NativeTorch.Prepare(threads);
            if (part == "roi")
                await new TrainRoi(folder, version, progress).RunAsync(new RoiSettings { Epochs = settings.Epochs, Seed = settings.Seed }, sources, from, cancellation).ConfigureAwait(false);
            else
                await new TrainGrader(folder, version, progress).RunAsync(settings, sources, from, cancellation).ConfigureAwait(false);
            return 0;
        }
        catch (InvalidDataException e)
        {
            progress.WriteLine(e.Message);
            return 2;
        }
        catch (ServerStartException e)
        {
            progress.WriteLine(e.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            progress.WriteLine("Stopped. The last whole epoch is kept: the same command with --resume goes on from there.");
            return 3;
        }
    }
}
