namespace BilskyWeb.Phantom.Implants;

/// <summary>A real slice taken apart: what pure cord, pure CSF and what surrounds them would look like at every pixel, and what this does not explain (texture, roots, noise).</summary>
/// <remarks>
/// At each pixel three intensities are fitted to its neighbourhood by least squares, each pixel there being a mixture by its partial volumes. Mixing them again and adding the rest gives the slice back exactly, so that
/// where nothing moves nothing changes. The spread is the one that leaves the least unexplained at the sac's and cord's edges.
/// </remarks>
internal sealed class SliceLayers
{
    private static readonly double[] SpreadsInPixels = [0.35, 0.45, 0.55, 0.65, 0.8, 1];
    private static readonly double[] SacShiftsMm = [-0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6];

    private readonly double _priorCord;
    private readonly double _priorCsf;

    private SliceLayers(HostSlice slice, HostAnatomy anatomy, SliceWindow window)
    {
        (Window, Outlines) = (window, anatomy.Outlines);
        (_priorCord, _priorCsf) = (anatomy.CordLevel, anatomy.CsfLevel);
        Pixels = new double[window.Count];
        for (var i = 0; i < Pixels.Length; i++)
        {
            Pixels[i] = slice.Image.Pixels[((window.Top + (i / window.Width)) * slice.Image.Width) + window.Left + (i % window.Width)];
        }
    }

    public SliceWindow Window { get; }

    /// <summary>The outlines, the sac's as it fits the image best.</summary>
    public CanalOutlines Outlines { get; private set; }

    /// <summary>Standard deviation of the point spread.</summary>
    public double SpreadMm { get; private set; }

    /// <summary>The pixels as they are.</summary>
    public double[] Pixels { get; }

    public double[] Cord { get; private set; } = [];

    public double[] Csf { get; private set; } = [];

    public double[] Outside { get; private set; } = [];

    /// <summary>What the three layers don't explain.</summary>
    public double[] Rest { get; private set; } = [];

    public static SliceLayers Of(HostSlice slice, HostAnatomy anatomy)
    {
        var layers = new SliceLayers(slice, anatomy, SliceWindow.Around(slice, anatomy.Outlines.Cord.CentreX, anatomy.Outlines.Cord.CentreY));
        layers.Fit();
        layers.TakeApart();
        return layers;
    }

    private void Fit()
    {
        var start = Outlines;
        var pixelMm = Math.Sqrt(Window.ColumnMm * Window.RowMm);
        int[] ring = [.. Enumerable.Range(0, Window.Count).Where(i => Window.Place(i) is var (x, y) && start.Cord.Distance(x, y) > -1.5 && start.Sac.Distance(x, y) < 1.5)];
        var best = double.MaxValue;
        foreach (var shift in SacShiftsMm.Where(s => Math.Abs(s) <= 0.75 * pixelMm))
        {
            var sac = Shifted(start, shift);
            foreach (var spread in SpreadsInPixels)
            {
                var shares = Shares(start.Cord, sac, spread * pixelMm);
                var left = ring.Sum(i => Math.Pow(Pixels[i] - Mix(Solve(i, shares, pixelMm), shares[i]), 2));
                if (left < best)
                {
                    best = left;
                    SpreadMm = spread * pixelMm;
                    Outlines = start with { Sac = sac };
                }
            }
        }
    }

    private static Outline Shifted(CanalOutlines outlines, double mm) =>
        new(outlines.Sac.CentreX, outlines.Sac.CentreY, [.. outlines.Sac.RadiusMm.Select((r, i) => Math.Max(r + mm, outlines.Cord.RadiusMm[i] + 0.3))]);

    private void TakeApart()
    {
        var pixelMm = Math.Sqrt(Window.ColumnMm * Window.RowMm);
        var shares = Shares(Outlines.Cord, Outlines.Sac, SpreadMm);
        (Cord, Csf, Outside, Rest) = (new double[Window.Count], new double[Window.Count], new double[Window.Count], new double[Window.Count]);
        for (var i = 0; i < Window.Count; i++)
        {
            var levels = Solve(i, shares, pixelMm);
            (Cord[i], Csf[i], Outside[i]) = levels;
            Rest[i] = Pixels[i] - Mix(levels, shares[i]);
        }
    }

    private (double Cord, double Csf, double Outside)[] Shares(Outline cord, Outline sac, double spreadMm)
    {
        var window = Window;
        return [.. Enumerable.Range(0, window.Count).Select(i => window.Place(i) is var (x, y) ? PartialVolume.Of(cord, sac, spreadMm, x, y) : default)];
    }

    private static double Mix((double Cord, double Csf, double Outside) levels, (double Cord, double Csf, double Outside) shares) =>
        (levels.Cord * shares.Cord) + (levels.Csf * shares.Csf) + (levels.Outside * shares.Outside);

    // Three levels around a pixel, drawn a little to what cord and CSF are in the whole slice.
    private (double Cord, double Csf, double Outside) Solve(int index, (double Cord, double Csf, double Outside)[] shares, double pixelMm)
    {
        var sigma = Math.Max(1.1, 1.1 * pixelMm);
        int reachX = (int)Math.Ceiling(2 * sigma / Window.ColumnMm), reachY = (int)Math.Ceiling(2 * sigma / Window.RowMm);
        int column = index % Window.Width, row = index / Window.Width;
        Span<double> m = stackalloc double[6];
        m.Clear();
        double a = 0, b = 0, c = 0, plain = 0, total = 0;
        for (var j = Math.Max(row - reachY, 0); j <= Math.Min(row + reachY, Window.Height - 1); j++)
        {
            for (var i = Math.Max(column - reachX, 0); i <= Math.Min(column + reachX, Window.Width - 1); i++)
            {
                double dx = (i - column) * Window.ColumnMm, dy = (j - row) * Window.RowMm;
                var g = Math.Exp(-((dx * dx) + (dy * dy)) / (2 * sigma * sigma));
                var at = (j * Window.Width) + i;
                var (cord, csf, outside) = shares[at];
                var value = Pixels[at];
                m[0] += g * cord * cord;
                m[1] += g * cord * csf;
                m[2] += g * cord * outside;
                m[3] += g * csf * csf;
                m[4] += g * csf * outside;
                m[5] += g * outside * outside;
                a += g * cord * value;
                b += g * csf * value;
                c += g * outside * value;
                plain += g * value;
                total += g;
            }
        }

        var pull = 0.03 * total;
        return Cramer(m[0] + pull, m[1], m[2], m[3] + pull, m[4], m[5] + (0.3 * pull), a + (pull * _priorCord), b + (pull * _priorCsf), c + (0.3 * pull * Math.Min(plain / total, _priorCord)));
    }

    private static (double, double, double) Cramer(double aa, double ab, double ac, double bb, double bc, double cc, double a, double b, double c)
    {
        double p = (bb * cc) - (bc * bc), q = (ab * cc) - (ac * bc), s = (ab * bc) - (ac * bb);
        var determinant = (aa * p) - (ab * q) + (ac * s);
        return (
            ((a * p) - (ab * ((b * cc) - (bc * c))) + (ac * ((b * bc) - (bb * c)))) / determinant,
            ((aa * ((b * cc) - (bc * c))) - (a * q) + (ac * ((ab * c) - (ac * b)))) / determinant,
            ((aa * ((bb * c) - (b * bc))) - (ab * ((ab * c) - (ac * b))) + (a * s)) / determinant);
    }
}
