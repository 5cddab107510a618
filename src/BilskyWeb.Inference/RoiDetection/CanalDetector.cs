using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Models;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Inference.Sessions;

namespace BilskyWeb.Inference.RoiDetection;

/// <summary>Finds the spinal canal on every slice of a series.</summary>
internal sealed class CanalDetector(OnnxModel model, double roiSizeMm, int batchSize)
{
    /// <summary>
    /// A centre farther than this, in millimetres, from where its neighbours put it is another bright oval (aorta, a facet's fluid, the ureter). The
    /// canal itself is 15 to 25 mm wide.
    /// </summary>
    public const double FarthestFromLineMm = 12;

    private readonly double _threshold = model.Card.ScoreThreshold ?? throw new ArgumentException("A roi card has a scoreThreshold.", nameof(model));

    public static string Version(ModelCard card) => SpineLine.Revision == 0 ? card.Version : $"{card.Version}+line{SpineLine.Revision}";

    /// <returns>Per slice the region around the canal, or null where none was found.</returns>
    public RegionOfInterest?[] Detect(IReadOnlyList<GreyImage> series, SlicePlaces places, CancellationToken cancellationToken)
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

        return Agree(series, places, seen);
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

    private RegionOfInterest?[] Agree(IReadOnlyList<GreyImage> series, SlicePlaces places, (DetectorInput Input, HeatMap Map)[] seen)
    {
        var found = seen.Select(s => s.Map.Peak() is { } peak && peak.Score >= _threshold ? peak : (HeatMapPeak?)null).ToArray();
        var centresMm = Centres(found);
        var agreed = found.Select((peak, i) => SpineLine.Expect(centresMm, i) is { } expected && !Near(centresMm[i], expected) ? PeakNear(seen[i], places.OnSlice(i, expected)) : peak).ToArray();
        var agreedMm = Centres(agreed);
        var regions = new RegionOfInterest?[series.Count];
        for (var i = 0; i < series.Count; i++)
        {
            if (agreed[i] is { } peak && SpineLine.HasCompany(agreedMm, i, FarthestFromLineMm))
            {
                var (x, y) = seen[i].Input.FromHeatMap(peak.X, peak.Y);
                regions[i] = RoiCrop.Around(series[i], x, y, roiSizeMm, peak.Score);
            }
        }

        return regions;

        (double X, double Y)?[] Centres(HeatMapPeak?[] peaks) =>
            [.. peaks.Select((peak, i) => peak is { } p ? places.Across(i, seen[i].Input.FromHeatMap(p.X, p.Y)) : ((double X, double Y)?)null)];
    }

    private static bool Near((double X, double Y)? centre, (double X, double Y) expected) =>
        centre is { } c && double.Hypot(c.X - expected.X, c.Y - expected.Y) <= FarthestFromLineMm;

    /// <summary>The second look: the best peak where the neighbours say that the canal is. It must pass the threshold like any other.</summary>
    private HeatMapPeak? PeakNear((DetectorInput Input, HeatMap Map) slice, (double X, double Y) expected)
    {
        var (x, y) = slice.Input.ToHeatMap(expected.X, expected.Y);
        const double Radius = FarthestFromLineMm / (DetectorInput.SampleMm * DetectorInput.HeatMapStride);
        return slice.Map.PeakNear(x, y, Radius) is { } peak && peak.Score >= _threshold ? peak : null;
    }
}
