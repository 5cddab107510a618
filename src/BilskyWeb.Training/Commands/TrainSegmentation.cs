using System.Globalization;
using System.Text.Json.Nodes;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Phantom;
using BilskyWeb.Phantom.Implants;
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

    // Seeds 101 to 199 are for implants to learn from (docs/protocol.md).
    private const long FirstImplantSeed = 100;
    private const int StudiesPerHost = 240;
    private const int LeastValidation = 50, ValidationShare = 12;

    /// <param name="settings">How to train.</param>
    /// <param name="slices">Phantom slices to learn from.</param>
    /// <param name="hosts">Folders of real persons of the training side, with masks: implants on them join. May be empty.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="InvalidDataException">A host is on another side of the split or takes no implant.</exception>
    internal async Task RunAsync(SegmentationSettings settings, int slices, IReadOnlyList<string> hosts, Progress from, CancellationToken cancellation)
    {
        var persons = await OpenAsync(hosts, cancellation).ConfigureAwait(false);
        var key = string.Create(CultureInfo.InvariantCulture, $"phantom{PhantomRevision.Current}-segmentation{slices}s{settings.Seed}{string.Concat(persons.Select(p => "-" + p.Name))}-p{PreprocessingVersion.Current}");
        new Checkpoint(folder, SegmentationTrainer.RunKey(settings, key)).Require(from);
        Directory.CreateDirectory(folder);
        var data = new Prepared<SegmentationSamples>(
            key,
            Prepare("train", key, settings.Seed, slices, persons, cancellation),
            Prepare("validation", key, settings.Seed + Apart, Math.Max(LeastValidation, slices / ValidationShare), [], cancellation));
        progress.WriteLine($"{data.Train.Count} regions to learn from, {data.Validation.Count} to judge by");
        using var net = new SegmentationTrainer(settings, data, folder, progress).Run(from, cancellation);
        var figures = SegmentationTrainer.Measure(net, data.Validation, cancellation);
        CardWriter.Write(folder, ModelExport.Segmentation(net, WeightStorage.Float32), new CardFacts
        {
            Name = "Canal segmentation",
            Part = TrainArguments.SegmentationPart,
            Version = version,
            TrainedOn = string.Create(CultureInfo.InvariantCulture, $"{slices} regions of digital phantoms with contrast, resolution, thickness, shading and noise drawn at random{(persons.Count == 0 ? "" : $", and {persons.Count * StudiesPerHost} implants of known shape on {persons.Count} tumour-free real spines of the training side")}; no patient"),
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

    private static async Task<IReadOnlyList<HostFolder>> OpenAsync(IReadOnlyList<string> folders, CancellationToken cancellation)
    {
        var hosts = new List<HostFolder>();
        foreach (var folder in folders)
        {
            var host = await HostFolder.OpenAsync(folder, cancellation).ConfigureAwait(false);
            if (!host.IsOk)
                throw new InvalidDataException(host.Error!.Message);
            if (PersonSplit.Current.SideOf(host.Value.Person) is var side && side != PersonSide.Train)
                throw new InvalidDataException($"{folder}: this person is on the side \"{side.ToString().ToLowerInvariant()}\" of the split (docs/protocol.md), and nothing may learn from it. Leave the folder out.");
            hosts.Add(host.Value);
        }

        return hosts;
    }

    private SegmentationSamples Prepare(string side, string key, long seed, int count, IReadOnlyList<HostFolder> hosts, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, $"segmentation-{side}-{key}.bin");
        if (File.Exists(path))
            return SegmentationSamples.Load(path);

        var samples = SegmentationSamples.Draw(seed, count, progress, cancellation);
        foreach (var host in hosts)
        {
            var implants = ImplantRegion.Draw(host, FirstImplantSeed + seed, StudiesPerHost, cancellation);
            if (!implants.IsOk)
                throw new InvalidDataException(implants.Error!.Message);
            samples.Add(implants.Value);
            progress.WriteLine($"{host.Name}: {implants.Value.Count} real slices with and without an implant");
        }

        samples.Save(path + ".part");
        File.Move(path + ".part", path, overwrite: true);
        return samples;
    }
}
