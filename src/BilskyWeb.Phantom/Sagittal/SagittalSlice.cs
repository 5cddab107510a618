using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Levels;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Sagittal;

/// <summary>A sagittal T2-like slice near the middle, anywhere between head and coccyx, with the places of the vertebrae.</summary>
/// <remarks>
/// Domain randomisation as in <see cref="SegmentationSlice"/>: contrast, blur, shading, noise and field of view are drawn wider than any scanner's. Not a slice of the
/// digital phantom, which has neither C2 nor a sacrum, but a drawing in the plane alone (<see cref="SagittalSpine"/>). Kept: CSF is brighter than cord.
/// </remarks>
public sealed class SagittalSlice
{
    private const int Across = 2;

    private SagittalSlice(GreyImage image, IReadOnlyList<(Vertebra? Name, double X, double Y)> bodies) => (Image, Bodies) = (image, bodies);

    /// <summary>The slice, a millimetre a pixel, anterior to the left, values 0 to about 1000.</summary>
    public GreyImage Image { get; }

    /// <summary>Middles of the bodies from C2 to S1 in view, head first, in pixels from the top-left corner; a name of null is a sixth lumbar vertebra.</summary>
    public IReadOnlyList<(Vertebra? Name, double X, double Y)> Bodies { get; }

    /// <summary>Draws one slice; the same seed gives the same slice.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="side">Columns and rows, in millimetres.</param>
    public static SagittalSlice Draw(long seed, int side)
    {
        var r = SeededRandom.For(seed, "sagittal slice");
        var spine = new SagittalSpine(r);
        var painter = new SagittalPainter(spine, r);
        var sacrum = spine.Vertebrae.ToList().FindIndex(v => v.Name == Vertebra.S1);
        // The ends are seen as often as all between: they name the levels.
        var focus = r.Chance(0.25) ? r.Whole(0, 2) : r.Chance(0.3) ? r.Whole(sacrum - 2, sacrum) : r.Whole(0, sacrum);
        var (focusU, focusV) = spine.Point(spine.Vertebrae[focus].Middle, spine.Vertebrae[focus].Depth / 2);
        double left = focusU - (side * r.Between(0.25, 0.75)), top = focusV - (side * r.Between(0.1, 0.9));
        var pixels = Paint(spine, painter, left, top, side, r);
        Acquire(pixels, side, r);
        var bodies = spine.Vertebrae.Take(sacrum + 1)
            .Select(v => (v.Name, Place: spine.Point(v.Middle, v.Depth / 2)))
            .Select(v => (v.Name, X: v.Place.U - left, Y: v.Place.V - top))
            .Where(v => v.X > 0 && v.X < side && v.Y > 0 && v.Y < side);
        var (emptyTop, emptyBottom, emptyLeft, emptyRight) = Cut(pixels, side, r);
        return new SagittalSlice(
            new GreyImage(side, side, pixels, 1, 1),
            [.. bodies.Where(b => b.X > emptyLeft && b.X < side - emptyRight && b.Y > emptyTop && b.Y < side - emptyBottom)]);
    }

    private static float[] Paint(SagittalSpine spine, SagittalPainter painter, double left, double top, int side, SeededRandom r)
    {
        var levels = Levels(r);
        var (grain, grainMm, grainAt) = (r.Between(0, 0.25), r.Between(1.5, 5), r.Between(0, 32));
        var front = r.Chance(0.45) ? r.Between(8, 45) : 1e3;
        var saturated = r.Between(0.03, 0.5);
        var coil = r.Chance(0.6) ? r.Between(0, 0.016) : 0;
        var pixels = new float[side * side];
        var guesses = new double[side * Across];
        Array.Fill(guesses, top);
        for (var j = 0; j < side * Across; j++)
        {
            for (var i = 0; i < side * Across; i++)
            {
                double u = left + ((i + 0.5) / Across), v = top + ((j + 0.5) / Across);
                var (s, ahead) = spine.Of(u, v, j == 0 ? v : guesses[i] + (1.0 / Across));
                guesses[i] = s;
                var tissue = painter.At(s, ahead, out var gain, out var nucleus);
                var value = tissue == SagittalTissue.Nucleus ? levels[(int)SagittalTissue.Annulus] + ((levels[(int)tissue] - levels[(int)SagittalTissue.Annulus]) * nucleus) : levels[(int)tissue];
                value *= tissue == SagittalTissue.Marrow ? gain : 1;
                value *= 1 + (grain * NoiseField.At(u / grainMm, v / grainMm, grainAt));
                value *= Math.Exp(-coil * Math.Max(0, ahead + 40)) * (ahead > 30 + front ? saturated : 1);
                pixels[(j / Across * side) + (i / Across)] += (float)(value / (Across * Across));
            }
        }

        return pixels;
    }

