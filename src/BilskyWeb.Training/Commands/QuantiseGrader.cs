using System.Globalization;
using System.Text.Json.Nodes;
using BilskyWeb.Inference.Models;
using BilskyWeb.Inference.Sessions;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;
using BilskyWeb.Training.OnnxExport;

namespace BilskyWeb.Training.Commands;

/// <summary><c>train --int8</c>: from a grader's float file to its int8 twin, with a card that says what it changes and what it gains.</summary>
internal sealed class QuantiseGrader(string folder, TextWriter progress)
{
    // As the pipeline batches.
    private static readonly int Batch = new InferenceSettings().BatchSize;

    // Ranges settle long before; 2,000 regions are 400 MB.
    private const int MostRegions = 2_000;

    /// <param name="file">The float file, its card beside it.</param>
    /// <param name="sources">Ranges are measured on its training side; grades are compared on studies of its validation side.</param>
    /// <param name="threads">Threads of one operator.</param>
    /// <param name="cancellation">Stops between two studies.</param>
    /// <exception cref="InvalidDataException">The file cannot be quantised, or int8 changes too many grades.</exception>
    internal async Task RunAsync(FileInfo file, Sources sources, int threads, CancellationToken cancellation)
    {
        var (card, onnx) = GraderFile.Open(file);
        var graph = FloatGraph.Read(onnx);
        var size = card.RoiSizeMm!.Value;
        progress.WriteLine($"measuring ranges on {sources.Description}");
        var calibration = new List<(float[] Values, long[] Shape)>();
        await foreach (var batch in GraderInputs.BatchesAsync(sources.Train(cancellation), size, Batch).WithCancellation(cancellation).ConfigureAwait(false))
        {
            calibration.Add(batch);
            if (calibration.Count * Batch >= MostRegions)
                break;
        }

        if (calibration.Count == 0)
            throw new InvalidDataException("There are no graded slices to measure ranges on; label more studies.");
        var int8 = Int8Export.Write(graph, ActivationRanges.Measure(onnx, Int8Export.Needed(graph), calibration, threads));

        progress.WriteLine("comparing grades with the float file");
        var parity = new Int8Parity(onnx, int8, card);
        var grades = await parity.GradesAsync(GraderInputs.BatchesAsync((sources.WholeStudies ?? sources.Validation)(cancellation), size, Batch), threads).ConfigureAwait(false);
        progress.WriteLine(grades.ToString());
        double one = parity.SpeedRatio(calibration[0], 1), two = parity.SpeedRatio(calibration[0], 2);
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{int8.Length / 1e6:0.0} MB instead of {onnx.Length / 1e6:0.0}; {one:0.00} times as fast with one thread, {two:0.00} with two"));
        if (!(grades.SameGrade.Value >= Int8Parity.LeastSameGrade))
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Nothing was written: int8 keeps fewer than {Int8Parity.LeastSameGrade:0.0%} of the grades."));

        var figures = grades.ToJson();
        figures["megabytes"] = Math.Round(int8.Length / 1e6, 1);
        figures["timesAsFastOneThread"] = Math.Round(one, 2);
        figures["timesAsFastTwoThreads"] = Math.Round(two, 2);
        Directory.CreateDirectory(folder);
        CardWriter.WriteInt8Twin(folder, int8, file.FullName, TwinVersion(card.Version), $"int8 against {card.File}, ranges from {sources.Description}", figures);
        progress.WriteLine($"wrote {Path.Combine(folder, $"grader-{TwinVersion(card.Version)}.onnx")}");
    }

    /// <summary>The version of an int8 twin: 2.1.1.8 of 2.1.1, so that what graded a study can be told from its record.</summary>
    internal static string TwinVersion(string version) => $"{version}.8";
}
