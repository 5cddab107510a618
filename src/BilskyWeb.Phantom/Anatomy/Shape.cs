namespace BilskyWeb.Phantom.Anatomy;

/// <summary>Signed distances in millimetres in the plane: negative inside. The ellipse's is first order (exact on the outline).</summary>
internal static class Shape
{
    public static double Ellipse(double x, double y, double radiusX, double radiusY)
    {
        double nx = x / radiusX, ny = y / radiusY;
        var k0 = Math.Sqrt((nx * nx) + (ny * ny));
        if (k0 < 1e-6)
        {
            return -Math.Min(radiusX, radiusY);
        }

        double gx = nx / radiusX, gy = ny / radiusY;
        return k0 * (k0 - 1) / Math.Sqrt((gx * gx) + (gy * gy));
    }

    /// <summary>A rounded segment from (x0, y0) with radius r0 to (x1, y1) with radius r1.</summary>
    public static double Capsule(double x, double y, double x0, double y0, double x1, double y1, double r0, double r1)
    {
        double dx = x1 - x0, dy = y1 - y0, px = x - x0, py = y - y0;
        var t = Math.Clamp(((px * dx) + (py * dy)) / ((dx * dx) + (dy * dy) + 1e-9), 0, 1);
        double ex = px - (t * dx), ey = py - (t * dy);
        return Math.Sqrt((ex * ex) + (ey * ey)) - (r0 + ((r1 - r0) * t));
    }

    /// <summary>An ellipse whose width shrinks (positive taper) or grows towards posterior: the triangular canal of neck and loin.</summary>
    public static double TaperedEllipse(double x, double y, double radiusX, double radiusY, double taper) =>
        Ellipse(x / (1 - (taper * Math.Clamp(y / radiusY, -1.2, 1.2))), y, radiusX, radiusY);

    /// <summary>A box-like ellipse of the fourth power, for trunks and flat-backed bodies.</summary>
    public static double Squircle(double x, double y, double radiusX, double radiusY)
    {
        double nx = x / radiusX, ny = y / radiusY;
        double cx = nx * nx * nx, cy = ny * ny * ny;
        var power = (cx * nx) + (cy * ny);
        if (power < 1e-8)
        {
            return -Math.Min(radiusX, radiusY);
        }

        var k = Math.Sqrt(Math.Sqrt(power));
        double gx = cx / radiusX, gy = cy / radiusY;
        return (k - 1) * (k * k * k) / Math.Sqrt((gx * gx) + (gy * gy));
    }

    /// <summary>Union with a rounded seam of about k millimetres.</summary>
    public static double SmoothMin(double a, double b, double k)
    {
        var h = Math.Max(k - Math.Abs(a - b), 0) / k;
        return Math.Min(a, b) - (h * h * k * 0.25);
    }

    public static double SmoothMax(double a, double b, double k) => -SmoothMin(-a, -b, k);

    /// <summary>Cross-section factor in [0, 1] of a rounded body at distance dz from its middle, half height h.</summary>
    public static double Dome(double dz, double h)
    {
        var t = dz / h;
        var left = 1 - (t * t);
        return left <= 0 ? 0 : Math.Sqrt(left);
    }
}
