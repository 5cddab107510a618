using BilskyWeb.Training.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Datasets;

/// <summary>
/// Varies whole slices far beyond what scanners do (contrast curves, even inverted ones, shading, blur, noise, field of view), so that a detector that
/// never saw a real image has to find the canal by its shape: domain randomisation, Billot et al., SynthSeg, 2023. In a third of the windows the canal is
/// out of view, mostly just so: "no canal" is learnt from what lies beside one.
/// </summary>
internal static class RoiAugmentation
{
    /// <summary>Side of a training window in pixels of 1 mm.</summary>
    internal const int Side = 208;

    private const double BesideShare = 0.25, AnywhereShare = 0.08, NarrowShare = 0.3;

    // Of a canal less than this from the edge a part is in view. Beyond, the window shows what lies beside the spine, near or far.
    private const double NearestBesideMm = 14, FarthestBesideMm = 50, NarrowestMm = 40;

    // Body and abdominal scans have pixels of up to 4 mm, spine scans below 1 mm.
    private const double CoarseShare = 0.35, CoarsestMm = 4, CoarseFromMm = 1.5;

    private const int Knots = 7;

    private static readonly Scalar StrongestNoise = 0.12, PlainShare = 0.35, RisingShare = 0.75, StrongestShade = 0.5, LastKnot = Knots - 1, LastStart = Knots - 2;

    /// <summary>Windows [N, 1, 208, 208] in [0, 1] and the canal's centre in each, NaN where it has none.</summary>
    internal static (Tensor Windows, (double X, double Y)[] Centres) Vary(IReadOnlyList<RoiSample> samples, Random random)
    {
        using var scope = NewDisposeScope();
        var windows = new Tensor[samples.Count];
        var fields = new Tensor[samples.Count];
        var centres = new (double X, double Y)[samples.Count];
        for (var i = 0; i < samples.Count; i++)
        {
            (windows[i], fields[i], centres[i]) = Window(samples[i], random);
        }

        var x = cat(windows, 0);
        x = Shade(Contrast(x));
        var n = samples.Count;
        x += randn_like(x) * (rand(n, 1, 1, 1).pow(Held.Two) * StrongestNoise);

        // Last: beyond the field of view inference has zeros, not air.
        return ((x.clamp(Held.Zero, Held.One) * cat(fields, 0)).MoveToOuterDisposeScope(), centres);
    }

    private static (Tensor Window, Tensor Field, (double X, double Y) Centre) Window(RoiSample sample, Random random)
    {
        var image = (tensor(sample.Pixels, [1, 1, sample.Height, sample.Width]).to(ScalarType.Float32)) / Held.ByteMax;
        var scale = Math.Exp(Between(random, -0.35, 0.3));
        var angle = Between(random, -20, 20) * Math.PI / 180;
        var mirrorX = random.NextDouble() < 0.5 ? -1 : 1;
        var mirrorY = random.NextDouble() < 0.05 ? -1 : 1;
        var away = !sample.HasCanal || random.NextDouble() < AnywhereShare;
        double focusX, focusY;
        if (away)
        {
            (focusX, focusY) = (random.NextDouble() * sample.Width, random.NextDouble() * sample.Height);
        }
        else
        {
            (focusX, focusY) = (sample.CentreX + (scale * Between(random, -85, 85)), sample.CentreY + (scale * Between(random, -85, 85)));
        }

        // The window's point u (in pixels from its middle) shows the image at focus + A u.
        var (a, b) = (scale * Math.Cos(angle) * mirrorX, -scale * Math.Sin(angle) * mirrorY);
        var (c, d) = (scale * Math.Sin(angle) * mirrorX, scale * Math.Cos(angle) * mirrorY);
        var theta = tensor(
            new[]
            {
                (float)(a * Side / sample.Width), (float)(b * Side / sample.Width), (float)((2 * focusX / sample.Width) - 1),
                (float)(c * Side / sample.Height), (float)(d * Side / sample.Height), (float)((2 * focusY / sample.Height) - 1),
            },
            [1, 2, 3]);
        var pixelMm = random.NextDouble() < CoarseShare ? CoarseFromMm * Math.Pow(CoarsestMm / CoarseFromMm, random.NextDouble()) : 0;
        var grid = functional.affine_grid(theta, [1, 1, Side, Side], align_corners: false);
        var window = functional.grid_sample(image, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false);
        if (pixelMm > 0)
            window = Coarse(window, (int)Math.Round(Side * scale / pixelMm), random.NextDouble() * 0.06);

        var centre = CentreIn(sample, focusX, focusY, a, b, c, d);
        var (left, top, right, bottom) = Field(centre, scale, random);
        var seen = functional.grid_sample(ones_like(image), grid, GridSampleMode.Nearest, GridSamplePaddingMode.Zeros, align_corners: false);
        var field = zeros_like(seen);
        field[.., .., top..bottom, left..right] = seen[.., .., top..bottom, left..right];
        var inField = centre.X >= left && centre.X < right && centre.Y >= top && centre.Y < bottom;
        return (window, field, inField ? centre : (double.NaN, double.NaN));
    }

