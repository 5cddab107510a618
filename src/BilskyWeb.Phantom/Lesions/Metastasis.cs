using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Lesions;

/// <summary>Where in the vertebra a metastasis began, and so from which side it reaches the canal.</summary>
public enum LesionOrigin
{
    /// <summary>Vertebral body, bilobed behind the posterior longitudinal ligament.</summary>
    Anterior,

    /// <summary>Body and one pedicle.</summary>
    Anterolateral,

    /// <summary>One pedicle.</summary>
    Lateral,

    /// <summary>Lamina and spinous process.</summary>
    Posterior,

    /// <summary>All around the canal.</summary>
    Circumferential,
}

/// <summary>One vertebral metastasis: blobs in bone, and lobes that grow from the canal's wall inward by a depth.</summary>
internal sealed class Metastasis
{
    /// <summary>Deeper than this a mass from one side would pass the far wall of a narrow canal.</summary>
    private const double DeepestMm = 12.5;

    private readonly Lobe[] _lobes;
    private readonly Blob[] _blobs;
    private readonly double _noisePhase;

    /// <param name="person">Whose spine.</param>
    /// <param name="vertebra">Index of the vertebra.</param>
    /// <param name="depthMm">How far the deepest lobe reaches from the canal's wall; 0 or less is bone-only disease.</param>
    /// <param name="seed">Shape of the lesion; the same shape at every depth.</param>
    /// <param name="origin">Side.</param>
    public Metastasis(Person person, int vertebra, double depthMm, long seed, LesionOrigin origin)
    {
        var r = SeededRandom.For(seed, "metastasis");
        DepthMm = Math.Min(depthMm, DeepestMm);
        CentreZ = person.ZOf(vertebra + r.Normal(-0.12, 0.12));
        HalfHeightMm = r.Between(9, 20);
        _noisePhase = r.Between(0, 32);
        Sclerotic = r.Chance(0.25);
        Brightness = r.Between(0, 1);
        var side = r.Sign();
        var width = SpineLevels.At(SpineLevels.CanalWidth, vertebra) * person.CanalScale / 2;
        var depth = SpineLevels.At(SpineLevels.CanalDepth, vertebra) * person.CanalScale / 2;
        (double Angle, double Depth)[] pattern = origin switch
        {
            LesionOrigin.Anterior => [(-90 + r.Between(22, 34), 1), (-90 - r.Between(22, 34), r.Between(0.7, 1)), (-90, 0.72)],
            LesionOrigin.Anterolateral => [(-90 + (side * r.Between(30, 50)), 1), (-90 + (side * r.Between(65, 90)), 0.8), (-90 - (side * 12), 0.55)],
            LesionOrigin.Lateral => [(-90 + (side * r.Between(80, 105)), 1), (-90 + (side * 55), 0.75), (-90 + (side * 125), 0.6)],
            LesionOrigin.Posterior => [(90 + r.Between(-20, 20), 1), (90 + 42, r.Between(0.6, 0.9)), (90 - 42, r.Between(0.6, 0.9))],
            _ => [(-60, 1), (-120, r.Between(0.8, 1)), (0, r.Between(0.75, 1)), (180, r.Between(0.75, 1)), (50, r.Between(0.6, 0.95)), (130, r.Between(0.6, 0.95)), (90, 0.6), (-90, 0.8)],
        };
        _lobes = new Lobe[pattern.Length];
        for (var i = 0; i < pattern.Length; i++)
        {
            var angle = (pattern[i].Angle + r.Normal(0, 5)) * Math.PI / 180;
            var offsetZ = i == 0 ? 0 : r.Normal(0, 2.5);
            var scale = 1 - (0.25 * r.Unit());
            _lobes[i] = new Lobe(
                width * Math.Cos(angle), depth * Math.Sin(angle), offsetZ, Math.Cos(angle), Math.Sin(angle),
                r.Between(4.5, 6.5), pattern[i].Depth, HalfHeightMm * scale);
        }

        _blobs = MakeBlobs(r, origin, side, width, depth, SpineLevels.At(SpineLevels.BodyWidth, vertebra) * person.Scale / 2, SpineLevels.At(SpineLevels.BodyDepth, vertebra) * person.Scale / 2);
    }

