using System.Globalization;
using System.Text.Json.Nodes;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Phantom;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.OnnxExport;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Commands;

/// <summary>From drawn phantom slices to <c>segmentation-VERSION.onnx</c> with its card.</summary>
internal sealed class TrainSegmentation(string folder, string version, TextWriter progress)
{
    private const long Apart = 500_000_000;

    private const int LeastValidation = 50, ValidationShare = 12;

    /// <param name="settings">How to train.</param>
    /// <param name="slices">Phantom slices to learn from.</param>
    /// <param name="hosts">Folders of real persons of the training side, with masks: implants on them join. May be empty.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="InvalidDataException">A host is on another side of the split or takes no implant.</exception>
    internal async Task RunAsync(SegmentationSettings settings, int slices, IReadOnlyList<string> hosts, Progress from, CancellationToken cancellation)
    {
        var persons = await WideRegions.OpenAsync(hosts, cancellation).ConfigureAwait(false);
        var regions = new WideRegions(folder, progress);
        var key = string.Create(CultureInfo.InvariantCulture, $"phantom{PhantomRevision.Current}-segmentation{slices}s{settings.Seed}{WideRegions.Key(persons)}-p{PreprocessingVersion.Current}");
        new Checkpoint(folder, SegmentationTrainer.RunKey(settings, key)).Require(from);
        Directory.CreateDirectory(folder);
        var data = new Prepared<SegmentationSamples>(
            key,
            regions.ForSegmentation("train", key, settings.Seed, slices, persons, cancellation),
            regions.ForSegmentation("validation", key, settings.Seed + Apart, Math.Max(LeastValidation, slices / ValidationShare), [], cancellation));
        progress.WriteLine($"{data.Train.Count} regions to learn from, {data.Validation.Count} to judge by");
        using var net = new SegmentationTrainer(settings, data, folder, progress).Run(from, cancellation);
        var figures = SegmentationTrainer.Measure(net, data.Validation, cancellation);
        CardWriter.Write(folder, ModelExport.Segmentation(net, WeightStorage.Float32), new CardFacts
        {
            Name = "Canal segmentation",
            Part = TrainArguments.SegmentationPart,
            Version = version,
            TrainedOn = string.Create(CultureInfo.InvariantCulture, $"{slices} regions of digital phantoms with contrast, resolution, thickness, shading and noise drawn at random{(persons.Count == 0 ? "" : $", and {persons.Count * WideRegions.StudiesPerHost} implants of known shape on {persons.Count} tumour-free real spines of the training side")}; no patient"),
            RoiSizeMm = CanalSegmentationNet.Side * CanalSegmentationNet.SampleMm,
            Run = SegmentationTrainer.RunKey(settings, key),
            Figures = new JsonObject
            {
                ["validation regions, drawn as the training ones, true centre: mean Dice"] = new JsonObject
                {
                    ["cord"] = CardWriter.Rounded(figures.Dice[CanalTissue.Cord]),
                    ["csf"] = CardWriter.Rounded(figures.Dice[CanalTissue.Csf]),
                    ["epiduralMass"] = CardWriter.Rounded(figures.Dice[CanalTissue.EpiduralMass]),
                    ["epiduralSpace"] = CardWriter.Rounded(figures.Dice[CanalTissue.EpiduralSpace]),
                    ["vertebra"] = CardWriter.Rounded(figures.Dice[CanalTissue.Vertebra]),
                },
            },
            Limits =
            [
                "Learnt from the sources above alone; the phantom's greys, grain and resolution are drawn far beyond real ones, its shapes are its own.",
                "It takes a region around the canal for granted: elsewhere it still draws a canal.",
                "Layers thinner than about half a millimetre are told from the share of a sample, not seen.",
                $"Preprocessing {PreprocessingVersion.Current}; another preprocessing needs another model.",
            ],
        });
        progress.WriteLine($"wrote {Path.Combine(folder, $"segmentation-{version}.onnx")}");
    }
}
