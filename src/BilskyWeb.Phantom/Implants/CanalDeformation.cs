namespace BilskyWeb.Phantom.Implants;

/// <summary>Cord and sac after a mass has taken its room.</summary>
/// <remarks>
/// The sac keeps its outline except where the mass lies. The cord first gives way through the CSF, is held back by its ligaments and roots as it goes, and is then flattened and bent, with its
/// area kept exactly; a mass that leaves no room for it has no solution.
/// </remarks>
internal sealed class CanalDeformation
{
    /// <summary>Dura and pia between mass and cord.</summary>
    private const double DuraMm = 0.15;

    /// <summary>A cord flattened by more than this share is no cord any more.</summary>
    private const double MostFlattening = 0.5;

    private const double FlatteningStep = 0.025;

    /// <summary>How far a contact may press in before it counts.</summary>
    private const double AllowedMm = 0.06;

    /// <summary>How far a soft mass gives way to a cord that is moved, flattened and bent as well as it can be.</summary>
    private const double SoftMm = 0.7;

    private CanalDeformation(CanalOutlines before, MassSection mass, Outline cord, Outline sac, CordMap map)
    {
        (Before, Mass, Cord, Sac, Map) = (before, mass, cord, sac, map);
    }

    public CanalOutlines Before { get; }

    public MassSection Mass { get; }

    /// <summary>The deformed cord about its own centre.</summary>
    public Outline Cord { get; }

    /// <summary>The deformed sac about the cord's centre.</summary>
    public Outline Sac { get; }

    public CordMap Map { get; }

    /// <summary>Where a point of CSF came from: as far along its ray between cord and wall as it is now.</summary>
    public (double X, double Y) CsfBack(double x, double y)
    {
        double dx = x - Cord.CentreX, dy = y - Cord.CentreY;
        var r = Math.Sqrt((dx * dx) + (dy * dy));
        if (r < 1e-9)
        {
            return (Before.Cord.CentreX, Before.Cord.CentreY);
        }

        double inner = Cord.RadiusTowards(x, y), outer = Sac.RadiusTowards(x, y);
        double aimX = Before.Cord.CentreX + dx, aimY = Before.Cord.CentreY + dy;
        double innerBefore = Before.Cord.RadiusTowards(aimX, aimY), outerBefore = Before.Sac.RadiusTowards(aimX, aimY);
        var from = r > outer
            ? outerBefore + (r - outer)
            : r < inner
                ? innerBefore - (inner - r)
                : innerBefore + ((outerBefore - innerBefore) * (r - inner) / Math.Max(outer - inner, 0.05));
        return (Before.Cord.CentreX + (dx / r * from), Before.Cord.CentreY + (dy / r * from));
    }

    /// <summary>Finds how cord and sac make room.</summary>
    /// <param name="canal">Before.</param>
    /// <param name="mass">What takes the room.</param>
    /// <param name="tether">How much the cord's ligaments hold it back, 0 to 1.</param>
    /// <returns>The deformed canal; null where the cord would have to lose area, or more than half its width.</returns>
    public static CanalDeformation? Solve(CanalOutlines canal, MassSection mass, double tether)
    {
        var cord = canal.Cord;
        var still = new CordMap(cord.CentreX, cord.CentreY, 0, 0, 0, 1, 0, 0, 0);
        if (!mass.IsEpidural)
        {
            return new CanalDeformation(canal, mass, cord, canal.Sac, still);
        }

        var (free, worst) = GiveWay(canal, mass, still);
        var push = Math.Sqrt((free.MoveX * free.MoveX) + (free.MoveY * free.MoveY));
        var isOneSided = push > 0.8;
        var (alongX, alongY) = isOneSided ? (free.MoveX / push, free.MoveY / push) : Tightest(canal, mass, free);
        var needed = Math.Min(tether * Math.Max(0, push - 0.8) / Width(cord, alongX, alongY), 0.35);
        var (best, bestWorst) = needed > 0 ? (free, double.MaxValue) : (free, worst);
        for (var share = FlatteningStep; bestWorst > AllowedMm && share <= MostFlattening; share += FlatteningStep)
        {
            if (share < needed)
                continue;

            // A mass from one side is wrapped by the cord's flanks; opposite ones leave it straight.
            var bend = isOneSided ? 0.09 * share : 0;
            var (map, left) = GiveWay(canal, mass, new CordMap(cord.CentreX, cord.CentreY, 0, 0, alongX, alongY, share, bend, MeanSquareAcross(cord, alongX, alongY, share)));
            (best, bestWorst) = left < bestWorst - 0.01 ? (map, left) : (best, bestWorst);
        }

        if (bestWorst > SoftMm)
            return null;
        var deformed = Outline.Through([.. Enumerable.Range(0, Outline.Rays).Select(cord.Point).Select(p => best.Forward(p.X, p.Y))]);
        return new CanalDeformation(canal, mass, deformed, SacAround(canal, mass, deformed), best);
    }

