using BilskyWeb.Inference.Models;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Losses;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Commands;

/// <summary>What <c>train</c> is asked for, looked through before anything that takes long: a run takes hours, and a wrong word must not cost them.</summary>
internal sealed record TrainArguments
{
    internal const string RoiPart = ModelCatalogue.RoiPart, SegmentationPart = ModelCatalogue.SegmentationPart, GraderPart = ModelCatalogue.GraderPart,
        VertebraePart = ModelCatalogue.VertebraePart;

    internal string Part { get; init; } = GraderPart;

    /// <summary>Folders with labels; none with phantoms.</summary>
    internal IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>How many phantom studies; none with folders.</summary>
    internal int Phantoms { get; init; }

    /// <summary>Folders without labels.</summary>
    internal IReadOnlyList<string> Unlabelled { get; init; } = [];

    /// <summary>Folders of real persons to implant into, for segmentation and grader.</summary>
    internal IReadOnlyList<string> Onto { get; init; } = [];

    /// <summary>The folder with the detector, for <see cref="Unlabelled"/>.</summary>
    internal string Models { get; init; } = "models";

    /// <summary>Where the run keeps its files.</summary>
    internal required string Folder { get; init; }

    internal FileInfo? Int8 { get; init; }

    internal FileInfo? Evidence { get; init; }

    /// <summary>The grader's file that a training begins with; null with random weights.</summary>
    internal FileInfo? Start { get; init; }

    internal Fold Fold { get; init; } = Fold.First;

    /// <summary>The detector's run takes epochs and seed from here, too.</summary>
    internal GraderSettings Settings { get; init; } = new();

    internal Progress From { get; init; }

    /// <summary>Threads of one operator; 0 is libtorch's own choice.</summary>
    internal int Threads { get; init; }

    internal string Version { get; init; } = "1.0.0";

    /// <summary>False where a trained grader is only worked on.</summary>
    internal bool Trains => Int8 is null && Evidence is null;

    /// <summary>What is wrong with it and what to do, or null when nothing is.</summary>
    internal string? Problem =>
        (Data.Count == 0) == (Phantoms <= 0) ? "Say where to learn from: either --data DIR... (folders with DICOM files and a labels.csv) or --phantom N."
        : Part == VertebraePart && Phantoms == 0 ? "Vertebrae are learnt from drawn sagittal slices alone: give --phantom N (that many slices an epoch)."
        : Part == SegmentationPart && Phantoms == 0 ? "The segmentation learns from phantoms alone: give --phantom N (that many slices)."
        : Onto.Count > 0 && (Part is RoiPart or VertebraePart || Phantoms == 0) ? "--onto joins phantoms for the segmentation or the grader: give --phantom N with --part segmentation or grader, or leave it out."
        : Start is not null && (Part != GraderPart || !Trains || Settings.Ablation == Ablation.Softmax) ? "--start is for training a grader with prototypes: leave it out, or train with --part grader."
        : Int8 is not null && Evidence is not null ? "--int8 and --evidence are two commands: give one of them, then the other."
        : Settings.Epochs < 1 ? $"--epochs must be at least 1, is {Settings.Epochs}."
        : Settings.AdversarialShare is not (> 0 and <= 1) ? FormattableString.Invariant($"--adversarial-share must be above 0 and at most 1, is {Settings.AdversarialShare}. To train without the term, give --ablation compactness.")
        : Threads < 0 ? $"--threads must be at least 1, or 0 to let libtorch choose, is {Threads}."
        : !IsVersion(Version) ? $"--model-version must be three whole numbers with dots, as 2.2.0 (a fourth marks an int8 twin), is '{Version}'."
        : Fold.Problem ?? UnlabelledProblem;

    private string? UnlabelledProblem =>
        Unlabelled.Count == 0 ? null
        : Part != GraderPart || !Trains || Settings.Ablation is not (Ablation.Vat or Ablation.All)
            ? "--unlabelled is for the grader's virtual adversarial term: leave it out, or train with --part grader and --ablation vat or all."
        : Unlabelled.FirstOrDefault(f => !Directory.Exists(f)) is { } missing ? $"--unlabelled: {missing} is not a folder."
        : Detector is { } problem ? $"--unlabelled needs the models to find canals with: {problem}"
        : null;

    private string? Detector
    {
        get
        {
            var catalogue = ModelCatalogue.Open(Models);
            return catalogue.IsOk ? catalogue.Value.Load(ModelCatalogue.RoiPart).Error?.Message : catalogue.Error!.Message;
        }
    }

    // As written, too: "2.02.0" or a space would be read as a version, and name a file that its card does not.
    private static bool IsVersion(string text) =>
        System.Version.TryParse(text, out var version) && version is { Build: >= 0, Revision: < 0 } && version.ToString() == text;
}
