using BilskyWeb.Phantom.Physics;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Anatomy;

/// <summary>A cavity of fluid in the middle of the cord over one to six vertebrae. The cord keeps its outline, so it changes no grade: a bright spot in the cord is no CSF around it.</summary>
internal sealed class Syrinx
{
    private const double MostOfCord = 0.7;

    private readonly double _halfLengthMm;
    private readonly double _width;
    private readonly double _flatness;
    private readonly double _shift;

    private Syrinx(double centreZ, SeededRandom random)
    {
        CentreZ = centreZ;
        _halfLengthMm = random.Between(12, 70);
        _width = random.Between(0.25, 0.62);
        _flatness = random.Between(0.6, 1);
        _shift = random.Between(0, 32);
    }

    public double CentreZ { get; }

    /// <summary>Three persons in a hundred have one.</summary>
    /// <param name="seed">The study's.</param>
    /// <param name="person">Whose cord.</param>
    /// <param name="top">Height of the first slice.</param>
    /// <param name="bottom">Height of the last slice.</param>
    public static Syrinx? Draw(long seed, Person person, double top, double bottom)
    {
        var r = SeededRandom.For(seed, "syrinx");
        var lowest = Math.Max(bottom, person.ConusZ + 20);
        return r.Chance(0.03) && lowest < top ? new Syrinx(r.Between(lowest, top), r) : null;
    }

    /// <param name="p">The point's painter.</param>
    /// <param name="s">The section.</param>
    /// <param name="x">Across, in radii of the undeformed cord.</param>
    /// <param name="y">Backwards, in the same.</param>
    public void Paint(ref TissuePainter p, SpineSection s, double x, double y)
    {
        var width = WidthAt(s.Z);
        if (width > 0)
        {
            p.Lay(Tissue.Csf, Shape.Ellipse(x, y, width, width * _flatness) * Math.Min(s.CordRadiusX, s.CordRadiusY), 0.95);
        }
    }

    /// <summary>How thick the cavity is at its thinnest across, in millimetres of the undeformed cord; 0 above, below and where the cord has ended.</summary>
    public double ThicknessMm(SpineSection s) => s.CordPresence > 0 ? 2 * WidthAt(s.Z) * Math.Min(s.CordRadiusX, s.CordRadiusY * _flatness) : 0;

    private double WidthAt(double z)
    {
        var width = _width * Shape.Dome(z - CentreZ, _halfLengthMm) * (1 + (0.3 * NoiseField.At(_shift, z * 0.12, 2.5)));
        return width < 0.05 ? 0 : Math.Min(width, MostOfCord);
    }
}
