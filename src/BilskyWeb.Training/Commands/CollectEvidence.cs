using System.Globalization;
using System.Text.Json.Nodes;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Inference.Models;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;
using BilskyWeb.Training.OnnxExport;
using Microsoft.ML.OnnxRuntime;

namespace BilskyWeb.Training.Commands;

/// <summary>
/// <c>train --evidence</c>: from a grader and what it learnt from to the file in which the study page looks up the nearest training cases and how
/// unlike all of them a slice is.
/// </summary>
internal sealed class CollectEvidence(string folder, TextWriter progress)
{
    /// <summary>Enough to find a like one; 420 pictures and embeddings are 4 MB.</summary>
    private const int MostOfAGrade = 70;

    private const int Batch = 8, Percent = 100;

    /// <param name="file">The grader's float file, its card beside it.</param>
    /// <param name="sources">What it learnt from, and regions of other persons to measure distances on.</param>
    /// <param name="threads">Threads of one operator.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="InvalidDataException">The file is no grader with its card, or there are too few regions.</exception>
    internal async Task RunAsync(FileInfo file, Sources sources, int threads, CancellationToken cancellation)
    {
        var (card, onnx) = GraderFile.Open(file);
        Directory.CreateDirectory(folder);
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        using var session = new InferenceSession(onnx, options);
        progress.WriteLine($"collecting cases from {sources.Description}");
        var cases = new List<TrainingCase>();
        var counts = new int[BilskyGrades.Count];

        // A hospital's studies hold nine low grades in ten: without a quota the first few studies would fill the file with them.
        await foreach (var (values, grades) in RegionsAsync(sources.Train(cancellation), card, grade => counts[(int)grade]++ < MostOfAGrade, cancellation).ConfigureAwait(false))
        {
            var (embeddings, _) = Run(session, values, grades.Count);
            cases.AddRange(grades.Select((grade, i) => new TrainingCase(
                embeddings.AsSpan(i * embeddings.Length / grades.Count, embeddings.Length / grades.Count).ToArray(), grade, Picture(values.AsSpan(i * Samples, Samples)))));
            if (Array.TrueForAll(counts, c => c >= MostOfAGrade))
                break;
        }

        var distances = new List<double>();
        await foreach (var (values, grades) in RegionsAsync(sources.Validation(cancellation), card, _ => true, cancellation).ConfigureAwait(false))
        {
            distances.AddRange(Run(session, values, grades.Count).Nearest);
        }

        if (distances.Count <= Percent)
            throw new InvalidDataException($"More than {Percent} graded regions of other persons are needed to say what distance is usual, there are {distances.Count}; label more studies.");
        CardWriter.Write(folder, EvidenceExport.Write(cases), new CardFacts
        {
            Name = "Training cases of the Bilsky grader",
            Part = ModelCatalogue.EvidencePart,
            Version = card.Version,
            TrainedOn = sources.Description,
            GraderSha256 = card.Sha256,
            NearestDistances = [.. Enumerable.Range(0, Percent + 1).Select(p => Quantile.Of(distances, p / (double)Percent)!.Value)],
            Run = string.Create(CultureInfo.InvariantCulture, $"evidence for {card.File}, SHA-256 {card.Sha256}"),
            Figures = new JsonObject
            {
                ["contents"] = new JsonObject
                {
                    ["cases"] = cases.Count,
                    ["casesByGrade"] = string.Join(", ", BilskyGrades.All.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.ToText()}: {cases.Count(c => c.Grade == g)}"))),
                    ["regionsForDistances"] = distances.Count,
                },
            },
            Limits =
            [
                "Shows what the grader learnt from that is nearest in its own eyes; that two regions are near says nothing of whether its grade is right.",
                "Pictures are regions of the training data. Where these come from patients, the file is to be kept as their images are.",
            ],
        });
        progress.WriteLine($"wrote {Path.Combine(folder, $"{ModelCatalogue.EvidencePart}-{card.Version}.onnx")}: {cases.Count} cases, distances from {distances.Count} regions");
    }

    private static int Samples => RoiCrop.GraderSide * RoiCrop.GraderSide;

    private static async IAsyncEnumerable<(float[] Values, IReadOnlyList<BilskyGrade> Grades)> RegionsAsync(
        IAsyncEnumerable<LabelledSeries> series, ModelCard card, Func<BilskyGrade, bool> wanted, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var batch in GraderInputs.RegionsAsync(series, card.RoiSizeMm!.Value).Where(r => wanted(r.Grade)).Chunk(Batch).WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return ([.. batch.SelectMany(r => r.Values)], [.. batch.Select(r => r.Grade)]);
        }
    }

    private static (float[] Embeddings, double[] Nearest) Run(InferenceSession session, float[] values, int regions)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(values, [regions, 1, RoiCrop.GraderSide, RoiCrop.GraderSide]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, ["roi"], [input], ["embedding", "distances"]);
        var distances = outputs[1].GetTensorDataAsSpan<float>().ToArray();
        return (outputs[0].GetTensorDataAsSpan<float>().ToArray(), [.. distances.Chunk(BilskyGrades.Count).Select(d => (double)d.Min())]);
    }

    /// <summary>Each pixel the mean of four by four.</summary>
    private static float[] Picture(ReadOnlySpan<float> region)
    {
        const int side = EvidenceExport.PictureSide, step = ModelExport.RoiPixels / side;
        var picture = new float[side * side];
        for (var i = 0; i < region.Length; i++)
        {
            picture[(i / ModelExport.RoiPixels / step * side) + (i % ModelExport.RoiPixels / step)] += region[i] / (step * step);
        }

        return picture;
    }
}
