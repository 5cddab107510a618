using BilskyWeb.Phantom.Lesions;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Anatomy;

/// <summary>Everything about the spine at one height. Section coordinates: origin at the bony canal's centre, x to the left, y posterior, turned with the vertebra.</summary>
internal sealed class SpineSection
{
    private readonly IReadOnlyList<Metastasis> _lesions;
    private readonly double _sacTaper;
    private readonly double _bulge;
    private readonly double _flavum;
    private readonly double _bulgeX;
    private CanalContents? _contents;

    public SpineSection(Person person, Degeneration degeneration, IReadOnlyList<Metastasis> lesions, double z)
    {
        Person = person;
        Z = z;
        _lesions = lesions;
        var (index, depth, height, disc) = person.VertebraAt(z);
        Index = index;
        Level = index + (depth / height) - 0.5;
        DepthMm = depth;
        HeightMm = height;
        BonyMm = height - disc;
        (CentreX, CentreY, var rotation) = person.CanalCentre(z);
        (Sin, Cos) = Math.SinCos(rotation);
        BodyRadiusX = SpineLevels.At(SpineLevels.BodyWidth, Level) * person.Scale / 2;
        BodyRadiusY = SpineLevels.At(SpineLevels.BodyDepth, Level) * person.Scale * person.BodyDepthScale / 2;
        CanalRadiusX = SpineLevels.At(SpineLevels.CanalWidth, Level) * person.CanalScale / 2;
        CanalRadiusY = SpineLevels.At(SpineLevels.CanalDepth, Level) * person.CanalScale / 2;
        CanalTaper = SpineLevels.At(SpineLevels.CanalTaper, Level) * person.Taper;
        _sacTaper = CanalTaper * 0.5;
        SacRadiusX = Math.Min(SpineLevels.At(SpineLevels.SacWidth, Level) * person.SacScale / 2, CanalRadiusX - 0.7);
        SacRadiusY = Math.Min(SpineLevels.At(SpineLevels.SacDepth, Level) * person.SacScale / 2, CanalRadiusY - 0.8);
        // Neither sac nor cord is a perfect tube.
        var wander = person.TextureShift;
        SacRadiusX *= 1 + (0.06 * NoiseField.At(z * 0.04, wander, 1.5));
        SacRadiusY *= 1 + (0.07 * NoiseField.At(z * 0.04, wander, 4.5));
        SacY = -0.35 * (CanalRadiusY - SacRadiusY);
        CordPresence = Math.Clamp((z - person.ConusZ) / 28, 0, 1);
        var taper = CordPresence <= 0 ? 0 : Math.Pow(CordPresence, 0.6);
        CordRadiusX = Math.Min(SpineLevels.At(SpineLevels.CordWidth, Level) * person.CordScale / 2, SacRadiusX - 1.2) * taper;
        CordRadiusY = Math.Min(SpineLevels.At(SpineLevels.CordDepth, Level) * person.CordScale / 2, SacRadiusY - 1.4) * taper;
        // A healthy cord may lie against the front or the back of its sac, as kyphosis and posture have it; touching is no sign of a mass.
        var aside = SacRadiusX - CordRadiusX - 0.8;
        CordX = Math.Clamp(person.CordLateral + (0.7 * NoiseField.At(z * 0.03, wander, 7.5)), -aside, aside);
        var play = SacRadiusY - CordRadiusY - 0.25;
        CordY = SacY + Math.Clamp(SpineLevels.At(SpineLevels.CordShift, Level) + person.CordVentral + (1.1 * NoiseField.At(z * 0.02, wander, 11.5)), -play, play);
        var r = SeededRandom.For(person.Seed, "cord mechanics");
        FreePlayMm = r.Between(1, 2);
        Tether = r.Between(0.35, 0.7);
        var (bulge, flavum, lateral) = degeneration.Of(index);
        var (bulgeAbove, flavumAbove, lateralAbove) = degeneration.Of(Math.Max(0, index - 1));
        var below = Shape.Dome(depth - (height - (disc / 2)), (disc / 2) + 3);
        var above = Shape.Dome(depth + (disc / 2), (disc / 2) + 3);
        _bulge = (bulge * below) + (bulgeAbove * above);
        _bulgeX = below > above ? lateral : lateralAbove;
        var flavumBelow = Shape.Dome(depth - (height - (disc / 2)), 8);
        var flavumUp = Shape.Dome(depth + (disc / 2), 8);
        FlavumMm = person.FlavumMm * Math.Max(flavumBelow, flavumUp);
        _flavum = (flavum * flavumBelow) + (flavumAbove * flavumUp);
        Degenerates = _bulge > 0.3 || _flavum > 0.3;
        SkinBack = (SpineLevels.At(SpineLevels.SkinBack, Level) * person.Scale) + ((person.FatMm - 16) * 0.9);
        TrunkRadiusX = SpineLevels.At(SpineLevels.TrunkHalfWidth, Level) * person.TrunkScale;
        TrunkRadiusY = SpineLevels.At(SpineLevels.TrunkHalfDepth, Level) * person.TrunkScale;
    }

