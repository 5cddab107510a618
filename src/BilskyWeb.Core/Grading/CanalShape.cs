using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Core.Grading;

/// <summary>Cord, sac and canal of one slice as outlines, with what lies between them, measured on a <see cref="CanalMap"/>.</summary>
/// <remarks>
/// Outlines are held as distances along rays; ray 0 points to the image's right and the angle grows clockwise as the image is seen, so that on the patient's axes a quarter turn is the patient's back. Layers are sums of shares along a
/// ray and not distances between outlines: a layer thinner than a sample is then still measured.
/// </remarks>
public sealed class CanalShape
{
    /// <summary>Directions in which outlines are held.</summary>
    public const int Rays = 96;

    /// <summary>A smaller sac or cord than this is not one, in mm².</summary>
    public const double LeastSacMm2 = 20, LeastCordMm2 = 12;

    // Of a slice through a slanting cord no place may be cord alone.
    private const float Filled = 0.4f;

    private const double StepMm = 0.1, FarthestMm = 19, WallStepMm = 0.6;

    // Mass counts as lying behind the sac's wall when it fills two fifths of what is a wall's thickness behind it.
    private const double BehindMm = 0.75, BehindShare = 0.4;

    // Fainter shares are the network's doubt and no tissue.
    private const double Doubt = 0.25;

    private CanalShape(CanalMap map, Blob sac, Blob? cord)
    {
        (CentreX, CentreY) = cord is null ? (sac.X, sac.Y) : (cord.X, cord.Y);
        CordMm = new double[Rays];
        SacMm = new double[Rays];
        CanalMm = new double[Rays];
        CsfMm = new double[Rays];
        MassBehind = new bool[Rays];
        for (var ray = 0; ray < Rays; ray++)
        {
            Cast(map, ray, cord is not null);
        }

        Smooth(CordMm);
        Smooth(SacMm);
        Smooth(CanalMm);
        Smooth(CsfMm);
        CordMm2 = cord?.AreaMm2 ?? 0;
        SacMm2 = sac.AreaMm2;
        CanalMm2 = Area(CanalMm);
        MassMm2 = MassArea(map);
    }

    /// <summary>Where the rays start: the cord's centre, or the sac's where there is no cord; millimetres from the region's left edge.</summary>
    public double CentreX { get; }

    /// <summary>Millimetres from the region's top edge.</summary>
    public double CentreY { get; }

    /// <summary>False below the conus, or where no cord is seen.</summary>
    public bool HasCord => CordMm2 > 0;

    /// <summary>The cord's outline along each ray, in millimetres; 0 without a cord.</summary>
    public double[] CordMm { get; }

    /// <summary>The sac's outline along each ray, in millimetres.</summary>
    public double[] SacMm { get; }

    /// <summary>The bony canal's outline along each ray, in millimetres.</summary>
    public double[] CanalMm { get; }

    /// <summary>Thickness of the CSF between cord and sac along each ray, in millimetres.</summary>
    public double[] CsfMm { get; }

    /// <summary>True on the rays where mass lies behind the sac's wall.</summary>
    public bool[] MassBehind { get; }

    /// <summary>Area of the cord in mm², 0 without one.</summary>
    public double CordMm2 { get; }

    /// <summary>Area of the sac, cord and CSF, in mm².</summary>
    public double SacMm2 { get; }

    /// <summary>Area of the bony canal in mm².</summary>
    public double CanalMm2 { get; }

    /// <summary>Area of tumour inside the canal in mm².</summary>
    public double MassMm2 { get; }

    /// <summary>Unit vector of a ray.</summary>
    public static (double X, double Y) Direction(int ray)
    {
        var (sin, cos) = Math.SinCos(2 * Math.PI * ray / Rays);
        return (cos, sin);
    }

    /// <summary>Measures a map; null where no sac is to be seen.</summary>
    public static CanalShape? Of(CanalMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var cord = map.Of(CanalTissue.Cord).ToArray();
        var csf = map.Of(CanalTissue.Csf);
        var both = new float[cord.Length];
        for (var i = 0; i < both.Length; i++)
        {
            both[i] = cord[i] + csf[i];
        }

        if (Blob.Largest(both, map.Side, map.SampleMm) is not { } sac || sac.AreaMm2 < LeastSacMm2)
        {
            return null;
        }

        var found = Blob.Largest(cord, map.Side, map.SampleMm);
        return new CanalShape(map, sac, found is { } c && c.AreaMm2 >= LeastCordMm2 ? c : null);
    }

