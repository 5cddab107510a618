using System.Globalization;
using System.Text.Json.Nodes;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;
using BilskyWeb.Training.Losses;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.OnnxExport;
using BilskyWeb.Training.Trainers;
using TorchSharp;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Commands;

/// <summary>From prepared regions to <c>grader-VERSION.onnx</c> with its card.</summary>
internal sealed class TrainGrader(string folder, string version, TextWriter progress)
{
    // A region farther from every prototype than 99% of the validation regions, and then a tenth, is unlike what was learnt from.
    private const double FarthestShare = 0.99, FarthestFactor = 1.1;

    // Only what the model itself gives about even odds is withheld.
    private const double MinMargin = 0.1;

    internal async Task RunAsync(GraderSettings settings, Sources sources, Progress from, CancellationToken cancellation)
    {
        var data = await PreparedData.GraderAsync(folder, sources, progress, cancellation).ConfigureAwait(false);
        Require(data);
        progress.WriteLine($"{data.Train.Count} regions to learn from ({Counts(data.Train)}), {data.Validation.Count} to judge by ({Counts(data.Validation)})");
        using var grader = new GraderTrainer(settings, data.Train, data.Validation, folder, progress).Run(from, cancellation);
        if (grader.Head == GraderHead.Softmax)
        {
            progress.WriteLine("The softmax row of the ablation has no prototypes: figures are in log.csv, no ONNX file is written.");
            return;
        }

        Export(grader, settings, sources, data);
    }

    private void Export(PrototypeGrader grader, GraderSettings settings, Sources sources, Prepared<GraderSamples> data)
    {
        var validation = data.Validation;
        var (logits, nearest) = GraderTrainer.Predict(grader, validation, useBfloat16: false);
        var factor = Calibration.FitTemperature(logits, validation.Grades, GraderLoss.WeightsFor(data.Train.Grades));
        var temperature = settings.Temperature * factor;
        var onnx = ModelExport.Grader(grader, temperature, WeightStorage.Float16);
        var parity = OnnxParity.Grader(grader, onnx, validation);
        var full = OnnxParity.Grader(grader, ModelExport.Grader(grader, temperature, WeightStorage.Float32), validation);
        var figures = ConfusionMatrix.OfGrades();
        List<double> high = [];
        for (var i = 0; i < validation.Count; i++)
        {
            var p = Calibration.Probabilities(logits, i, factor);
            high.Add(p[3] + p[4] + p[5]);
            figures.Add(validation.Grades[i], (BilskyGrade)Array.IndexOf(p, p.Max()));
        }

        var json = CardWriter.ToJson(figures);
        json["negativeLogLikelihood"] = CardWriter.Rounded(Calibration.NegativeLogLikelihood(logits, validation.Grades, factor));
        json["calibrationErrorHighGrade"] = CardWriter.Rounded(CalibrationCurve.From(high, [.. validation.Grades.Select(g => g.IsHighGrade())]).ExpectedError);
        CardWriter.Write(folder, onnx, new CardFacts
        {
            Name = "Bilsky grader",
            Part = "grader",
            Version = version,
            TrainedOn = sources.Description,
            Temperature = temperature,
            RoiSizeMm = GraderAugmentation.RoiMm,
            MaxDistance = FarthestFactor * Quantile.Of(nearest.Select(d => (double)d), FarthestShare),
            MinMargin = MinMargin,
            Run = settings.Key,
            Figures = new JsonObject
            {
                ["validation regions, balanced grades, true centre"] = json,
                ["float16-stored file against TorchSharp"] = parity,
                ["float32 file against TorchSharp"] = full,
            },
            Limits =
            [
                "Learnt from the sources above alone; where these are phantoms, nothing is known of its sensitivity in patients.",
                "The network looks at the region in 64 × 64 pixels (0.63 mm): the averaging from 224 × 224 is part of the graph. What is thinner than that it sees only as a shade.",
                "Degenerative stenosis, instrumentation and artefacts are not recognised: such slices must be excluded by a reader.",
                $"Preprocessing {PreprocessingVersion.Current}; another preprocessing needs another model.",
            ],
        });
        progress.WriteLine($"wrote {Path.Combine(folder, $"grader-{version}.onnx")}");
    }

    private static void Require(Prepared<GraderSamples> data)
    {
        if (data.Train.Count == 0 || data.Validation.Count == 0)
            throw new InvalidDataException("There are no graded slices for both training and validation; label more studies.");
    }

    private static string Counts(GraderSamples samples) =>
        string.Join(", ", BilskyGrades.All.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.ToText()}: {samples.Grades.Count(x => x == g)}")));
}