    public Person Person { get; }
    public double Z { get; }
    public int Index { get; }
    public double Level { get; }

    /// <summary>Millimetres below the top of the vertebra; from <see cref="BonyMm"/> on it is disc.</summary>
    public double DepthMm { get; }
    public double HeightMm { get; }
    public double BonyMm { get; }
    public double CentreX { get; }
    public double CentreY { get; }
    public double Cos { get; }
    public double Sin { get; }
    public double BodyRadiusX { get; }
    public double BodyRadiusY { get; }
    public double CanalRadiusX { get; }
    public double CanalRadiusY { get; }
    public double CanalTaper { get; }
    public double SacRadiusX { get; }
    public double SacRadiusY { get; }
    public double SacY { get; }

    /// <summary>Fat between sac and canal where it is thinnest.</summary>
    public double EpiduralGapMm => Math.Min(CanalRadiusX - SacRadiusX, CanalRadiusY - SacRadiusY - Math.Abs(SacY));

    /// <summary>1 along the cord, falling to 0 over the conus.</summary>
    public double CordPresence { get; }
    public double CordRadiusX { get; }
    public double CordRadiusY { get; }
    public double CordX { get; }
    public double CordY { get; }

    /// <summary>How far the cord moves before its ligaments hold it back.</summary>
    public double FreePlayMm { get; }

    /// <summary>Share of further movement that becomes flattening.</summary>
    public double Tether { get; }
    public bool Degenerates { get; }
    public double FlavumMm { get; }
    public double SkinBack { get; }
    public double TrunkRadiusX { get; }
    public double TrunkRadiusY { get; }

    /// <summary>Sac and cord as deformed here; computed once.</summary>
    public CanalContents Contents => _contents ??= new CanalContents(this, _lesions);

    public IReadOnlyList<Metastasis> Lesions => _lesions;

    public Instrumentation? Metal { get; init; }

    public Syrinx? Syrinx { get; init; }

    public double CanalDistance(double x, double y) => Shape.TaperedEllipse(x, y, CanalRadiusX, CanalRadiusY, CanalTaper);

    public double SacDistance(double x, double y) => Shape.TaperedEllipse(x, y - SacY, SacRadiusX, SacRadiusY, _sacTaper);

    /// <summary>A point of the sac's undisturbed outline.</summary>
    public (double X, double Y) SacPoint(double cos, double sin) => (SacRadiusX * cos * (1 - (_sacTaper * sin)), SacY + (SacRadiusY * sin));

    /// <summary>Signed distance to bulging disc or thick ligament inside the canal.</summary>
    public double DegenerationDistance(double x, double y)
    {
        var distance = 1e3;
        if (_bulge > 0.3)
        {
            distance = Shape.Ellipse(x - _bulgeX, y + CanalRadiusY, CanalRadiusX * 0.85, _bulge + 0.4);
        }

        if (_flavum > 0.3)
        {
            var side = Math.Abs(x) - (CanalRadiusX * 0.62);
            distance = Math.Min(distance, Shape.Ellipse((side * 0.7) + ((y - (CanalRadiusY * 0.62)) * -0.7), (side * 0.7) + ((y - (CanalRadiusY * 0.62)) * 0.7), 5, _flavum + FlavumMm));
        }

        return distance;
    }
}
