using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Implants;

/// <summary>Where a mass takes its texture from.</summary>
internal enum DonorKind
{
    /// <summary>In front of the canal: marrow, or disc where the slice meets one.</summary>
    Body,

    /// <summary>Behind and beside it.</summary>
    Muscle,
}

/// <summary>A patch of tissue of the slice itself: its level, its texture and the image's noise in it.</summary>
/// <remarks>
/// Texture for a mass of any size is white noise run through the patch, which has the patch's own spectrum, of tissue and noise, and repeats nothing (spot noise, van Wijk 1991).
/// </remarks>
internal sealed class DonorTissue
{
    private const double PatchRadiusMm = 3.6;

    /// <summary>Texture is at most this share of the level, or as much above the noise of the quietest patch.</summary>
    private const double CalmShare = 0.08, OverNoise = 1.3;

    private readonly double[] _kernel;
    private readonly int _kernelWidth;
    private readonly int _kernelHeight;
    private readonly double _oneWay;

    private DonorTissue(DonorKind kind, double x, double y, double level, double deviation, double oneWay, double[] kernel, int width, int height)
    {
        (Kind, X, Y, Level, Deviation) = (kind, x, y, level, deviation);
        (_oneWay, _kernel, _kernelWidth, _kernelHeight) = (oneWay, kernel, width, height);
    }

    public DonorKind Kind { get; }

    public double X { get; }

    public double Y { get; }

    /// <summary>Mean intensity of the patch.</summary>
    public double Level { get; }

    /// <summary>Standard deviation of its texture and noise about its own slopes and bends.</summary>
    public double Deviation { get; }

    /// <summary>Looks for a patch of even tissue.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="anatomy">Its outlines and levels.</param>
    /// <param name="wanted">Taken where there is one; else the other kind.</param>
    /// <param name="r">Chooses among the evenest.</param>
    /// <returns>Null where the slice shows no tissue that is darker than CSF and brighter than air.</returns>
    public static DonorTissue? Find(HostSlice slice, HostAnatomy anatomy, DonorKind wanted, SeededRandom r)
    {
        var outlines = anatomy.Outlines;
        var wall = outlines.Wall;
        var found = new List<DonorTissue>();
        for (var back = -24.0; back <= 30; back += 1.5)
        {
            for (var left = -27.0; left <= 27; left += 1.5)
            {
                var x = wall.CentreX + (back * outlines.BackX) + (left * outlines.LeftX);
                var y = wall.CentreY + (back * outlines.BackY) + (left * outlines.LeftY);
                if (wall.Distance(x, y) < PatchRadiusMm + 1.5)
                    continue;
                DonorKind? kind = back < -7 && Math.Abs(left) < 10 ? DonorKind.Body : back > 2 && Math.Abs(left) > 6 ? DonorKind.Muscle : null;
                if (kind is { } k && Patch(slice, k, x, y) is { } patch && patch.Level < 0.7 * anatomy.CsfLevel && patch.Level > 0.06 * anatomy.CsfLevel && patch.Level > 2.5 * patch.Deviation)
                    found.Add(patch);
            }
        }

        // The evenest quarter, and of that the third that runs one way the least: fibres and fasciae do, and a tumour does not.
        List<DonorTissue> own = [.. found.Where(p => p.Kind == wanted)], all = own.Count > 0 ? own : found;
        List<DonorTissue> even = [.. all.OrderBy(p => p.Deviation / p.Level).Take(Math.Max(all.Count / 4, 1)).OrderBy(p => p._oneWay)];
        if (even.Count == 0)
            return null;
        var taken = even[r.Whole(0, Math.Max((even.Count / 3) - 1, 0))];

        // A tumour is smoother than muscle with its fat, and never less noisy than the image.
        return taken.Calmed(Math.Max(CalmShare * taken.Level, OverNoise * found.Min(p => p.Deviation)));
    }

    private DonorTissue Calmed(double most)
    {
        if (Deviation <= most)
            return this;
        var share = most / Deviation;
        return new DonorTissue(Kind, X, Y, Level, most, _oneWay, Array.ConvertAll(_kernel, v => v * share), _kernelWidth, _kernelHeight);
    }

