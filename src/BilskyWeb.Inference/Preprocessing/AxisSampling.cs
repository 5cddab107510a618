namespace BilskyWeb.Inference.Preprocessing;

/// <summary>How the samples of one output axis are made from the pixels of one image axis.</summary>
/// <remarks>
/// A triangle filter as wide as one pixel when enlarging (bilinear) and as wide as one output sample when shrinking (so every
/// pixel counts and nothing aliases). Pixel i covers [i, i + 1) and its centre is at i + 0.5. An output sample whose centre lies outside
/// the image has no pixels and is 0, the series' darkest; near the border the weights of the pixels that exist are renormalised.
/// </remarks>
internal sealed class AxisSampling
{
    private readonly int[] _first;
    private readonly float[] _weights;

    /// <param name="pixels">Pixels of the image along this axis.</param>
    /// <param name="start">Where the output begins, in pixels from the image's edge; may be negative.</param>
    /// <param name="step">Pixels from one output sample to the next.</param>
    /// <param name="count">Output samples.</param>
    public AxisSampling(int pixels, double start, double step, int count)
    {
        var support = Math.Max(1, step);
        Taps = (int)Math.Ceiling(support * 2) + 1;
        Count = count;
        _first = new int[count];
        _weights = new float[count * Taps];
        FirstPixel = pixels;
        EndPixel = 0;
        for (var sample = 0; sample < count; sample++)
        {
            var centre = start + ((sample + 0.5) * step);
            if (!(centre >= 0 && centre <= pixels))
            {
                continue;
            }

            var first = Math.Max(0, (int)Math.Floor(centre - support));
            var end = Math.Min(pixels, Math.Min(first + Taps, (int)Math.Ceiling(centre + support)));
            var sum = 0.0;
            for (var pixel = first; pixel < end; pixel++)
            {
                sum += Weight(pixel, centre, support);
            }

            // Taps past the image's end would be read: move the window back, its extra weights are zero.
            var window = Math.Max(0, Math.Min(first, pixels - Taps));
            for (var pixel = first; pixel < end; pixel++)
            {
                _weights[(sample * Taps) + pixel - window] = (float)(Weight(pixel, centre, support) / sum);
            }

            _first[sample] = window;
            FirstPixel = Math.Min(FirstPixel, first);
            EndPixel = Math.Max(EndPixel, end);
        }
    }

    public int Count { get; }

    public int Taps { get; }

    /// <summary>First pixel that any sample needs.</summary>
    public int FirstPixel { get; }

    /// <summary>One past the last pixel that any sample needs; at or below <see cref="FirstPixel"/> when the output lies wholly outside.</summary>
    public int EndPixel { get; }

    public int First(int sample) => _first[sample];

    public ReadOnlySpan<float> Weights(int sample) => _weights.AsSpan(sample * Taps, Taps);

    private static double Weight(int pixel, double centre, double support) => Math.Max(0, 1 - (Math.Abs(pixel + 0.5 - centre) / support));
}
