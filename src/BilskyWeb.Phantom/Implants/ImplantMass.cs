using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Implants;

/// <summary>The shape of one epidural mass, the same at every depth and on every slice; what it is on one canal tells <see cref="On"/>.</summary>
internal sealed class ImplantMass
{
    private readonly (double Angle, double Share, double TangentialMm)[] _lobes;
    private readonly (double Angle, double OutMm, double AlongMm, double AcrossMm)[] _bone;
    private readonly double _phase;
    private readonly double _axis;
    private readonly double _along;
    private readonly double _across;

    public ImplantMass(ImplantOrigin origin, SeededRandom r)
    {
        Origin = origin;
        _phase = r.Between(0, 32);
        _axis = (r.Chance(0.75) ? Math.PI / 2 : 0) + r.Normal(0, 0.25);
        _along = r.Between(1.25, 1.45);
        _across = r.Between(0.76, 0.88);
        var side = r.Sign();
        (double Degrees, double Share)[] pattern = origin switch
        {
            ImplantOrigin.Body => [(-90 + r.Between(22, 34), 1), (-90 - r.Between(22, 34), r.Between(0.7, 1)), (-90, 0.72)],
            ImplantOrigin.BodyAndPedicle => [(-90 + (side * r.Between(30, 50)), 1), (-90 + (side * r.Between(65, 90)), 0.8), (-90 - (side * 12), 0.55)],
            ImplantOrigin.Pedicle => [(-90 + (side * r.Between(80, 105)), 1), (-90 + (side * 55), 0.75), (-90 + (side * 125), 0.6)],
            ImplantOrigin.Lamina => [(90 + (side * r.Between(5, 30)), 1), (90 + (side * 52), r.Between(0.6, 0.9)), (90 - (side * 30), r.Between(0.5, 0.8))],
            _ => [],
        };
        _lobes = [.. pattern.Select(p => ((p.Degrees + r.Normal(0, 5)) * Math.PI / 180, p.Share, r.Between(4, 6)))];
        var main = _lobes.Length > 0 ? _lobes[0].Angle * 180 / Math.PI : -90 + (side * r.Between(10, 40));
        (double Degrees, double Out, double Along, double Across)[] bone = origin switch
        {
            ImplantOrigin.Body => [(-90 + r.Normal(0, 12), r.Between(4, 7), r.Between(4, 7), r.Between(6, 10))],
            ImplantOrigin.BodyAndPedicle => [(main, r.Between(3, 6), r.Between(4, 6), r.Between(5, 8)), (-90 + (side * 80), 3, 3.5, 5)],
            ImplantOrigin.Pedicle => [(main, r.Between(2, 4), r.Between(3, 5), r.Between(4, 6))],
            ImplantOrigin.Lamina => [(main, r.Between(2, 3), r.Between(2.5, 4), r.Between(5, 8))],
            _ => [(main, r.Between(4, 6), r.Between(4, 6), r.Between(6, 9)), (90 + r.Normal(0, 15), 2.5, 3, 7), (-90 + (side * 80), 2.5, 3, 5)],
        };

        // It starts in front of the canal's wall: no sound bone lies between.
        _bone = [.. bone.Select(b => (b.Degrees * Math.PI / 180, b.Out, Math.Max(b.Along, b.Out + 1.5), b.Across))];
    }

    public ImplantOrigin Origin { get; }

    /// <summary>The mass in one canal.</summary>
    /// <param name="canal">The canal before it.</param>
    /// <param name="depthMm">How far the deepest lobe reaches from the canal's wall; 0 for disease of bone alone.</param>
    /// <param name="spread">How much of the full width the slice shows, 0 to 1: less towards the ends of the lesion.</param>
    public MassSection On(CanalOutlines canal, double depthMm, double spread)
    {
        var lobes = new MassSection.Lobe[depthMm <= 0.1 ? 0 : _lobes.Length];
        for (var i = 0; i < lobes.Length; i++)
        {
            var (angle, share, tangential) = _lobes[i];
            var (outX, outY) = canal.Towards(angle);
            var (x, y) = canal.WallTowards(outX, outY);
            var inward = depthMm * share;
            lobes[i] = new MassSection.Lobe(x, y, outX, outY, inward, (tangential + (0.25 * inward)) * (0.4 + (0.6 * spread)));
        }

        var bone = new MassSection.Lobe[_bone.Length];
        for (var i = 0; i < bone.Length; i++)
        {
            var (angle, outMm, along, across) = _bone[i];
            var (outX, outY) = canal.Towards(angle);
            var (x, y) = canal.WallTowards(outX, outY);
            var size = 0.55 + (0.45 * spread);
            bone[i] = new MassSection.Lobe(x + (outMm * outX), y + (outMm * outY), outX, outY, along * size, across * size);
        }

        var around = Origin == ImplantOrigin.Around && depthMm > 0.1 ? Lumen(canal, depthMm) : null;
        return new MassSection(lobes, bone, around, canal.Wall, _phase);
    }

