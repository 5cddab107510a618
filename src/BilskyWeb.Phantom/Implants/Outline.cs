namespace BilskyWeb.Phantom.Implants;

/// <summary>A closed, star-shaped curve in the plane of an image, held as its distance from a centre in <see cref="Rays"/> directions; millimetres from the image's top-left corner.</summary>
internal sealed class Outline
{
    /// <summary>Directions in which the curve is held, counter-clockwise in the coordinates of the image from its x axis.</summary>
    public const int Rays = 96;

    private const double Step = 2 * Math.PI / Rays;

    private static readonly double[] Cos = [.. Enumerable.Range(0, Rays).Select(i => Math.Cos(i * Step))];
    private static readonly double[] Sin = [.. Enumerable.Range(0, Rays).Select(i => Math.Sin(i * Step))];

    /// <param name="centreX">Where the rays start.</param>
    /// <param name="centreY">Where the rays start.</param>
    /// <param name="radiusMm">One for each ray, all above 0.</param>
    public Outline(double centreX, double centreY, double[] radiusMm)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(radiusMm.Length, Rays);
        (CentreX, CentreY, RadiusMm) = (centreX, centreY, radiusMm);
    }

    public double CentreX { get; }

    public double CentreY { get; }

    /// <summary>Distance from the centre to the curve along each ray.</summary>
    public double[] RadiusMm { get; }

    /// <summary>Area of the polygon through the curve's points.</summary>
    public double AreaMm2
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < Rays; i++)
            {
                sum += RadiusMm[i] * RadiusMm[(i + 1) % Rays];
            }

            return sum * Math.Sin(Step) / 2;
        }
    }

    /// <summary>Unit vector of a ray.</summary>
    public static (double X, double Y) Direction(int ray) => (Cos[ray], Sin[ray]);

    /// <summary>The ray that runs nearest to a direction.</summary>
    public static int RayOf(double x, double y) => ((int)Math.Round(Math.Atan2(y, x) / Step) + Rays) % Rays;

    /// <summary>The curve's point on a ray.</summary>
    public (double X, double Y) Point(int ray) => (CentreX + (RadiusMm[ray] * Cos[ray]), CentreY + (RadiusMm[ray] * Sin[ray]));

    /// <summary>Distance from the centre to the curve in the direction of a point, linear between rays.</summary>
    public double RadiusTowards(double x, double y) => At(x - CentreX, y - CentreY).Radius;

    /// <summary>Signed distance of a point from the curve, first order (exact on it); negative inside.</summary>
    public double Distance(double x, double y)
    {
        double dx = x - CentreX, dy = y - CentreY;
        var (radius, slope) = At(dx, dy);
        var steep = slope / radius;
        return (Math.Sqrt((dx * dx) + (dy * dy)) - radius) / Math.Sqrt(1 + (steep * steep));
    }

    /// <summary>The curve moved outward everywhere, but for what would leave less than a tenth of a millimetre.</summary>
    public Outline Grown(double mm) => new(CentreX, CentreY, Array.ConvertAll(RadiusMm, r => Math.Max(r + mm, 0.1)));

    /// <summary>The same curve in rays from another centre inside it.</summary>
    public Outline About(double x, double y) => Through([.. Enumerable.Range(0, Rays).Select(Point)], x, y);

    /// <summary>The star-shaped curve through points in order, about their polygon's centre of area.</summary>
    public static Outline Through((double X, double Y)[] points)
    {
        var (x, y) = CentreOf(points);
        return Through(points, x, y);
    }

    /// <summary>Smooths radii over neighbouring rays, round and round.</summary>
    public static double[] Smooth(double[] radii, int times)
    {
        var now = (double[])radii.Clone();
        for (var pass = 0; pass < times; pass++)
        {
            var before = (double[])now.Clone();
            for (var i = 0; i < Rays; i++)
            {
                now[i] = (0.25 * before[(i + Rays - 1) % Rays]) + (0.5 * before[i]) + (0.25 * before[(i + 1) % Rays]);
            }
        }

        return now;
    }

    private static Outline Through((double X, double Y)[] points, double x, double y)
    {
        var radii = new double[Rays];
        for (var i = 0; i < Rays; i++)
        {
            for (var j = 0; j < points.Length; j++)
            {
                radii[i] = Math.Max(radii[i], Crossing(points[j], points[(j + 1) % points.Length], x, y, Cos[i], Sin[i]));
            }

            radii[i] = Math.Max(radii[i], 0.1);
        }

        return new Outline(x, y, radii);
    }

    // Distance along a ray to an edge; 0 where they don't meet.
    private static double Crossing((double X, double Y) a, (double X, double Y) b, double x, double y, double cos, double sin)
    {
        double ax = a.X - x, ay = a.Y - y, bx = b.X - x, by = b.Y - y;
        double sideA = (cos * ay) - (sin * ax), sideB = (cos * by) - (sin * bx);
        if ((sideA > 0 && sideB > 0) || (sideA < 0 && sideB < 0) || sideA == sideB)
        {
            return 0;
        }

        var t = sideA / (sideA - sideB);
        return ((ax + (t * (bx - ax))) * cos) + ((ay + (t * (by - ay))) * sin);
    }

    private static (double X, double Y) CentreOf((double X, double Y)[] points)
    {
        double area = 0, x = 0, y = 0;
        var (originX, originY) = points[0];
        for (var i = 0; i < points.Length; i++)
        {
            var (ax, ay) = points[i];
            var (bx, by) = points[(i + 1) % points.Length];
            (ax, ay, bx, by) = (ax - originX, ay - originY, bx - originX, by - originY);
            var cross = (ax * by) - (bx * ay);
            area += cross / 2;
            x += (ax + bx) * cross / 6;
            y += (ay + by) * cross / 6;
        }

        return (originX + (x / area), originY + (y / area));
    }

    private (double Radius, double Slope) At(double dx, double dy)
    {
        var angle = Math.Atan2(dy, dx);
        var place = (angle < 0 ? angle + (2 * Math.PI) : angle) / Step;
        var low = (int)place;
        var t = place - low;
        low %= Rays;
        double a = RadiusMm[low], b = RadiusMm[(low + 1) % Rays];
        return (a + ((b - a) * t), (b - a) / Step);
    }
}
