using System.Numerics.Tensors;
using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Inference.Preprocessing;

/// <summary>The intensity range of a whole series: MR has no absolute scale, so [0, 1] runs from the series' 1st to its 99.5th percentile.</summary>
/// <remarks>Measured over the series and not over a slice, so that a slice keeps its brightness relative to its neighbours.</remarks>
public readonly record struct SeriesIntensity
{
    /// <summary>Share of pixels below the value that becomes 0.</summary>
    public const double LowShare = 0.01;

    /// <summary>Share of pixels below the value that becomes 1: bright fat and coil flare beyond it saturate.</summary>
    public const double HighShare = 0.995;

    private const int Bins = 1 << 16;

    /// <summary>A range known beforehand.</summary>
    /// <param name="low">Scanner units that become 0.</param>
    /// <param name="high">Scanner units that become 1.</param>
    /// <exception cref="ArgumentException">A bound is not finite or the range is upside down.</exception>
    public SeriesIntensity(float low, float high)
    {
        if (!float.IsFinite(low) || !float.IsFinite(high) || high < low)
        {
            throw new ArgumentException($"An intensity range must be finite and ordered, is {low} to {high}.", nameof(high));
        }

        Low = low;
        High = high;
    }

    /// <summary>Scanner units that become 0.</summary>
    public float Low { get; }

    /// <summary>Scanner units that become 1.</summary>
    public float High { get; }

    /// <summary>True when nothing can be told apart: every pixel becomes 0.</summary>
    public bool IsFlat => !(High > Low);

    /// <summary>Measures the range over all pixels of all slices; pixels that are not finite are left out.</summary>
    /// <param name="series">The slices, in any order, of any sizes.</param>
    /// <returns>The percentiles, exact to 1/65536 of the series' full range; 0 to 0 without a single finite pixel.</returns>
    public static SeriesIntensity Measure(IEnumerable<GreyImage> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var images = series as IReadOnlyCollection<GreyImage> ?? [.. series];
        var (min, max) = FullRange(images);
        if (!(max > min))
        {
            return float.IsFinite(min) ? new SeriesIntensity(min, min) : default;
        }

        // Doubles: the difference of two large floats may overflow one.
        var counts = new long[Bins];
        var scale = Bins / ((double)max - min);
        long total = 0;
        foreach (var image in images)
        {
            foreach (var pixel in image.Pixels)
            {
                if (float.IsFinite(pixel))
                {
                    counts[Math.Min((int)((pixel - (double)min) * scale), Bins - 1)]++;
                    total++;
                }
            }
        }

        return new SeriesIntensity((float)Percentile(LowShare), (float)Percentile(HighShare));

        double Percentile(double share)
        {
            var rank = share * total;
            long below = 0;
            for (var bin = 0; bin < Bins; bin++)
            {
                if (below + counts[bin] >= rank)
                {
                    var within = counts[bin] == 0 ? 0 : (rank - below) / counts[bin];
                    return Math.Clamp(min + ((bin + within) / scale), min, max);
                }

                below += counts[bin];
            }

            return max;
        }
    }

    /// <summary>Scales scanner units to [0, 1], clipping; a pixel that is not finite becomes 0.</summary>
    /// <param name="source">Scanner units.</param>
    /// <param name="destination">Receives as many values as <paramref name="source"/> holds.</param>
    public void Scale(ReadOnlySpan<float> source, Span<float> destination)
    {
        destination = destination[..source.Length];
        if (IsFlat)
        {
            destination.Clear();
            return;
        }

        TensorPrimitives.Subtract(source, Low, destination);
        TensorPrimitives.Multiply(destination, (float)(1 / ((double)High - Low)), destination);
        TensorPrimitives.MinNumber(destination, 1f, destination);

        // Last, because MaxNumber also turns NaN into the number.
        TensorPrimitives.MaxNumber(destination, 0f, destination);
    }

    private static (float Min, float Max) FullRange(IReadOnlyCollection<GreyImage> images)
    {
        var min = float.PositiveInfinity;
        var max = float.NegativeInfinity;
        foreach (var image in images)
        {
            foreach (var pixel in image.Pixels)
            {
                if (float.IsFinite(pixel))
                {
                    min = Math.Min(min, pixel);
                    max = Math.Max(max, pixel);
                }
            }
        }

        return (min, max);
    }
}
