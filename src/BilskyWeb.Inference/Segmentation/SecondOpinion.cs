using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Sessions;

namespace BilskyWeb.Inference.Segmentation;

/// <summary>Measures the slices of a spine beside each other and lays that over the prototypes' answers.</summary>
internal sealed class SecondOpinion(CanalSegmenter segmenter, int batchSize)
{
    /// <summary>Gives every slice that has a region a second opinion.</summary>
    /// <param name="series">The slices, in order along the spine.</param>
    /// <param name="places">Where they lie, and their intensities.</param>
    /// <param name="regions">Per slice the region around the canal; null where none was found.</param>
    /// <param name="answers">The prototypes' answers; replaced by both opinions'.</param>
    /// <param name="cancellationToken">Heeded between batches.</param>
    public void Over(IReadOnlyList<GreyImage> series, SlicePlaces places, IReadOnlyList<RegionOfInterest?> regions, GradedSlice[] answers, CancellationToken cancellationToken)
    {
        var measured = Measure(series, places, regions, [.. Enumerable.Range(0, series.Count).Where(i => regions[i] is not null)], cancellationToken);
        foreach (var (i, (geometry, contours)) in measured)
        {
            answers[i] = TwoOpinions.Combine(answers[i], geometry, segmenter.Use) with { Contours = contours };
        }
    }

    /// <summary>The same for one slice, measured beside those near it.</summary>
    /// <param name="series">The slices, in order along the spine.</param>
    /// <param name="places">Where they lie, and their intensities.</param>
    /// <param name="regions">Per slice the region around the canal; null where none was found.</param>
    /// <param name="slice">The one.</param>
    /// <param name="answer">The prototypes' answer.</param>
    /// <param name="cancellationToken">Heeded between batches.</param>
    public GradedSlice Over(
        IReadOnlyList<GreyImage> series, SlicePlaces places, IReadOnlyList<RegionOfInterest?> regions, int slice, GradedSlice answer, CancellationToken cancellationToken)
    {
        var at = AlongMm(places, regions, slice);
        var near = Enumerable.Range(0, series.Count).Where(i =>
            regions[i] is not null && places.Scan(i) == places.Scan(slice) && Math.Abs(AlongMm(places, regions, i) - at) <= CompressionRuler.FarthestReferenceMm);
        var (geometry, contours) = Measure(series, places, regions, [.. near], cancellationToken)[slice];
        return TwoOpinions.Combine(answer, geometry, segmenter.Use) with { Contours = contours };
    }

    private Dictionary<int, (CompressionGeometry? Geometry, CanalContours? Contours)> Measure(
        IReadOnlyList<GreyImage> series, SlicePlaces places, IReadOnlyList<RegionOfInterest?> regions, int[] slices, CancellationToken cancellationToken)
    {
        List<SeenCanal?> seen = [];
        foreach (var range in Batches.Of(slices.Length, batchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = slices[range];
            seen.AddRange(segmenter.See([.. batch.Select(i => series[i])], [.. batch.Select(i => regions[i]!.Value)], [.. batch.Select(i => places.Intensity[i])]));
        }

        var geometry = CompressionRuler.Measure(seen.ConvertAll(s => s?.Shape), [.. slices.Select(i => AlongMm(places, regions, i))], [.. slices.Select(places.Scan)]);
        return slices.Select((i, n) => (i, geometry[n], seen[n]?.Contours)).ToDictionary(s => s.i, s => (s.Item2, s.Contours));
    }

    private static double AlongMm(SlicePlaces places, IReadOnlyList<RegionOfInterest?> regions, int slice) =>
        places.AlongMm(slice, (regions[slice]!.Value.CentreX, regions[slice]!.Value.CentreY));
}
