using System.Globalization;
using System.Text.Json.Nodes;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Training.Evaluation;
using BilskyWeb.Training.OnnxExport;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Commands;

/// <summary>From drawn sagittal slices to <c>vertebrae-VERSION.onnx</c> with its card.</summary>
internal sealed class TrainVertebrae(string folder, string version, TextWriter progress)
{
    private const int TestSlices = 200, TestSide = 320, Phantoms = 40;

    internal void Run(VertebraSettings settings, Progress from, CancellationToken cancellation)
    {
        using var net = new VertebraTrainer(settings, folder, progress).Run(from, cancellation);
        var figures = VertebraTrainer.Measure(net, VertebraTrainer.TestSeeds(TestSlices), TestSide, cancellation);
        CardWriter.Write(folder, ModelExport.Vertebrae(net, WeightStorage.Float32), new CardFacts
        {
            Name = "Vertebra finder",
            Part = TrainArguments.VertebraePart,
            Version = version,
            TrainedOn = string.Create(CultureInfo.InvariantCulture, $"at most {settings.Slices * settings.Epochs} drawn sagittal slices from head to coccyx, none twice, with contrast, blur, shading, noise and field of view at random; no patient"),
            ScoreThreshold = VertebraTrainer.LeastScore,
            Run = settings.Key,
            Figures = new JsonObject
            {
                [$"{TestSlices} drawn slices of {TestSide} mm, of other seeds"] = new JsonObject
                {
                    ["bodiesWithin5Mm"] = CardWriter.ToJson(figures.Found),
                    ["peaksBesideEveryBody"] = CardWriter.ToJson(figures.Stray),
                    ["anchorsFoundWithin8Mm"] = CardWriter.ToJson(figures.Anchors),
                    ["anchorsShownWhereNoneIs"] = CardWriter.ToJson(figures.FalseAnchors),
                    ["nameRightAnchorInView"] = CardWriter.ToJson(figures.Named),
                    ["nameWithinOneAnchorInView"] = CardWriter.ToJson(figures.NamedWithinOne),
                },
                [$"middle sagittal slices of {Phantoms} digital phantoms, C5 to L5"] = new JsonObject { ["bodiesWithin5Mm"] = CardWriter.ToJson(VertebraTrainer.MeasurePhantoms(net, Phantoms, cancellation)) },
            },
            Limits =
            [
                "Learnt from drawings alone, which have C2, dens and sacrum but are no images of anybody.",
                "Meant for sagittal T2-weighted slices within a centimetre of the middle, anterior to the left.",
                "It counts no ribs: 11 or 13 pairs and transitional vertebrae are not told.",
                $"Preprocessing {PreprocessingVersion.Current}; another preprocessing needs another model.",
            ],
        });
        progress.WriteLine($"wrote {Path.Combine(folder, $"vertebrae-{version}.onnx")}");
    }
}
