using System.Numerics.Tensors;
using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Inference.Preprocessing;

/// <summary>Scales a window of an image to [0, 1] and resamples it, axis by axis.</summary>
internal static class Resampling
{
    /// <returns>Row-major samples, <paramref name="across"/> by <paramref name="down"/>; 0 outside the image.</returns>
    public static float[] Sample(GreyImage image, SeriesIntensity intensity, AxisSampling across, AxisSampling down)
    {
        var output = new float[across.Count * down.Count];
        var rows = down.EndPixel - down.FirstPixel;
        if (rows <= 0 || across.EndPixel <= across.FirstPixel)
        {
            return output;
        }

        // Clipping comes before averaging: a bright vessel beside the sac must not leak through a shrunk pixel.
        var narrow = new float[rows * across.Count];
        var row = new float[image.Width + across.Taps];
        var width = across.EndPixel - across.FirstPixel;
        for (var y = 0; y < rows; y++)
        {
            var source = image.Pixels.AsSpan((down.FirstPixel + y) * image.Width, image.Width);
            intensity.Scale(source.Slice(across.FirstPixel, width), row.AsSpan(across.FirstPixel));
            for (var x = 0; x < across.Count; x++)
            {
                narrow[(y * across.Count) + x] = TensorPrimitives.Dot(across.Weights(x), row.AsSpan(across.First(x), across.Taps));
            }
        }

        for (var y = 0; y < down.Count; y++)
        {
            var target = output.AsSpan(y * across.Count, across.Count);
            var weights = down.Weights(y);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var weight = weights[tap];
                if (weight != 0)
                {
                    var source = narrow.AsSpan((down.First(y) + tap - down.FirstPixel) * across.Count, across.Count);
                    TensorPrimitives.MultiplyAdd(source, weight, target, target);
                }
            }
        }

        return output;
    }
}
