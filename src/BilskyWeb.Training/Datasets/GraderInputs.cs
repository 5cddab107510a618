using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Preprocessing;

namespace BilskyWeb.Training.Datasets;

/// <summary>Regions as inference cuts them for the grader, in batches as it makes them.</summary>
internal static class GraderInputs
{
    /// <summary>Batches of the graded slices' regions around the true centre of the canal.</summary>
    /// <param name="series">The studies.</param>
    /// <param name="roiSizeMm">Side of the region, from the grader's card.</param>
    /// <param name="batch">Regions of one batch; the last may be smaller.</param>
    internal static async IAsyncEnumerable<(float[] Values, long[] Shape)> BatchesAsync(IAsyncEnumerable<LabelledSeries> series, double roiSizeMm, int batch)
    {
        await foreach (var regions in RegionsAsync(series, roiSizeMm).Chunk(batch).ConfigureAwait(false))
        {
            yield return ([.. regions.SelectMany(r => r.Values)], [regions.Length, 1, RoiCrop.GraderSide, RoiCrop.GraderSide]);
        }
    }

    /// <summary>The graded slices' regions around the true centre of the canal, one by one, with their grades.</summary>
    /// <param name="series">The studies.</param>
    /// <param name="roiSizeMm">Side of the region, from the grader's card.</param>
    internal static async IAsyncEnumerable<(float[] Values, BilskyGrade Grade)> RegionsAsync(IAsyncEnumerable<LabelledSeries> series, double roiSizeMm)
    {
        await foreach (var one in series.ConfigureAwait(false))
        {
            foreach (var slice in one.Slices)
            {
                if (slice is { Canal: { } canal, Grade: { } grade, Exclusion: null })
                    yield return (RoiCrop.Cut(slice.Image, RoiCrop.Around(slice.Image, canal.X, canal.Y, roiSizeMm, 1), one.Intensity), grade);
            }
        }
    }
}