    public double DepthMm { get; }
    public double CentreZ { get; }
    public double HalfHeightMm { get; }
    public bool Sclerotic { get; }

    /// <summary>Where between cord-like (0) and bright (1) the mass's T2 lies.</summary>
    public double Brightness { get; }

    /// <summary>True where a slice at this height could cut the epidural part.</summary>
    public bool ReachesCanalAt(double z) => DepthMm > 0 && Math.Abs(z - CentreZ) < HalfHeightMm + 8;

    public bool ReachesBoneAt(double z) => Math.Abs(z - CentreZ) < HalfHeightMm + 14;

    /// <summary>Signed distance to the epidural part at a point of the section (canal-centred), about millimetres; negative inside.</summary>
    public double EpiduralDistance(double x, double y, double z)
    {
        var distance = 1e3;
        foreach (var lobe in _lobes)
        {
            var dome = Shape.Dome(z - CentreZ - lobe.OffsetZ, lobe.HalfHeight);
            var inward = DepthMm * lobe.Share * dome;
            if (inward < 0.15)
            {
                continue;
            }

            double dx = x - lobe.X, dy = y - lobe.Y;
            var radial = -((dx * lobe.OutX) + (dy * lobe.OutY));
            var tangential = (dx * -lobe.OutY) + (dy * lobe.OutX);
            var along = (lobe.Tangential + (0.25 * DepthMm * lobe.Share)) * (0.35 + (0.65 * dome));
            distance = Shape.SmoothMin(distance, Shape.Ellipse(radial, tangential, radial > 0 ? inward : Math.Min(inward + 1, 6), along), 1.2);
        }

        return distance > 6 ? distance : distance + (0.35 * NoiseField.At((x * 0.3) + _noisePhase, y * 0.3, z * 0.12));
    }

    /// <summary>Signed distance to the part in bone; the painter keeps it within bone.</summary>
    public double BoneDistance(double x, double y, double z)
    {
        var distance = 1e3;
        foreach (var blob in _blobs)
        {
            var dome = Shape.Dome(z - CentreZ - blob.Z, blob.HalfHeight);
            if (dome < 0.05)
            {
                continue;
            }

            distance = Shape.SmoothMin(distance, Shape.Ellipse(x - blob.X, y - blob.Y, blob.RadiusX * dome, blob.RadiusY * dome), 2);
        }

        return distance > 8 ? distance : distance + (1.2 * NoiseField.At((x * 0.16) + _noisePhase, y * 0.16, z * 0.1));
    }

    private static Blob[] MakeBlobs(SeededRandom r, LesionOrigin origin, int side, double canalX, double canalY, double bodyX, double bodyY)
    {
        var blobs = new List<Blob>();
        void Add(double x, double y, double rx, double ry) => blobs.Add(new Blob(x, y, r.Normal(0, 3), rx, ry, r.Between(8, 16)));
        if (origin is LesionOrigin.Anterior or LesionOrigin.Anterolateral or LesionOrigin.Circumferential)
        {
            var spread = origin == LesionOrigin.Anterolateral ? side * bodyX * 0.4 : r.Normal(0, bodyX * 0.2);
            Add(spread, -canalY - (bodyY * r.Between(0.3, 0.9)), bodyX * r.Between(0.4, 0.8), bodyY * r.Between(0.4, 0.9));
            Add(spread + r.Normal(0, 4), -canalY - (bodyY * r.Between(0.2, 0.5)), bodyX * r.Between(0.3, 0.5), bodyY * r.Between(0.25, 0.5));
        }

        if (origin is LesionOrigin.Anterolateral or LesionOrigin.Lateral or LesionOrigin.Circumferential)
        {
            Add(side * (canalX + 4), -1, r.Between(4, 7), r.Between(5, 9));
        }

        if (origin is LesionOrigin.Posterior or LesionOrigin.Circumferential)
        {
            Add(side * r.Between(0, 6), canalY + 4, r.Between(6, 12), r.Between(4, 7));
            Add(0, canalY + 12, r.Between(4, 6), r.Between(6, 10));
        }

        return [.. blobs];
    }

    private readonly record struct Lobe(double X, double Y, double OffsetZ, double OutX, double OutY, double Tangential, double Share, double HalfHeight);

    private readonly record struct Blob(double X, double Y, double Z, double RadiusX, double RadiusY, double HalfHeight);
}
