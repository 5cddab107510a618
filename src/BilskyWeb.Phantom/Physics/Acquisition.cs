using BilskyWeb.Core.Geometry;
using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Physics;

/// <summary>Settings of one image; <see cref="Matrix"/> steps are simulated and interpolated to <see cref="Size"/> pixels.</summary>
internal sealed record AcquisitionSettings
{
    public required double FieldOfViewMm { get; init; }
    public required double ThicknessMm { get; init; }
    public required int Matrix { get; init; }
    public required int Size { get; init; }
    public required TseContrast Contrast { get; init; }
    public double PhaseBlur { get; init; }
    public double Noise { get; init; }
    public double Shading { get; init; }
    public double Sharpening { get; init; }
    public double Gain { get; init; } = 1000;
    public double LargestValue { get; init; } = 65535;
    public double ChemicalShiftPixels { get; init; }
    public double GhostAmplitude { get; init; }
    public double GhostShiftShare { get; init; } = 0.23;
    public double SaturationFrontMm { get; init; } = -1e3;
    public int SubSlices { get; init; } = 3;
    public bool PhaseAlongRows { get; init; }
    public FoldOver? FoldOver { get; init; }
}

/// <summary>Makes an MR image of a volume: partial volume, chemical shift, fold-over, point spread, coil, ghosts, Rician noise, interpolation, edge filter.</summary>
internal static class Acquisition
{
    public static GreyImage Acquire(PhantomVolume volume, SlicePlane plane, AcquisitionSettings settings, SeededRandom random)
    {
        var n = settings.Matrix;
        var signal = Sample(volume, plane, settings);
        if (settings.PhaseBlur > 0)
        {
            Blur(signal, n, settings.PhaseBlur, settings.PhaseAlongRows);
        }

        if (settings.GhostAmplitude > 0)
        {
            Ghost(signal, n, settings, random);
        }

        Noise(signal, settings.Noise, random);
        var pixels = settings.Size == n ? signal : Resampling.Cubic(signal, n, settings.Size);
        if (settings.Sharpening > 0)
        {
            pixels = Sharpen(pixels, settings.Size, settings.Sharpening);
        }

        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (float)Math.Clamp(Math.Round(pixels[i] * settings.Gain), 0, settings.LargestValue);
        }