    // What each tissue gives: near T2 mostly, anything at times.
    private static double[] Levels(SeededRandom r)
    {
        var levels = new double[Enum.GetValues<SagittalTissue>().Length];
        void Set(SagittalTissue tissue, double low, double high) => levels[(int)tissue] = r.Between(low, high);
        var wild = r.Chance(0.25);
        var suppressed = r.Chance(0.25);
        Set(SagittalTissue.Air, 0, 0.05);
        Set(SagittalTissue.Fat, suppressed ? 0.02 : 0.35, suppressed ? 0.3 : 1.1);
        Set(SagittalTissue.Muscle, 0.05, wild ? 0.7 : 0.35);
        Set(SagittalTissue.Marrow, wild ? 0.05 : 0.18, wild ? 1 : 0.7);
        Set(SagittalTissue.Cortex, 0, 0.15);
        Set(SagittalTissue.Annulus, 0.02, wild ? 0.6 : 0.3);
        Set(SagittalTissue.Nucleus, 0.1, 1);
        Set(SagittalTissue.Csf, 0.7, 1.2);
        Set(SagittalTissue.Cord, 0.2, 0.6);
        Set(SagittalTissue.Ligament, 0, 0.2);
        Set(SagittalTissue.Brain, 0.3, 0.7);
        Set(SagittalTissue.OrganA, 0.02, 0.8);
        Set(SagittalTissue.OrganB, 0.02, 0.8);
        Set(SagittalTissue.OrganC, 0.02, 0.8);
        return levels;
    }

    private static void Acquire(float[] pixels, int side, SeededRandom r)
    {
        // Noise that was there before the matrix was filled up is blurred with it.
        var noise = Math.Exp(r.Between(Math.Log(0.004), Math.Log(0.1)));
        var before = r.Unit();
        Noise(pixels, noise * before * 2, r);
        Blur(pixels, side, 1, r.Between(0, 1), r);
        Blur(pixels, side, side, r.Between(0, 1), r);
        Noise(pixels, noise * (1 - before), r);
        var (tiltX, tiltY, bend, gamma, gain) = (r.Normal(0, 0.35), r.Normal(0, 0.45), r.Normal(0, 0.5), Math.Exp(r.Normal(0, 0.2)), r.Between(400, 900));
        for (var i = 0; i < pixels.Length; i++)
        {
            double x = ((i % side) - (side / 2.0)) / side, y = ((i / side) - (side / 2.0)) / side;
            pixels[i] = (float)(gain * Math.Pow(Math.Abs(pixels[i]), gamma) * Math.Exp((tiltX * x) + (tiltY * y) - (bend * bend * 4 * y * y)));
        }
    }

    private static void Noise(float[] pixels, double deviation, SeededRandom r)
    {
        for (var i = 0; i + 1 < pixels.Length; i += 2)
        {
            var (a, b) = r.QuickNormals();
            pixels[i] += (float)deviation * a;
            pixels[i + 1] += (float)deviation * b;
        }
    }

    private static void Blur(float[] pixels, int side, int step, double sigma, SeededRandom r)
    {
        if (sigma < 0.25 || r.Chance(0.1))
        {
            return;
        }

        var weights = new float[5];
        for (var k = 0; k < 5; k++)
        {
            weights[k] = (float)Math.Exp(-(k - 2) * (k - 2) / (2 * sigma * sigma));
        }

        var sum = weights.Sum();
        var line = new float[side];
        for (var l = 0; l < side; l++)
        {
            var start = l * (step == 1 ? side : 1);
            for (var i = 0; i < side; i++)
            {
                line[i] = pixels[start + (i * step)];
            }

            for (var i = 0; i < side; i++)
            {
                var value = 0f;
                for (var k = 0; k < 5; k++)
                {
                    value += weights[k] * line[Math.Clamp(i + k - 2, 0, side - 1)];
                }

                pixels[start + (i * step)] = value / sum;
            }
        }
    }

    // A field of view smaller than the view: nothing beyond it.
    private static (int Top, int Bottom, int Left, int Right) Cut(float[] pixels, int side, SeededRandom r)
    {
        int Edge() => r.Chance(0.2) ? r.Whole(1, side / 4) : 0;
        var (top, bottom, left, right) = (Edge(), Edge(), Edge(), Edge());
        for (var i = 0; i < pixels.Length; i++)
        {
            if (i % side < left || i % side >= side - right || i / side < top || i / side >= side - bottom)
            {
                pixels[i] = 0;
            }
        }

        return (top, bottom, left, right);
    }
}
