using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Models;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Inference.Sessions;

namespace BilskyWeb.Inference.RoiDetection;

/// <summary>The canal on one slice.</summary>
/// <param name="Region">The region around it.</param>
/// <param name="Source">Whether it was seen there.</param>
internal readonly record struct CanalFind(RegionOfInterest Region, RoiSource Source);

/// <summary>Finds the spinal canal on every slice of a series: a heat map per slice, then what the slices make of them together (<see cref="Canals"/>).</summary>
internal sealed class CanalDetector(OnnxModel model, double roiSizeMm, int batchSize)
{
    private readonly double _threshold = model.Card.ScoreThreshold ?? throw new ArgumentException("A roi card has a scoreThreshold.", nameof(model));

    public static string Version(ModelCard card) => SpineLine.Revision == 0 ? card.Version : $"{card.Version}+line{SpineLine.Revision}";

    /// <param name="series">The slices, in order along the spine.</param>
    /// <param name="places">Where they lie, and their intensities.</param>
    /// <param name="cancellationToken">Heeded between batches.</param>
    /// <returns>Per slice the canal, or null where none was found.</returns>
    public CanalFind?[] Detect(IReadOnlyList<GreyImage> series, SlicePlaces places, CancellationToken cancellationToken)
    {
        var seen = new (DetectorInput Input, HeatMap Map)[series.Count];

        // Slices of one size go together; a series has one or two sizes, so the shapes that the session meets stay few.
        foreach (var sameSize in Enumerable.Range(0, series.Count).GroupBy(i => DetectorInput.SidesFor(series[i])))
        {
            var indices = sameSize.ToArray();
            foreach (var batch in Batches.Of(indices.Length, batchSize))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Run(series, places.Intensity, indices[batch], seen);
            }
        }

        return new Canals(series, seen, places, _threshold).Find(roiSizeMm);
    }

    private void Run(IReadOnlyList<GreyImage> series, IReadOnlyList<SeriesIntensity> intensity, int[] batch, (DetectorInput Input, HeatMap Map)[] seen)
    {
        var inputs = Array.ConvertAll(batch, i => DetectorInput.Make(series[i], intensity[i]));
        var (width, height) = (inputs[0].Width, inputs[0].Height);
        var values = new float[batch.Length * width * height];
        for (var n = 0; n < inputs.Length; n++)
        {
            inputs[n].Pixels.CopyTo(values, n * width * height);
        }

        using var outputs = model.Run(values, batch.Length, 1, height, width);
        var logits = outputs[0].GetTensorDataAsSpan<float>();
        var cells = inputs[0].HeatMapWidth * inputs[0].HeatMapHeight;
        if (logits.Length != batch.Length * cells)
        {
            throw new InvalidOperationException($"The roi model gave {logits.Length} logits for {batch.Length} heat maps of {cells} cells.");
        }

        for (var n = 0; n < batch.Length; n++)
        {
            seen[batch[n]] = (inputs[n].Geometry(), new HeatMap(inputs[n].HeatMapWidth, inputs[n].HeatMapHeight, logits.Slice(n * cells, cells).ToArray()));
        }
    }
}