    // How far a point lies outside what is left of the sac.
    private static double Outside(CanalOutlines canal, MassSection mass, double x, double y) => Math.Max(canal.Sac.Distance(x, y), -mass.EpiduralDistance(x, y));

    /// <summary>Moves the cord away from what presses on it, step by step.</summary>
    private static (CordMap Map, double WorstMm) GiveWay(CanalOutlines canal, MassSection mass, CordMap map)
    {
        var worst = 0.0;
        for (var step = 0; step < 24; step++)
        {
            double moveX = 0, moveY = 0;
            worst = 0;
            for (var i = 0; i < Outline.Rays; i += 2)
            {
                var (x, y) = canal.Cord.Point(i);
                (x, y) = map.Forward(x, y);
                var inside = Outside(canal, mass, x, y) + DuraMm;
                if (inside > 0)
                {
                    double dx = map.CentreX + map.MoveX - x, dy = map.CentreY + map.MoveY - y;
                    var length = Math.Sqrt((dx * dx) + (dy * dy));
                    moveX += inside * dx / length;
                    moveY += inside * dy / length;
                    worst = Math.Max(worst, inside);
                }
            }

            var move = Math.Sqrt((moveX * moveX) + (moveY * moveY));
            if (worst < 0.02 || move < 0.02)
            {
                break;
            }

            // Never farther than the deepest contact, so that opposite contacts settle in the middle.
            var share = Math.Min(0.7 * worst, move * 0.4) / move;
            map = map with { MoveX = map.MoveX + (moveX * share), MoveY = map.MoveY + (moveY * share) };
        }

        return (map, worst);
    }

    // Where nothing pushes to one side: across the narrowest place.
    private static (double X, double Y) Tightest(CanalOutlines canal, MassSection mass, CordMap map)
    {
        var (best, ray) = (double.MinValue, 0);
        for (var i = 0; i < Outline.Rays / 2; i++)
        {
            var both = 0.0;
            foreach (var end in (ReadOnlySpan<int>)[i, i + (Outline.Rays / 2)])
            {
                var (x, y) = canal.Cord.Point(end);
                both += Outside(canal, mass, x + map.MoveX, y + map.MoveY);
            }

            (best, ray) = both > best ? (both, i) : (best, ray);
        }

        return Outline.Direction(ray);
    }

    private static double Width(Outline cord, double x, double y)
    {
        var ray = Outline.RayOf(x, y);
        return cord.RadiusMm[ray] + cord.RadiusMm[(ray + (Outline.Rays / 2)) % Outline.Rays];
    }

    private static double MeanSquareAcross(Outline cord, double alongX, double alongY, double share)
    {
        var width = Width(cord, -alongY, alongX) / (1 - share);

        // Of an ellipse, whose second moment is a quarter of its half axis squared.
        return width * width / 16;
    }

    private static Outline SacAround(CanalOutlines canal, MassSection mass, Outline cord)
    {
        var radii = new double[Outline.Rays];
        for (var i = 0; i < radii.Length; i++)
        {
            var (x, y) = Outline.Direction(i);
            var distance = cord.RadiusMm[i];
            for (var step = 0; step < 40; step++)
            {
                var left = -Outside(canal, mass, cord.CentreX + (distance * x), cord.CentreY + (distance * y));
                if (left < 0.02 || distance > 30)
                {
                    break;
                }

                distance += left * 0.8;
            }

            radii[i] = Math.Max(distance, cord.RadiusMm[i] + DuraMm);
        }

        // Slits between lobes that only one ray looks into hold no fluid.
        for (var pass = 0; pass < 2; pass++)
        {
            var before = (double[])radii.Clone();
            for (var i = 0; i < radii.Length; i++)
            {
                radii[i] = Math.Max(Math.Min(before[i], ((before[(i + Outline.Rays - 1) % Outline.Rays] + before[(i + 1) % Outline.Rays]) / 2) + 0.12), cord.RadiusMm[i] + DuraMm);
            }
        }

        return new Outline(cord.CentreX, cord.CentreY, radii);
    }
}