    // Where the field of view ends inside the window: on one side of the canal, so that it is out of view, or in a strip around it, as narrow scans have it.
    private static (int Left, int Top, int Right, int Bottom) Field((double X, double Y) centre, double scale, Random random)
    {
        var (left, top, right, bottom) = (0, 0, Side, Side);
        if (double.IsNaN(centre.X))
            return (left, top, right, bottom);

        var kind = random.NextDouble();
        if (kind < BesideShare)
        {
            var parts = BesideSpine.Parts(Side, Side, centre, scale, scale, Between(random, NearestBesideMm, FarthestBesideMm)).ToArray();
            if (parts.Length > 0)
            {
                var part = parts[random.Next(parts.Length)];
                (left, top, right, bottom) = (part.Left, part.Top, part.Left + part.Width, part.Top + part.Height);
            }
        }
        else if (kind < BesideShare + NarrowShare)
        {
            var size = Between(random, NarrowestMm, Side) / scale;
            var before = random.NextDouble() * size;
            if (random.NextDouble() < 0.5)
                (left, right) = (Within(centre.X - before), Within(centre.X - before + size));
            else
                (top, bottom) = (Within(centre.Y - before), Within(centre.Y - before + size));
        }

        return (left, top, right, bottom);
    }

    private static int Within(double pixel) => (int)Math.Clamp(Math.Round(pixel), 0, Side);

    // As a scan of so many pixels gives it: each pixel the mean of what it covers, with noise of its own, and then enlarged as inference enlarges.
    private static Tensor Coarse(Tensor window, int pixels, double noise)
    {
        var seen = functional.adaptive_avg_pool2d(window, pixels);
        using Scalar strength = noise;
        seen += randn_like(seen) * strength;
        return functional.interpolate(seen, size: [Side, Side], mode: InterpolationMode.Bilinear, align_corners: false);
    }

    private static (double X, double Y) CentreIn(RoiSample sample, double focusX, double focusY, double a, double b, double c, double d)
    {
        if (!sample.HasCanal)
            return (double.NaN, double.NaN);

        var determinant = (a * d) - (b * c);
        var (x, y) = (sample.CentreX - focusX, sample.CentreY - focusY);
        var centreX = (((d * x) - (b * y)) / determinant) + (Side / 2.0);
        var centreY = (((a * y) - (c * x)) / determinant) + (Side / 2.0);
        var inside = centreX >= 0 && centreX < Side && centreY >= 0 && centreY < Side;
        return inside ? (centreX, centreY) : (double.NaN, double.NaN);
    }

    // A random curve through seven knots per image: usually rising, as all real scales are, sometimes falling or up and down, as between sequences.
    private static Tensor Contrast(Tensor x)
    {
        var n = x.shape[0];
        var rising = rand(n, Knots).sort(1).Values;
        var free = rand(n, Knots);
        var plain = linspace(0, 1, Knots).unsqueeze(0).expand(n, Knots);
        var kind = rand(n, 1);
        var curve = where(kind < PlainShare, plain, where(kind < RisingShare, rising, free));
        var place = x.reshape(n, -1) * LastKnot;
        var lower = place.floor().clamp(Held.Zero, LastStart);
        var index = lower.to(ScalarType.Int64);
        var part = place - lower;
        return ((curve.gather(1, index) * (Held.One - part)) + (curve.gather(1, index + Held.One) * part)).view(x.shape);
    }

    // Coil shading: a smooth factor over the image.
    private static Tensor Shade(Tensor x)
    {
        var coarse = randn(x.shape[0], 1, 4, 4) * (rand(x.shape[0], 1, 1, 1) * StrongestShade);
        return x * functional.interpolate(coarse, size: [Side, Side], mode: InterpolationMode.Bicubic, align_corners: false).exp();
    }

    private static double Between(Random random, double low, double high) => low + (random.NextDouble() * (high - low));
}