    /// <summary>The cord's width through its centre along a ray and the one opposite, in millimetres.</summary>
    public double CordWidthMm(int ray) => CordMm[ray] + CordMm[(ray + (Rays / 2)) % Rays];

    private void Cast(CanalMap map, int ray, bool hasCord)
    {
        var (dx, dy) = Direction(ray);
        double cordEnd = 0, sacEnd = double.NaN, canalEnd = double.NaN, outSince = double.NaN, csfSum = 0;
        var inCord = hasCord;
        for (var r = 0.0; r <= FarthestMm; r += StepMm)
        {
            double x = CentreX + (r * dx), y = CentreY + (r * dy);
            double cord = map.At(CanalTissue.Cord, x, y), csf = map.At(CanalTissue.Csf, x, y);
            if (inCord)
            {
                inCord = cord >= Filled;
                cordEnd = r;
            }

            if (double.IsNaN(sacEnd))
            {
                csfSum += Firm(csf) * StepMm;
                if (cord + csf < Filled)
                {
                    outSince = double.IsNaN(outSince) ? r : outSince;
                    if (r - outSince >= WallStepMm)
                    {
                        (sacEnd, outSince) = (outSince, double.NaN);
                    }
                }
                else
                {
                    outSince = double.NaN;
                }
            }

            if (!double.IsNaN(sacEnd))
            {
                var canal = cord + csf + map.At(CanalTissue.EpiduralMass, x, y) + map.At(CanalTissue.EpiduralSpace, x, y);
                if (canal < Filled)
                {
                    canalEnd = r;
                    break;
                }
            }
        }

        CordMm[ray] = cordEnd;
        SacMm[ray] = double.IsNaN(sacEnd) ? FarthestMm : sacEnd;
        CanalMm[ray] = double.IsNaN(canalEnd) ? FarthestMm : Math.Max(canalEnd, SacMm[ray]);
        CsfMm[ray] = csfSum;
        var behind = SacMm[ray] + BehindMm;
        MassBehind[ray] = map.At(CanalTissue.EpiduralMass, CentreX + (behind * dx), CentreY + (behind * dy)) >= BehindShare;
    }

    // A network's doubt spreads a share over its neighbours: what it doubts more than half is less, what it doubts less is more, and an edge stays where it is.
    private static double Firm(double share) => Math.Clamp((share - Doubt) / (1 - (2 * Doubt)), 0, 1);

    private static double MassArea(CanalMap map)
    {
        var sum = 0.0;
        foreach (var share in map.Of(CanalTissue.EpiduralMass))
        {
            sum += share >= Doubt ? share : 0;
        }

        return sum * map.SampleMm * map.SampleMm;
    }

    // The middle of three neighbours: a single ray through a root or between two samples says nothing.
    private static void Smooth(double[] rays)
    {
        var before = (double[])rays.Clone();
        for (var i = 0; i < Rays; i++)
        {
            double a = before[(i + Rays - 1) % Rays], b = before[i], c = before[(i + 1) % Rays];
            rays[i] = Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
        }
    }

    private static double Area(double[] radii)
    {
        var sum = 0.0;
        for (var i = 0; i < Rays; i++)
        {
            sum += radii[i] * radii[(i + 1) % Rays] * Math.Sin(2 * Math.PI / Rays) / 2;
        }

        return sum;
    }

    /// <summary>The largest connected piece of what fills its samples.</summary>
    private sealed record Blob(double X, double Y, double AreaMm2)
    {
        public static Blob? Largest(float[] shares, int side, double sampleMm)
        {
            Blob? largest = null;
            foreach (var piece in ConnectedPieces.Of(side, side, at => shares[at] >= Filled))
            {
                double sum = 0, x = 0, y = 0;
                foreach (var at in piece)
                {
                    sum += shares[at];
                    x += shares[at] * ((at % side) + 0.5);
                    y += shares[at] * ((at / side) + 0.5);
                }

                if (largest is null || sum * sampleMm * sampleMm > largest.AreaMm2)
                {
                    largest = new Blob(x / sum * sampleMm, y / sum * sampleMm, sum * sampleMm * sampleMm);
                }
            }

            return largest;
        }
    }
}
