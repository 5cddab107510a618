using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Labels;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Implants;

/// <summary>One lesion of one study: its shape, how deep it grows, and how it swells and thins out along the spine.</summary>
/// <param name="Mass">Shape.</param>
/// <param name="DepthMm">How far it reaches from the canal's wall at its middle.</param>
/// <param name="MiddleMm">Its middle along the spine.</param>
/// <param name="HalfLengthMm">Half its length in the canal; in bone it is longer.</param>
/// <param name="Tether">How much the cord is held back, 0 to 1.</param>
/// <param name="Look">How it looks.</param>
internal sealed record ImplantLesion(ImplantMass Mass, double DepthMm, double MiddleMm, double HalfLengthMm, double Tether, MassLook Look)
{
    private const double LongerInBoneMm = 4, DepthStepMm = 0.25, DeepestMm = 13;

    private static readonly ImplantOrigin[] FromOneSide = [ImplantOrigin.Body, ImplantOrigin.BodyAndPedicle, ImplantOrigin.Pedicle, ImplantOrigin.Lamina];

    /// <summary>True where a slice shows any of it.</summary>
    public bool ReachesTo(double alongMm) => Math.Abs(alongMm - MiddleMm) < HalfLengthMm + LongerInBoneMm;

    /// <summary>The canal of one slice with the lesion in it.</summary>
    public CanalDeformation On(CanalOutlines canal, double alongMm)
    {
        var epidural = Dome(alongMm, HalfLengthMm);
        var depth = DepthMm * epidural;

        // A neighbour's canal may be a little narrower than the one the depth was chosen in.
        for (var share = 1.0; share > 0.3; share -= 0.05)
        {
            if (CanalDeformation.Solve(canal, Mass.On(canal, depth * share, Dome(alongMm, HalfLengthMm + LongerInBoneMm)), Tether) is { } deformed)
                return deformed;
        }

        return CanalDeformation.Solve(canal, Mass.On(canal, 0, Dome(alongMm, HalfLengthMm + LongerInBoneMm)), Tether)!;
    }

    /// <summary>Looks for a lesion that makes a grade on one canal.</summary>
    /// <param name="canal">The canal at the lesion's middle.</param>
    /// <param name="wanted">The grade; 0 is disease of bone alone.</param>
    /// <param name="middleMm">Where its middle lies.</param>
    /// <param name="halfLengthMm">Half its length.</param>
    /// <param name="r">Draws shape, side and depth.</param>
    /// <returns>Null where no mass of any side makes this grade there.</returns>
    public static ImplantLesion? Find(CanalOutlines canal, BilskyGrade wanted, double middleMm, double halfLengthMm, SeededRandom r)
    {
        var look = MassLook.Draw(r);
        var tether = r.Between(0.2, 0.8);
        foreach (var origin in Origins(wanted, r))
        {
            var mass = new ImplantMass(origin, r);
            if (wanted == BilskyGrade.Grade0)
                return new ImplantLesion(mass, 0, middleMm, halfLengthMm, tether, look);
            var depths = Depths(canal, mass, wanted, tether);
            if (depths.Count > 0)
                return new ImplantLesion(mass, depths[r.Whole(0, depths.Count - 1)], middleMm, halfLengthMm, tether, look);
        }

        return null;
    }

    private static List<double> Depths(CanalOutlines canal, ImplantMass mass, BilskyGrade wanted, double tether)
    {
        var depths = new List<double>();
        for (var depth = 0.5; depth <= DeepestMm; depth += DepthStepMm)
        {
            if (CanalDeformation.Solve(canal, mass.On(canal, depth, 1), tether) is not { } deformed)
                break;
            var grade = BilskyFromGeometry.Grade(ImplantRuler.Measure(deformed));
            if (grade == wanted)
                depths.Add(depth);
            else if (depths.Count > 0)
                break;
        }

        return depths;
    }

    // Each side once, in an order drawn anew; all CSF is mostly lost to a mass on all sides.
    private static List<ImplantOrigin> Origins(BilskyGrade wanted, SeededRandom r)
    {
        var left = FromOneSide.ToList();
        var order = new List<ImplantOrigin>();
        while (left.Count > 0)
        {
            var next = r.Whole(0, left.Count - 1);
            order.Add(left[next]);
            left.RemoveAt(next);
        }

        if (wanted == BilskyGrade.Grade3)
            order.AddRange([ImplantOrigin.Around, ImplantOrigin.Around]);
        order.Insert(wanted >= BilskyGrade.Grade1b && r.Chance(wanted == BilskyGrade.Grade3 ? 0.6 : 0.15) ? 0 : order.Count, ImplantOrigin.Around);
        return order;
    }

    private double Dome(double alongMm, double halfMm)
    {
        var t = (alongMm - MiddleMm) / halfMm;
        return t * t >= 1 ? 0 : Math.Sqrt(1 - (t * t));
    }
}