    /// <summary>Texture for a window: mean 0, the patch's own standard deviation and spectrum, the latter also turned by a right angle where pixels are square.</summary>
    public double[] Texture(SliceWindow window, SeededRandom r)
    {
        var texture = Texture(window, r, false);
        if (_kernelWidth != _kernelHeight)
            return texture;
        var turned = Texture(window, r, true);
        return [.. texture.Zip(turned, (a, b) => (a + b) / Math.Sqrt(2))];
    }

    private double[] Texture(SliceWindow window, SeededRandom r, bool turned)
    {
        int width = window.Width + _kernelWidth, height = window.Height + _kernelHeight;
        var white = new double[width * height];
        for (var i = 0; i < white.Length; i++)
        {
            white[i] = r.Normal();
        }

        var texture = new double[window.Count];
        for (var i = 0; i < texture.Length; i++)
        {
            int row = i / window.Width, column = i % window.Width;
            var sum = 0.0;
            for (var b = 0; b < _kernelHeight; b++)
            {
                for (var a = 0; a < _kernelWidth; a++)
                {
                    sum += _kernel[turned ? (a * _kernelWidth) + b : (b * _kernelWidth) + a] * white[((row + b) * width) + column + a];
                }
            }

            texture[i] = sum;
        }

        return texture;
    }

    // Coherence of the structure tensor (Bigun and Granlund 1987).
    private static double OneWay(double[] values, int width, int height)
    {
        double xx = 0, yy = 0, xy = 0;
        for (var j = 1; j < height - 1; j++)
        {
            for (var i = 1; i < width - 1; i++)
            {
                var at = (j * width) + i;
                double x = values[at + 1] - values[at - 1], y = values[at + width] - values[at - width];
                (xx, yy, xy) = (xx + (x * x), yy + (y * y), xy + (x * y));
            }
        }

        return xx + yy > 0 ? Math.Sqrt(((xx - yy) * (xx - yy)) + (4 * xy * xy)) / (xx + yy) : 0;
    }

    // Null where the patch leaves the image.
    private static DonorTissue? Patch(HostSlice slice, DonorKind kind, double x, double y)
    {
        var image = slice.Image;
        int reachX = Math.Max((int)(PatchRadiusMm / image.ColumnSpacingMm), 2), reachY = Math.Max((int)(PatchRadiusMm / image.RowSpacingMm), 2);
        int column = (int)(x / image.ColumnSpacingMm), row = (int)(y / image.RowSpacingMm);
        if (column < reachX || row < reachY || column + reachX >= image.Width || row + reachY >= image.Height)
            return null;
        int width = (2 * reachX) + 1, height = (2 * reachY) + 1;
        var values = new double[width * height];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = image.Pixels[((row + (i / width) - reachY) * image.Width) + column + (i % width) - reachX];
        }

        var level = values.Average();
        Flatten(values, width, height);
        var variance = values.Average(v => v * v);
        var oneWay = OneWay(values, width, height);

        // A patch that fades out has no edges of its own in the spectrum.
        var energy = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            double a = ((i % width) - reachX) / (reachX + 1.0), b = ((i / width) - reachY) / (reachY + 1.0);
            values[i] *= Math.Cos(Math.PI / 2 * a) * Math.Cos(Math.PI / 2 * b);
            energy += values[i] * values[i];
        }

        var scale = energy > 0 ? Math.Sqrt(variance / energy) : 0;
        return new DonorTissue(kind, x, y, level, Math.Sqrt(variance), oneWay, Array.ConvertAll(values, v => v * scale), width, height);
    }

    // Takes out what runs through the whole patch, an edge's slope or a bend, along rows, columns and both: it would become streaks. What is left is texture and noise.
    private static void Flatten(double[] values, int width, int height)
    {
        Func<double, double, double>[] shapes = [(_, _) => 1, (a, _) => a, (_, b) => b, (a, b) => a * b, (a, _) => (a * a) - Mean(width), (_, b) => (b * b) - Mean(height)];
        foreach (var shape in shapes)
        {
            double along = 0, square = 0;
            for (var i = 0; i < values.Length; i++)
            {
                var s = At(shape, i);
                along += s * values[i];
                square += s * s;
            }

            for (var i = 0; i < values.Length; i++)
            {
                values[i] -= along / square * At(shape, i);
            }
        }

        double At(Func<double, double, double> shape, int i) => shape((i % width) - ((width - 1) / 2.0), (i / width) - ((height - 1) / 2.0));

        // Mean square of the places along a side, which makes the bends orthogonal to the level.
        static double Mean(int side) => ((side * side) - 1) / 12.0;
    }
}