        var spacing = settings.FieldOfViewMm / settings.Size;
        return new GreyImage(settings.Size, settings.Size, pixels, spacing, spacing);
    }

    /// <summary>The tissue at the middle of every stored pixel, row-major.</summary>
    public static byte[] Map(PhantomVolume volume, SlicePlane plane, AcquisitionSettings settings)
    {
        var n = settings.Size;
        var step = settings.FieldOfViewMm / n;
        var painter = new TissuePainter(settings.Contrast, step);
        var sections = volume.Within(plane, settings.FieldOfViewMm, settings.ThicknessMm);
        var map = new byte[n * n];
        for (var j = 0; j < n; j++)
        {
            var v = (j - ((n - 1) / 2.0)) * step;
            for (var i = 0; i < n; i++)
            {
                var u = (i - ((n - 1) / 2.0)) * step;
                var section = sections.At(plane.Z + (u * plane.Row[2]) + (v * plane.Column[2]));
                double dx = plane.X + (u * plane.Row[0]) + (v * plane.Column[0]) - section.CentreX;
                double dy = plane.Y + (u * plane.Row[1]) + (v * plane.Column[1]) - section.CentreY;
                painter.Paint(section, (dx * section.Cos) + (dy * section.Sin), (dy * section.Cos) - (dx * section.Sin));
                map[(j * n) + i] = (byte)painter.Tissue;
            }
        }

        return map;
    }

    private static float[] Sample(PhantomVolume volume, SlicePlane plane, AcquisitionSettings settings)
    {
        int n = settings.Matrix;
        var water = new float[n * n];
        var fat = new float[n * n];
        var sampler = new SignalSampler(volume, plane, settings);
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < n; i++)
            {
                var (w, f) = sampler.At(i, j);
                water[(j * n) + i] = (float)w;
                fat[(j * n) + i] = (float)f;
            }
        }

        AddShifted(water, fat, n, settings.ChemicalShiftPixels);
        settings.FoldOver?.AddTo(water, n, settings.PhaseAlongRows, (i, j) => sampler.At(i, j) is var (w, f) ? w + f : 0);
        return water;
    }

    private static void AddShifted(float[] water, float[] fat, int n, double shift)
    {
        var whole = (int)Math.Floor(shift);
        var part = (float)(shift - whole);
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < n; i++)
            {
                // The image wraps around as k-space does.
                int a = ((i - whole) % n + n) % n, b = (a + n - 1) % n;
                water[(j * n) + i] += (fat[(j * n) + a] * (1 - part)) + (fat[(j * n) + b] * part);
            }
        }
    }

    private static void Blur(float[] image, int n, double weight, bool alongRows)
    {
        var side = (float)weight;
        var line = new float[n];
        int next = alongRows ? 1 : n, start = alongRows ? n : 1;
        for (var l = 0; l < n; l++)
        {
            for (var i = 0; i < n; i++)
            {
                line[i] = image[(l * start) + (i * next)];
            }

            for (var i = 0; i < n; i++)
            {
                image[(l * start) + (i * next)] = ((1 - (2 * side)) * line[i]) + (side * (line[Math.Max(i - 1, 0)] + line[Math.Min(i + 1, n - 1)]));
            }
        }
    }

    /// <summary>Periodic motion: dimmer copies along the phase direction.</summary>
    private static void Ghost(float[] image, int n, AcquisitionSettings settings, SeededRandom random)
    {
        var copy = (float[])image.Clone();
        var shift = Math.Max(2, (int)(n * settings.GhostShiftShare));
        for (var order = 1; order <= 3; order++)
        {
            var amplitude = (float)(settings.GhostAmplitude / order * random.Sign());
            for (var j = 0; j < n; j++)
            {
                for (var i = 0; i < n; i++)
                {
                    int place = settings.PhaseAlongRows ? i : j;
                    int before = ((place - (order * shift)) % n + n) % n, after = (place + (order * shift)) % n;
                    var sum = settings.PhaseAlongRows
                        ? copy[(j * n) + before] + copy[(j * n) + after]
                        : copy[(before * n) + i] + copy[(after * n) + i];
                    image[(j * n) + i] += amplitude * 0.5f * sum;
                }
            }
        }

        for (var i = 0; i < image.Length; i++)
        {
            image[i] = Math.Abs(image[i]);
        }
    }

    /// <summary>Magnitude of a complex signal with Gaussian noise in both channels: Rician.</summary>
    private static void Noise(float[] image, double deviation, SeededRandom random)
    {
        if (deviation <= 0)
        {
            return;
        }

        var scale = (float)deviation;
        for (var i = 0; i < image.Length; i++)
        {
            var (a, b) = random.QuickNormals();
            float real = image[i] + (scale * a), imaginary = scale * b;
            image[i] = MathF.Sqrt((real * real) + (imaginary * imaginary));
        }
    }

    private static float[] Sharpen(float[] image, int n, double weight)
    {
        var result = new float[image.Length];
        var k = (float)weight;
        for (var j = 0; j < n; j++)
        {
            int up = Math.Max(j - 1, 0) * n, here = j * n, down = Math.Min(j + 1, n - 1) * n;
            for (var i = 0; i < n; i++)
            {
                int left = Math.Max(i - 1, 0), right = Math.Min(i + 1, n - 1);
                var around = (image[up + i] + image[down + i] + image[here + left] + image[here + right]) * 0.25f;
                result[here + i] = image[here + i] + (k * (image[here + i] - around));
            }
        }

        return result;
    }
}
