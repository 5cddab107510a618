using BilskyWeb.Phantom.Lesions;

namespace BilskyWeb.Phantom.Anatomy;

/// <summary>Sac and cord at one height after everything in the canal has pushed them; coordinates about the canal's centre.</summary>
/// <remarks>
/// The sac keeps its outline except where a mass, disc or ligament takes the room. The cord first gives way (CSF lets it), is then
/// flattened as its ligaments and roots hold it back, and at last is moulded into what room is left, keeping about 90% of its area.
/// </remarks>
internal sealed class CanalContents
{
    /// <summary>Directions in which the outlines are held.</summary>
    public const int Rays = 64;

    /// <summary>Dura and pia between mass and cord.</summary>
    private const double DuraMm = 0.15;

    private static readonly double[] Cos = [.. Enumerable.Range(0, Rays).Select(i => Math.Cos(2 * Math.PI * i / Rays))];
    private static readonly double[] Sin = [.. Enumerable.Range(0, Rays).Select(i => Math.Sin(2 * Math.PI * i / Rays))];

    private readonly SpineSection _section;
    private readonly Metastasis[] _masses;

    /// <summary>How far a pressed sac gives way into the fat on its free sides, in millimetres.</summary>
    private readonly double _swelling;

    public CanalContents(SpineSection section, IReadOnlyList<Metastasis> lesions)
    {
        _section = section;
        _masses = [.. lesions.Where(l => l.ReachesCanalAt(section.Z))];
        CordX = section.CordX;
        CordY = section.CordY;
        Sac = new double[Rays];
        Cord = new double[Rays];
        _swelling = HasMass ? Math.Clamp(0.3 * SacIndentation(), 0, Math.Max(0, _section.EpiduralGapMm - 0.4)) : 0;
        Deform();
    }

    /// <summary>Where the rays start: the centre of the deformed cord (or of the sac below the conus).</summary>
    public double CordX { get; private set; }
    public double CordY { get; private set; }

    /// <summary>Distance from the centre to the sac's boundary along each ray.</summary>
    public double[] Sac { get; }

    /// <summary>Distance from the centre to the cord's outline; zero below the conus.</summary>
    public double[] Cord { get; }

    public bool HasMass => _masses.Length > 0;

    /// <summary>Largest loss of the cord's width in any direction, in millimetres.</summary>
    public double CordFlatteningMm { get; private set; }

    /// <summary>Signed distance to the nearest epidural mass; large where there is none.</summary>
    public double MassDistance(double x, double y)
    {
        var distance = 1e3;
        foreach (var mass in _masses)
        {
            distance = Math.Min(distance, mass.EpiduralDistance(x, y, _section.Z));
        }

        return distance;
    }

    /// <summary>Radius of an outline in the direction of a point from the centre, linear between rays.</summary>
    public static double Radius(double[] outline, double angle)
    {
        var place = (angle < 0 ? angle + (2 * Math.PI) : angle) * (Rays / (2 * Math.PI));
        var low = (int)place;
        var t = place - low;
        low %= Rays;
        return outline[low] + ((outline[(low + 1) % Rays] - outline[low]) * t);
    }

    /// <summary>How far mass reaches inside the sac's undisturbed outline, in millimetres.</summary>
    public double SacIndentation() => !HasMass ? 0 : Indentation(MassDistance);

    /// <summary>How far disc or ligament reaches inside the sac's undisturbed outline, in millimetres.</summary>
    public double DegenerativeIndentation() => !_section.Degenerates ? 0 : Indentation(_section.DegenerationDistance);

    /// <summary>Unit vector of a ray.</summary>
    public static (double X, double Y) Direction(int ray) => (Cos[ray], Sin[ray]);

    private double Indentation(Func<double, double, double> distance)
    {
        var deepest = 0.0;
        for (var i = 0; i < Rays; i++)
        {
            var (x, y) = _section.SacPoint(Cos[i], Sin[i]);
            deepest = Math.Max(deepest, -distance(x, y));
        }

        return deepest;
    }

    private double Room(double x, double y)
    {
        var room = _section.SacDistance(x, y) - _swelling;
        if (HasMass)
        {
            room = Shape.SmoothMax(room, -MassDistance(x, y), 0.4);
        }

        return _section.Degenerates ? Shape.SmoothMax(room, -_section.DegenerationDistance(x, y), 0.4) : room;
    }

