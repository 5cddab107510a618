using System.Text.Json.Nodes;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;
using BilskyWeb.Training.OnnxExport;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Commands;

/// <summary>From prepared slices to <c>roi-VERSION.onnx</c> with its card.</summary>
internal sealed class TrainRoi(string folder, string version, TextWriter progress)
{
    // The threshold loses 2% of the canals of validation slices, most of which are stranger than any scan, but never sinks so low that any texture passes.
    private const double LostShare = 0.02, LowestThreshold = 0.1, HighestThreshold = 0.95;

    internal async Task RunAsync(RoiSettings settings, Sources sources, Progress from, CancellationToken cancellation)
    {
        new Checkpoint(folder, RoiTrainer.RunKey(settings, sources.PreparedKey)).Require(from);
        var data = await PreparedData.RoiAsync(folder, sources, progress, cancellation).ConfigureAwait(false);
        if (data.Train.Items.Count == 0 || !data.Validation.Items.Exists(i => i.HasCanal))
            throw new InvalidDataException("There are no slices with a canal for both training and validation; label more studies.");

        progress.WriteLine($"{data.Train.Items.Count} slices to learn from, {data.Validation.Items.Count} to judge by");
        using var net = new RoiTrainer(settings, data, folder, progress).Run(from, cancellation);
        var figures = RoiTrainer.Measure(net, data.Validation, cancellation);
        var threshold = Math.Clamp(Quantile.Of(figures.ScoresWithCanal, LostShare)!.Value, LowestThreshold, HighestThreshold);
        CardWriter.Write(folder, ModelExport.Roi(net, WeightStorage.Float32), new CardFacts
        {
            Name = "Spinal canal detector",
            Part = "roi",
            Version = version,
            TrainedOn = sources.Description,
            ScoreThreshold = threshold,
            Run = RoiTrainer.RunKey(settings, sources.Key),
            Figures = new JsonObject
            {
                ["validation slices"] = new JsonObject
                {
                    ["within3Mm"] = CardWriter.ToJson(figures.Within(3)),
                    ["within5Mm"] = CardWriter.ToJson(figures.Within(5)),
                    ["medianErrorMm"] = CardWriter.Rounded(figures.MedianErrorMm),
                    ["canalsFound"] = CardWriter.ToJson(Share.From(figures.ScoresWithCanal.Count(s => s >= threshold), figures.ScoresWithCanal.Length)),
                    ["foundWhereThereIsNone"] = CardWriter.ToJson(Share.From(figures.ScoresWithout.Count(s => s >= threshold), figures.ScoresWithout.Length)),
                },
            },
            Limits =
            [
                "Learnt from the sources above alone, with contrasts varied far beyond real ones; real scanners may still surprise it.",
                "Meant for axial slices from C7 to the conus.",
                "Where the spine is out of view it takes another oval for the canal now and then, the airway of the neck most of all, which the phantom does not have.",
                $"Preprocessing {PreprocessingVersion.Current}; another preprocessing needs another model.",
            ],
        });
        progress.WriteLine($"wrote {Path.Combine(folder, $"roi-{version}.onnx")}");
    }
}
