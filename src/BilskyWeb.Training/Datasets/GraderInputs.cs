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
        const int samples = RoiCrop.GraderSide * RoiCrop.GraderSide;
        var waiting = new List<float[]>();
        await foreach (var one in series.ConfigureAwait(false))
        {
            foreach (var slice in one.Slices)
            {
                if (slice is not { Canal: { } canal, Grade: not null, Exclusion: null })
                    continue;
                waiting.Add(RoiCrop.Cut(slice.Image, RoiCrop.Around(slice.Image, canal.X, canal.Y, roiSizeMm, 1), one.Intensity));
                if (waiting.Count == batch)
                {
                    yield return Joined();
                    waiting.Clear();
                }
            }
        }

        if (waiting.Count > 0)
            yield return Joined();

        (float[] Values, long[] Shape) Joined()
        {
            var values = new float[waiting.Count * samples];
            for (var i = 0; i < waiting.Count; i++)
            {
                waiting[i].CopyTo(values, i * samples);
            }

            return (values, [waiting.Count, 1, RoiCrop.GraderSide, RoiCrop.GraderSide]);
        }
    }
}
