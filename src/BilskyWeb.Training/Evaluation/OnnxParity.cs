using System.Globalization;
using System.Text.Json.Nodes;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.OnnxExport;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Evaluation;

/// <summary>Runs an exported grader in ONNX Runtime beside the network it came from.</summary>
internal static class OnnxParity
{
    private const int MostRegions = 256, Batch = 32;

    /// <summary>Largest relative difference of the distances, and how many regions keep their most probable grade.</summary>
    /// <param name="grader">The network.</param>
    /// <param name="onnx">The file made from it.</param>
    /// <param name="fit">What makes probabilities of the network's logits, as the file does.</param>
    /// <param name="samples">Regions to compare on; the first few hundred are.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    internal static GraderParity Grader(PrototypeGrader grader, byte[] onnx, ProbabilityFit fit, GraderSamples samples, CancellationToken cancellation)
    {
        using var off = no_grad();
        grader.eval();
        grader.Pass.UseBfloat16 = false;
        using var options = new SessionOptions { IntraOpNumThreads = get_num_threads(), LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(onnx, options);
        using var run = new RunOptions();
        int regions = 0, same = 0;
        var worst = 0.0;
        foreach (var indices in Enumerable.Range(0, Math.Min(MostRegions, samples.Count)).Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var input = GraderAugmentation.Centre(samples.Batch(indices).Regions, ModelExport.RoiPixels).contiguous();
            var output = grader.Grade(input);
            var expected = output.Distances!.contiguous().data<float>().ToArray();
            var logits = output.Logits.contiguous().data<float>().ToArray();
            using var value = OrtValue.CreateTensorValueFromMemory(input.data<float>().ToArray(), input.shape);
            using var outputs = session.Run(run, ["roi"], [value], ["distances", "probabilities"]);
            var actual = outputs[0].GetTensorDataAsSpan<float>().ToArray();
            var probabilities = outputs[1].GetTensorDataAsSpan<float>().ToArray();
            for (var i = 0; i < indices.Length; i++)
            {
                var e = expected[(i * BilskyGrades.Count)..((i + 1) * BilskyGrades.Count)];
                var a = actual[(i * BilskyGrades.Count)..((i + 1) * BilskyGrades.Count)];
                for (var k = 0; k < BilskyGrades.Count; k++)
                {
                    worst = Math.Max(worst, Math.Abs(e[k] - a[k]) / Math.Abs(e[k]));
                }

                regions++;
                var p = fit.Probabilities(logits, i);
                var q = probabilities[(i * BilskyGrades.Count)..((i + 1) * BilskyGrades.Count)];
                same += Array.IndexOf(p, p.Max()) == Array.IndexOf(q, q.Max()) ? 1 : 0;
            }
        }

        return new GraderParity(Share.From(same, regions), worst);
    }
}

/// <summary>What became of a grader on its way into a file.</summary>
/// <param name="SameGrade">Regions that keep their most probable grade.</param>
/// <param name="LargestRelativeDifference">Of the distances.</param>
internal sealed record GraderParity(Share SameGrade, double LargestRelativeDifference)
{
    /// <summary>Stands before the file is written, as for an int8 twin.</summary>
    /// <exception cref="InvalidDataException">Too few grades are the same.</exception>
    internal void RequireSameGrades()
    {
        if (!(SameGrade.Value >= Int8Parity.LeastSameGrade))
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"Nothing was written: stored in float16 the grader gives only {SameGrade.Count} of {SameGrade.Of} regions the grade that it gave them, at least {Int8Parity.LeastSameGrade:0.0%} are asked for. Train longer, or with another --seed: grades that change so easily are hardly apart."));
        }
    }

    internal JsonObject ToJson() => new() { ["sameGrade"] = CardWriter.ToJson(SameGrade), ["largestRelativeDifference"] = LargestRelativeDifference };
}
