using BilskyWeb.Phantom.Physics;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Anatomy;

/// <summary>Pedicle screws and rods over some vertebrae: signal voids with a bright rim where the field is bent.</summary>
internal sealed class Instrumentation
{
    private readonly double _voidMm;
    private readonly int _first;
    private readonly int _last;

    public Instrumentation(Person person, int first, int last, SeededRandom random)
    {
        (_first, _last) = (first, last);
        _voidMm = random.Between(5, 9);
        TopZ = person.ZOf(first - 0.5) + 2;
        BottomZ = person.ZOf(last + 0.3) - 2;
    }

    public double TopZ { get; }

    public double BottomZ { get; }

    /// <summary>True where the voids reach into the canal's surroundings.</summary>
    public bool Spoils(double z) => z < TopZ && z > BottomZ;

    public void Paint(ref TissuePainter p, SpineSection s, double x, double y)
    {
        if (!Spoils(s.Z))
        {
            return;
        }

        double side = Math.Abs(x), rx = s.CanalRadiusX, ry = s.CanalRadiusY;
        var distance = Shape.Ellipse(side - rx - 9, y - ry - 12, _voidMm * 1.2, _voidMm);
        var screw = s.Index >= _first && s.Index <= _last ? Shape.Dome(s.DepthMm - (s.BonyMm * 0.35), s.BonyMm * 0.55) : 0;
        if (screw > 0.1)
        {
            var radius = _voidMm * 0.75 * screw;
            distance = Shape.SmoothMin(distance, Shape.Capsule(side, y, rx + 7, ry + 10, rx - 1, -ry - (s.BodyRadiusY * 1.2), radius, radius * 0.9), 3);
        }

        distance += 1.5 * NoiseField.At(x * 0.2, y * 0.2, s.Z * 0.2);
        p.Lay(Tissue.Csf, distance - 1.6, 1.15);
        p.Lay(Tissue.Metal, distance);
    }
}
