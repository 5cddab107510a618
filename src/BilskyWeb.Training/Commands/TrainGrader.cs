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

    // An image coarser than all that was learnt from is withheld; never one of 1 mm or finer, in which the CSF beside the cord spans a pixel.
    private const double AlwaysFineMm = 1;

    internal async Task RunAsync(GraderSettings settings, Sources sources, Progress from, CancellationToken cancellation)
    {
        new Checkpoint(folder, GraderTrainer.RunKey(settings, sources.PreparedKey)).Require(from);
        var data = await PreparedData.GraderAsync(folder, sources, progress, cancellation).ConfigureAwait(false);
        Require(data);
        progress.WriteLine($"{data.Train.Count} regions to learn from ({Counts(data.Train.Grades)}), {data.Validation.Count} to judge by ({Counts(data.Validation.Grades)})");
        var unlabelled = sources.Unlabelled is null ? null : await sources.Unlabelled.PrepareAsync(folder, await sources.ValidationPatients(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        if (unlabelled is not null)
            sources = sources with { Description = string.Create(CultureInfo.InvariantCulture, $"{sources.Description}; {unlabelled.Count} slices without labels in the virtual adversarial term") };
        var wide = sources.Hosts.Count == 0 ? null : new WideRegions(folder, progress).ForGrader(sources.PreparedKey, settings.Seed, sources.WideSlices, sources.Hosts, cancellation);
        if (wide is not null)
            progress.WriteLine($"{wide.Grades.Count(g => g is not null)} wider ones beside them ({Counts(wide.Grades.OfType<BilskyGrade>())})");
        using var grader = new GraderTrainer(settings, data, folder, progress, wide, unlabelled).Run(from, cancellation);
        if (grader.Head == GraderHead.Softmax)
        {
            progress.WriteLine("The softmax row of the ablation has no prototypes: figures are in log.csv, no ONNX file is written.");
            return;
        }

        var studies = await PreparedData.GraderStudiesAsync(folder, sources, data.Validation, progress, cancellation).ConfigureAwait(false);
        Export(grader, settings, sources, data, studies, cancellation);
    }

    private void Export(PrototypeGrader grader, GraderSettings settings, Sources sources, Prepared<GraderSamples> data, GraderSamples studies, CancellationToken cancellation)
    {
        var validation = data.Validation;

        // Rounded up, so that no image of the training data is itself too coarse.
        var maxPixelMm = Math.Ceiling(100 * Math.Max(AlwaysFineMm, data.Train.CoarsestMm)) / 100;
        var (logits, nearest) = GraderTrainer.Predict(grader, validation, useBfloat16: false, cancellation);
        var (studyLogits, _) = ReferenceEquals(studies, validation) ? (logits, nearest) : GraderTrainer.Predict(grader, studies, useBfloat16: false, cancellation);
        var fit = ProbabilityFit.Of(studyLogits, studies.Grades);
        var temperature = settings.Temperature * fit.Factor;
        var onnx = ModelExport.Grader(grader, temperature, fit.Bias, WeightStorage.Float16);
        var parity = OnnxParity.Grader(grader, onnx, fit, validation, cancellation);
        parity.RequireSameGrades();
        var full = OnnxParity.Grader(grader, ModelExport.Grader(grader, temperature, fit.Bias, WeightStorage.Float32), fit, validation, cancellation);
        CardWriter.Write(folder, onnx, new CardFacts
        {
            Name = "Bilsky grader",
            Part = "grader",
            Version = version,
            TrainedOn = sources.Description,
            Temperature = temperature,
            ClassBias = fit.Bias,

            // Until studies have shown what a miss costs there.
            HighGradeFrom = GradeDecision.EvenOdds.HighGradeFrom,
            RoiSizeMm = GraderAugmentation.RoiMm,
            MaxDistance = FarthestFactor * Quantile.Of(nearest.Select(d => (double)d), FarthestShare),
            MinMargin = MinMargin,
            MaxPixelMm = maxPixelMm,
            Run = GraderTrainer.RunKey(settings, sources.Key),
            Figures = new JsonObject
            {
                ["validation regions as the network learns, nearest prototype, true centre"] = NearestPrototype(logits, validation.Grades),
                ["probabilities on whole validation studies, true centre"] = Probabilities(studyLogits, studies.Grades, fit),
                ["float16-stored file against TorchSharp"] = parity.ToJson(),
                ["float32 file against TorchSharp"] = full.ToJson(),
            },
            Limits =
            [
                "Learnt from the sources above alone; where these are phantoms, nothing is known of its sensitivity in patients.",
                "The network looks at the region in 64 × 64 pixels (0.63 mm): the averaging from 224 × 224 is part of the graph. What is thinner than that it sees only as a shade.",
                string.Create(CultureInfo.InvariantCulture, $"An image with pixels of more than {maxPixelMm:0.##} mm is withheld: nothing coarser was learnt from."),
                "Degenerative stenosis, instrumentation and artefacts are not recognised: such slices must be excluded by a reader.",
                $"Preprocessing {PreprocessingVersion.Current}; another preprocessing needs another model.",
            ],
        });
        progress.WriteLine($"wrote {Path.Combine(folder, $"grader-{version}.onnx")}");
        progress.WriteLine("It calls high grade where that is the more probable. Choose the line, the margin and the study rule with: ./bilsky evaluate --choose-rule --record --models DIR");
    }

    private static JsonObject NearestPrototype(float[] logits, IReadOnlyList<BilskyGrade> grades)
    {
        var figures = ConfusionMatrix.OfGrades();
        for (var i = 0; i < grades.Count; i++)
        {
            figures.Add(grades[i], (BilskyGrade)System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits.AsSpan(i * BilskyGrades.Count, BilskyGrades.Count)));
        }

        return CardWriter.ToJson(figures);
    }

    // With the temperature alone, too: whether the numbers added to the grades are worth their place is to be seen.
    private static JsonObject Probabilities(float[] logits, IReadOnlyList<BilskyGrade> grades, ProbabilityFit fit)
    {
        var alone = new ProbabilityFit(Calibration.FitTemperature(logits, grades), new double[BilskyGrades.Count]);
        return new JsonObject
        {
            ["slices"] = grades.Count,
            ["negativeLogLikelihood"] = CardWriter.Rounded(fit.NegativeLogLikelihood(logits, grades)),
            ["calibrationErrorHighGrade"] = CardWriter.Rounded(ExpectedError(fit)),
            ["negativeLogLikelihoodTemperatureAlone"] = CardWriter.Rounded(alone.NegativeLogLikelihood(logits, grades)),
            ["calibrationErrorHighGradeTemperatureAlone"] = CardWriter.Rounded(ExpectedError(alone)),
        };

        double? ExpectedError(ProbabilityFit f) => CalibrationCurve.From(
            [.. Enumerable.Range(0, grades.Count).Select(i => BilskyGrades.HighGradeProbability(f.Probabilities(logits, i)))], [.. grades.Select(g => g.IsHighGrade())]).ExpectedError;
    }

    private static void Require(Prepared<GraderSamples> data)
    {
        if (data.Train.Count == 0 || data.Validation.Count == 0)
            throw new InvalidDataException("There are no graded slices for both training and validation; label more studies.");
    }

    private static string Counts(IEnumerable<BilskyGrade> grades) =>
        string.Join(", ", BilskyGrades.All.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.ToText()}: {grades.Count(x => x == g)}")));
}