    // What a mass on all sides leaves free: it closes in on the cord, faster along one axis than across it.
    private Outline Lumen(CanalOutlines canal, double depthMm)
    {
        var (cord, wall) = (canal.Cord, canal.Wall.About(canal.Cord.CentreX, canal.Cord.CentreY));
        var room = wall.RadiusMm.Zip(cord.RadiusMm, (w, c) => Math.Max(w - c, 0.5)).ToArray();
        var progress = depthMm / room.Average();
        var (axisX, axisY) = canal.Towards(_axis);
        var left = new double[Outline.Rays];
        for (var i = 0; i < left.Length; i++)
        {
            var (x, y) = Outline.Direction(i);
            var along = (x * axisX) + (y * axisY);
            var uneven = 0.05 * Math.Cos((2 * Math.PI * i / Outline.Rays) + _phase);

            // Across the axis it leaves the room that the flattened cord will need.
            var across = _across - Math.Max(0, 0.8 * (progress - 1));
            var taken = Math.Min(progress, across + ((_along - across) * along * along)) + uneven;
            left[i] = Math.Max(wall.RadiusMm[i] - (taken * room[i]), 0.8);
        }

        return new Outline(cord.CentreX, cord.CentreY, left);
    }
}

/// <summary>A mass on one slice.</summary>
internal sealed class MassSection(MassSection.Lobe[] lobes, MassSection.Lobe[] bone, Outline? lumen, Outline wall, double phase)
{
    /// <summary>How far a mass on all sides reaches beyond the canal's wall.</summary>
    private const double IntoBoneMm = 1;

    /// <summary>Far enough to count as nothing.</summary>
    private const double Nowhere = 1e3;

    /// <summary>True where something grows into the canal.</summary>
    public bool IsEpidural => lobes.Length > 0 || lumen is not null;

    /// <summary>Signed distance to the part in the canal, about millimetres; negative inside.</summary>
    public double EpiduralDistance(double x, double y)
    {
        var distance = Nowhere;
        foreach (var lobe in lobes)
        {
            double dx = x - lobe.X, dy = y - lobe.Y;
            var radial = -((dx * lobe.OutX) + (dy * lobe.OutY));
            var tangential = (dy * lobe.OutX) - (dx * lobe.OutY);
            distance = Shape.SmoothMin(distance, Shape.Ellipse(radial, tangential, radial > 0 ? lobe.AlongMm : Math.Min(lobe.AlongMm + 1, 5), lobe.AcrossMm), 1.2);
        }

        if (lumen is not null)
        {
            distance = Math.Min(distance, Math.Max(-lumen.Distance(x, y), wall.Distance(x, y) - IntoBoneMm));
        }

        return distance > 6 ? distance : distance + (0.3 * NoiseField.At((x * 0.3) + phase, y * 0.3, phase));
    }

    /// <summary>Signed distance to the part in bone, ragged; it does not know where bone ends.</summary>
    public double BoneDistance(double x, double y)
    {
        var distance = Nowhere;
        foreach (var lobe in bone)
        {
            double dx = x - lobe.X, dy = y - lobe.Y;
            distance = Shape.SmoothMin(distance, Shape.Ellipse((dx * lobe.OutX) + (dy * lobe.OutY), (dy * lobe.OutX) - (dx * lobe.OutY), lobe.AlongMm, lobe.AcrossMm), 2);
        }

        return distance > 8 ? distance : distance + (1.3 * NoiseField.At((x * 0.2) + phase, y * 0.2, 9 - phase));
    }

    /// <summary>An ellipse with its centre, its outward axis and its half axes.</summary>
    internal readonly record struct Lobe(double X, double Y, double OutX, double OutY, double AlongMm, double AcrossMm);
}