    private void Deform()
    {
        double radiusX = _section.CordRadiusX, radiusY = _section.CordRadiusY;
        var crowded = HasMass || _section.Degenerates;
        var share = 0.0;
        double pushX = 0, pushY = 0;
        if (crowded)
        {
            (pushX, pushY) = GiveWay(Math.Max(radiusX, 1), Math.Max(radiusY, 1));
            var push = Math.Sqrt((pushX * pushX) + (pushY * pushY));
            var held = Math.Max(0, push - _section.FreePlayMm) * _section.Tether;
            share = push < 1e-6 ? 0 : Math.Min(held / (radiusX + radiusY + 1e-6), 0.4);
            if (push > 1e-6)
            {
                pushX /= push;
                pushY /= push;
            }

            var back = share * (radiusX + radiusY) / 2;
            CordX = _section.CordX + (pushX * (push - back));
            CordY = _section.CordY + (pushY * (push - back));
        }

        for (var i = 0; i < Rays; i++)
        {
            Sac[i] = CastToWall(Cos[i], Sin[i]);
            Cord[i] = radiusX <= 0 ? 0 : EllipseRadius(Cos[i], Sin[i], radiusX, radiusY);
        }

        if (HasMass)
        {
            CutSpikes();
        }

        if (crowded && radiusX > 0)
        {
            Mould(share, pushX, pushY);
        }
    }

    /// <summary>Slits between lobes that only one ray looks into hold no fluid.</summary>
    private void CutSpikes()
    {
        Span<double> before = stackalloc double[Rays];
        for (var pass = 0; pass < 2; pass++)
        {
            Sac.CopyTo(before);
            for (var i = 0; i < Rays; i++)
            {
                Sac[i] = Math.Min(before[i], ((before[(i + Rays - 1) % Rays] + before[(i + 1) % Rays]) / 2) + 0.12);
            }
        }
    }

    /// <summary>Moves the stiff cord away from what presses on it, step by step, and returns how far it went.</summary>
    private (double X, double Y) GiveWay(double radiusX, double radiusY)
    {
        const int probes = 32;
        double x = 0, y = 0;
        for (var step = 0; step < 14; step++)
        {
            double moveX = 0, moveY = 0, worst = 0;
            for (var i = 0; i < Rays; i += Rays / probes)
            {
                var radius = EllipseRadius(Cos[i], Sin[i], radiusX, radiusY);
                var inside = Room(_section.CordX + x + (radius * Cos[i]), _section.CordY + y + (radius * Sin[i])) + DuraMm;
                if (inside > 0)
                {
                    moveX -= inside * Cos[i];
                    moveY -= inside * Sin[i];
                    worst = Math.Max(worst, inside);
                }
            }

            var move = Math.Sqrt((moveX * moveX) + (moveY * moveY));
            if (worst < 0.02 || move < 0.02)
            {
                break;
            }

            // Never farther than the deepest contact, so that opposite contacts settle in the middle.
            var length = Math.Min(0.6 * worst, move * 0.4) / move;
            x += moveX * length;
            y += moveY * length;
        }

        return (x, y);
    }

    /// <summary>Flattens the cord along the push and fills the room left until its area is nearly kept.</summary>
    private void Mould(double share, double pushX, double pushY)
    {
        Span<double> before = stackalloc double[Rays];
        Span<double> wanted = stackalloc double[Rays];
        var area = 0.0;
        for (var i = 0; i < Rays; i++)
        {
            before[i] = Cord[i];
            area += Cord[i] * Cord[i];
            var along = (Cos[i] * pushX) + (Sin[i] * pushY);
            wanted[i] = Cord[i] * (1 - (share * along * along) + (0.6 * share * (1 - (along * along))));
        }

        Span<double> smooth = stackalloc double[Rays];
        var grow = 1.0;
        for (var round = 0; round < 6; round++)
        {
            var sum = 0.0;
            for (var i = 0; i < Rays; i++)
            {
                var room = Math.Max(Sac[i] - DuraMm, 0.3);
                Cord[i] = Math.Max(0.3, Shape.SmoothMin(wanted[i] * grow, room, 0.25));
            }

            for (var i = 0; i < Rays; i++)
            {
                smooth[i] = (0.25 * Cord[(i + Rays - 1) % Rays]) + (0.5 * Cord[i]) + (0.25 * Cord[(i + 1) % Rays]);
            }

            for (var i = 0; i < Rays; i++)
            {
                Cord[i] = Math.Min(smooth[i], Math.Max(Sac[i] - DuraMm, 0.3));
                sum += Cord[i] * Cord[i];
            }

            grow *= Math.Clamp(Math.Sqrt(0.93 * area / sum), 1, 1.12);
        }

        var flattening = 0.0;
        for (var i = 0; i < Rays / 2; i++)
        {
            flattening = Math.Max(flattening, before[i] + before[i + (Rays / 2)] - Cord[i] - Cord[i + (Rays / 2)]);
        }

        CordFlatteningMm = flattening;
    }

    private double CastToWall(double directionX, double directionY)
    {
        var distance = 0.0;
        for (var step = 0; step < 24; step++)
        {
            var left = -Room(CordX + (distance * directionX), CordY + (distance * directionY));
            if (left < 0.03)
            {
                break;
            }

            distance += left * 0.9;
            if (distance > 20)
            {
                break;
            }
        }

        return Math.Max(distance, 0.3);
    }

    private static double EllipseRadius(double cos, double sin, double radiusX, double radiusY) =>
        1 / Math.Sqrt((cos * cos / (radiusX * radiusX)) + (sin * sin / (radiusY * radiusY)));
}
