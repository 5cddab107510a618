using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Inference.Grading;
using BilskyWeb.Inference.Models;
using Microsoft.ML.OnnxRuntime;

namespace BilskyWeb.Training.Evaluation;

/// <summary>Runs an int8 grader beside the float file that it was made from: are the grades the same, and is it faster.</summary>
internal sealed class Int8Parity(byte[] reference, byte[] int8, ModelCard card)
{
    /// <summary>An int8 file that changes more grades than this is not to be used.</summary>
    internal const double LeastSameGrade = 0.995;

    private const int Rounds = 15;
    private static readonly string[] Outputs = ["distances", "probabilities"];
    private readonly SliceJudge _judge = new(card);

    /// <summary>Compares grades, decided as the card says.</summary>
    /// <param name="batches">Inputs of the grader.</param>
    /// <param name="threads">Threads of one operator.</param>
    internal async Task<Int8Grades> GradesAsync(IAsyncEnumerable<(float[] Values, long[] Shape)> batches, int threads)
    {
        using var first = Start(reference, threads);
        using var second = Start(int8, threads);
        var (regions, sameGrade, sameSide, sameStatus) = (0, 0, 0, 0);
        var shift = 0.0;
        await foreach (var batch in batches.ConfigureAwait(false))
        {
            foreach (var (a, b) in Grades(first, batch).Zip(Grades(second, batch)))
            {
                regions++;
                sameGrade += a.Grade == b.Grade ? 1 : 0;
                sameSide += a.Grade?.IsHighGrade() == b.Grade?.IsHighGrade() ? 1 : 0;
                sameStatus += a.Status == b.Status ? 1 : 0;
                shift += Math.Abs(a.HighGradeProbability - b.HighGradeProbability);
            }
        }

        return new Int8Grades(Share.From(sameGrade, regions), Share.From(sameSide, regions), Share.From(sameStatus, regions), shift / Math.Max(1, regions));
    }

    /// <summary>How many times as fast int8 is: the two run in turn, round by round, and the median rounds are compared.</summary>
    /// <param name="batch">One batch, of the size the pipeline runs.</param>
    /// <param name="threads">Threads of one operator.</param>
    internal double SpeedRatio((float[] Values, long[] Shape) batch, int threads)
    {
        using var first = Start(reference, threads);
        using var second = Start(int8, threads);
        var (slow, quick) = (new double[Rounds], new double[Rounds]);
        for (var round = -2; round < Rounds; round++)
        {
            var (a, b) = (Time(first, batch), Time(second, batch));
            if (round >= 0)
                (slow[round], quick[round]) = (a, b);
        }

        Array.Sort(slow);
        Array.Sort(quick);
        return slow[Rounds / 2] / quick[Rounds / 2];
    }

    private static double Time(InferenceSession session, (float[] Values, long[] Shape) batch)
    {
        var watch = Stopwatch.GetTimestamp();
        Run(session, batch).Dispose();
        return Stopwatch.GetElapsedTime(watch).TotalMilliseconds;
    }

    private static IDisposableReadOnlyCollection<OrtValue> Run(InferenceSession session, (float[] Values, long[] Shape) batch)
    {
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(batch.Values, batch.Shape);
        return session.Run(run, ["roi"], [value], Outputs);
    }

    private GradedSlice[] Grades(InferenceSession session, (float[] Values, long[] Shape) batch)
    {
        using var outputs = Run(session, batch);
        var rows = outputs.Select(o => o.GetTensorDataAsSpan<float>().ToArray().Select(v => (double)v).Chunk(BilskyGrades.Count).ToArray()).ToArray();
        return [.. rows[0].Zip(rows[1], (distances, probabilities) => _judge.Judge(default, pixelMm: 0, distances, probabilities))];
    }

    // As the pipeline runs its networks.
    private static InferenceSession Start(byte[] onnx, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            EnableMemoryPattern = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        return new InferenceSession(onnx, options);
    }
}

/// <summary>What int8 leaves as it was.</summary>
/// <param name="SameGrade">Regions that keep their grade.</param>
/// <param name="SameSide">Regions that stay on their side of the pathway line.</param>
/// <param name="SameStatus">Regions that are graded, or withheld, as before.</param>
/// <param name="MeanShift">Mean change of the probability of high grade.</param>
internal sealed record Int8Grades(Share SameGrade, Share SameSide, Share SameStatus, double MeanShift)
{
    /// <summary>In the card's form.</summary>
    internal JsonObject ToJson() => new()
    {
        ["sameGrade"] = CardWriter.ToJson(SameGrade),
        ["sameSideOfTheLine"] = CardWriter.ToJson(SameSide),
        ["withheldOrNotAsBefore"] = CardWriter.ToJson(SameStatus),
        ["meanChangeOfHighGradeProbability"] = CardWriter.Rounded(MeanShift),
    };

    /// <summary>For a person.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"same grade {StatisticText.Of(SameGrade)}, same side of the line {StatisticText.Of(SameSide)}, withheld or not as before {StatisticText.Of(SameStatus)}, mean change of the probability of high grade {MeanShift:0.0000}");
}
