using System.CommandLine;
using BilskyWeb.LocalServers;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Losses;
using BilskyWeb.Training.Runtime;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Commands;

/// <summary><c>train</c>: trains the detector, the segmentation, the finder of vertebrae or the grader and writes the ONNX file, its card and the log.</summary>
internal static class TrainCommand
{
    internal static Command Build()
    {
        var part = new Option<string>("--part") { Description = "roi (the canal detector), segmentation, vertebrae or grader", DefaultValueFactory = _ => TrainArguments.GraderPart };
        part.AcceptOnlyFromAmong(TrainArguments.RoiPart, TrainArguments.SegmentationPart, TrainArguments.VertebraePart, TrainArguments.GraderPart);
        var data = new Option<DirectoryInfo[]>("--data") { Description = "folders of DICOM files with a labels.csv, or with Pascal VOC files beside the images", AllowMultipleArgumentsPerToken = true };
        var phantoms = new Option<int>("--phantom") { Description = "instead of --data: this many phantom studies from memory" };
        var unlabelled = new Option<DirectoryInfo[]>("--unlabelled") { Description = "for the grader: folders of DICOM files without labels, of other patients; the detector finds their canals, and they join the virtual adversarial term alone", AllowMultipleArgumentsPerToken = true };
        var onto = new Option<DirectoryInfo[]>("--onto") { Description = "for segmentation and grader: folders of real axial T2 series with masks, of persons of the training side (docs/protocol.md); implants on them, and phantoms drawn wider than any scanner, join in", AllowMultipleArgumentsPerToken = true };
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
        var start = new Option<FileInfo?>("--start") { Description = "for the grader: begin with the weights of this grader's ONNX file (its card beside it) instead of random ones, in smaller steps" };
        var folds = new Option<int>("--folds") { Description = "with --data: into how many parts the patients are split", DefaultValueFactory = _ => Fold.First.Count };
        var fold = new Option<int>("--fold") { Description = "with --data: the part kept for validation, from 1; cross-validation trains once for each", DefaultValueFactory = _ => Fold.First.Number };
        var version = new Option<string>("--model-version") { Description = "version of the model that comes out", DefaultValueFactory = _ => "1.0.0" };
        var command = new Command("train", "Trains the canal detector, the segmentation, the finder of vertebrae or the grader.") { part, data, phantoms, unlabelled, onto, models, output, epochs, ablation, resume, seed, threads, adversarial, exportOnly, int8, evidence, start, folds, fold, version };
        command.SetAction((parsed, cancellation) =>
        {
            var arguments = new TrainArguments
            {
                Part = parsed.GetValue(part)!,
                Data = Paths(parsed.GetValue(data)),
                Phantoms = parsed.GetValue(phantoms),
                Unlabelled = Paths(parsed.GetValue(unlabelled)),
                Onto = Paths(parsed.GetValue(onto)),
                Models = parsed.GetValue(models)!.FullName,
                Folder = parsed.GetValue(output)!.FullName,
                Int8 = parsed.GetValue(int8),
                Evidence = parsed.GetValue(evidence),
                Start = parsed.GetValue(start),
                Fold = new Fold(parsed.GetValue(fold), parsed.GetValue(folds)),
                Settings = new GraderSettings
                {
                    Epochs = parsed.GetValue(epochs),
                    Ablation = parsed.GetValue(ablation),
                    Seed = parsed.GetValue(seed),
                    AdversarialShare = parsed.GetValue(adversarial),
                },
                From = parsed.GetValue(exportOnly) ? Progress.ExportOnly : parsed.GetValue(resume) ? Progress.Resume : Progress.Afresh,
                Threads = parsed.GetValue(threads),
                Version = parsed.GetValue(version)!,
            };
            return Task.Run(() => RunAsync(arguments, Console.Error, cancellation), CancellationToken.None);
        });
        return command;
    }

    private static string[] Paths(DirectoryInfo[]? folders) => Array.ConvertAll(folders ?? [], f => f.FullName);

    private static async Task<int> RunAsync(TrainArguments asked, TextWriter progress, CancellationToken cancellation)
    {
        if (asked.Problem is { } problem)
        {
            progress.WriteLine(problem);
            return 2;
        }

        var (folder, settings) = (asked.Folder, asked.Settings);
        try
        {
            var sources = asked.Data.Count > 0 ? LabelledFolders.Open(asked.Data, asked.Fold, progress) : Sources.Phantoms(asked.Part, asked.Phantoms, settings.Seed);
            if (asked.Part == TrainArguments.GraderPart && asked.Onto.Count > 0)
                sources = sources.Onto(await WideRegions.OpenAsync(asked.Onto, cancellation).ConfigureAwait(false), asked.Phantoms, settings.Seed);
            if (asked.Start is { } start)
                settings = settings with { Start = GraderFile.OpenFloat(start), LearningRate = GraderSettings.GoingOnRate };
            if (asked.Unlabelled.Count > 0)
                sources = sources with { Unlabelled = new UnlabelledFolders(asked.Unlabelled, asked.Models, progress) };
            if (asked.Int8 is { } int8)
            {
                await new QuantiseGrader(folder, progress).RunAsync(int8, sources, asked.Threads, cancellation).ConfigureAwait(false);
                return 0;
            }

            if (asked.Evidence is { } evidence)
            {
                await new CollectEvidence(folder, progress).RunAsync(evidence, sources, asked.Threads, cancellation).ConfigureAwait(false);
                return 0;
            }

            NativeTorch.Prepare(asked.Threads);
            if (asked.Part == TrainArguments.RoiPart)
                await new TrainRoi(folder, asked.Version, progress).RunAsync(new RoiSettings { Epochs = settings.Epochs, Seed = settings.Seed }, sources, asked.From, cancellation).ConfigureAwait(false);
            else if (asked.Part == TrainArguments.SegmentationPart)
                await new TrainSegmentation(folder, asked.Version, progress).RunAsync(new SegmentationSettings { Epochs = settings.Epochs, Seed = settings.Seed }, asked.Phantoms, asked.Onto, asked.From, cancellation).ConfigureAwait(false);
            else if (asked.Part == TrainArguments.VertebraePart)
                new TrainVertebrae(folder, asked.Version, progress).Run(new VertebraSettings { Epochs = settings.Epochs, Seed = settings.Seed, Slices = asked.Phantoms }, asked.From, cancellation);
            else
                await new TrainGrader(folder, asked.Version, progress).RunAsync(settings, sources, asked.From, cancellation).ConfigureAwait(false);
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
            progress.WriteLine(asked.Trains ? "Stopped. Whole epochs are kept: the same command with --resume goes on after the last of them." : "Stopped. Nothing was written.");
            return 3;
        }
    }
}
