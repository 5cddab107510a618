using BilskyWeb.Phantom.Lesions;
using BilskyWeb.Phantom.Physics;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Anatomy;

/// <summary>Paints the tissues of one point in layers, with soft edges one pixel wide so that partial volume in the plane comes out right.</summary>
internal struct TissuePainter(TseContrast contrast, double pixelMm)
{
    private const double BendMm = 3.2;

    private readonly double[] _water = contrast.Water;
    private readonly double[] _fat = contrast.Fat;
    private readonly double _sharpness = 1 / Math.Max(pixelMm, 0.2);

    /// <summary>Signal of water.</summary>
    public double Water;

    /// <summary>Signal of fat.</summary>
    public double Fat;

    /// <summary>The topmost tissue that covers at least half of the point.</summary>
    public Tissue Tissue;

    /// <summary>Paints the point (x, y) of a section.</summary>
    public void Paint(SpineSection s, double x, double y)
    {
        Water = 0;
        Fat = 0;
        Tissue = Tissue.Air;
        var person = s.Person;
        var texture = NoiseField.At((x * 0.22) + person.TextureShift, y * 0.22, s.Z * 0.09);
        var near = (x * x) + (y * y);
        if (near > 12 * 12)
        {
            // No two people are alike: away from the canal everything is gently bent.
            var bend = Math.Min((Math.Sqrt(near) - 12) / 25, 1) * BendMm;
            double place = s.Z * 0.02, shift = person.TextureShift;
            (x, y) = (x + (bend * NoiseField.At((x * 0.045) + shift, y * 0.045, place)), y + (bend * NoiseField.At(x * 0.045, (y * 0.045) + shift, place + 9)));
        }

        if (near < 11 * 11)
        {
            // Bone and canal cover this in all but a few places between the arches.
            Lay(Tissue.Muscle, -10);
        }
        else
        {
            TrunkPainter.Paint(ref this, s, x, y, texture);
        }

        if (near > 70 * 70)
        {
            return;
        }

        BonePainter.Paint(ref this, s, x, y, texture);
        if (near < 18 * 18)
        {
            CanalPainter.Paint(ref this, s, x, y, texture);
        }

        s.Metal?.Paint(ref this, s, x, y);
    }

    /// <summary>Lays a tissue over the point as far as its signed distance covers it.</summary>
    public void Lay(Tissue tissue, double distance, double gain = 1)
    {
        var cover = 0.5 - (distance * _sharpness);
        if (cover <= 0)
        {
            return;
        }

        if (cover > 1)
        {
            cover = 1;
        }

        Water += ((_water[(int)tissue] * gain) - Water) * cover;
        Fat += ((_fat[(int)tissue] * gain) - Fat) * cover;
        if (cover >= 0.5)
        {
            Tissue = tissue;
        }
    }
}

/// <summary>Skin to spine: fat, muscles, chest or belly, great vessels.</summary>
internal static class TrunkPainter
{
    public static void Paint(ref TissuePainter p, SpineSection s, double x, double y, double texture)
    {
        var person = s.Person;
        var trunkY = s.SkinBack - s.TrunkRadiusY;
        var furrow = 6 * Math.Exp(-x * x / 500);
        var skinY = (y > 0 ? y + furrow : y) - trunkY;
        var skin = (0.6 * Shape.Squircle(x, skinY, s.TrunkRadiusX, s.TrunkRadiusY)) + (0.4 * Shape.Ellipse(x, skinY, s.TrunkRadiusX * 1.04, s.TrunkRadiusY));
        if (skin > 2)
        {
            return;
        }

        p.Lay(Tissue.Muscle, skin, 1.1);
        p.Lay(Tissue.Fat, skin + 1.6, 1 + (0.06 * texture));
        var under = person.FatMm * (y > 0 ? 0.8 : 1);
        var wall = skin + under;
        if (wall > 3)
        {
            return;
        }

        // Muscle streaked with fat where the noise is high.
        var streak = NoiseField.At(x * 0.16, y * 0.34, (s.Z * 0.05) + person.TextureShift);
        p.Lay(Tissue.Muscle, wall, 1 + (0.12 * texture));
        p.Lay(Tissue.Fat, Math.Max(wall + 2, 0.55 - (person.MuscleFat * 0.8) - streak), 0.8);
        Viscera(ref p, s, x, y, texture, wall);
        if (y > -12)
        {
            BackMuscles(ref p, s, x, y, texture);
        }
    }

    private static void Viscera(ref TissuePainter p, SpineSection s, double x, double y, double texture, double wall)
    {
        var person = s.Person;
        double bodyFront = -s.CanalRadiusY - (2 * s.BodyRadiusY), inner = wall + 16;
        var side = Math.Abs(x);
        if (y > 50 || inner > 14)
        {
            return;
        }

        var lung = Math.Clamp(Math.Min((s.Level - SpineLevels.T1 + 0.4) / 1.6, (SpineLevels.T12 - 0.3 - s.Level) / 1.5), 0, 1) * person.LungScale;
        var belly = Math.Clamp((s.Level - SpineLevels.T12 + 1.5) / 1.5, 0, 1);
        var cavity = Shape.SmoothMax(inner, y - 4 + (0.004 * (side - 60) * (side - 60)), 8);
        p.Lay(Tissue.Fat, cavity, 0.9 + (0.1 * texture));
        // Neck and thoracic inlet are full of muscle; lower down strands cross the fat.
        var neck = Math.Clamp((SpineLevels.T1 + 2.2 - s.Level) / 1.5, 0, 1);
        var strand = NoiseField.At((x * 0.11) + 21, (y * 0.11) + person.TextureShift, s.Z * 0.05);
        p.Lay(Tissue.Muscle, Math.Max(cavity + 1, (0.42 - (0.75 * neck) - strand) * 4), 1.05 + (0.15 * texture));
        if (belly > 0)
        {
            Belly(ref p, s, x, y, texture, bodyFront, belly);
        }

        if (s.Level is > SpineLevels.T1 - 0.4 and < SpineLevels.T12 + 0.3)
        {
            ChestPainter.Paint(ref p, s, x, y, texture, inner, lung);
        }

        if (s.Level < SpineLevels.T1 + 4)
        {
            p.Lay(Tissue.Muscle, Shape.Ellipse(x, y - bodyFront + 24, 11.5, 11.5), 0.9);
            p.Lay(Tissue.Air, Shape.Ellipse(x, y - bodyFront + 24, 9, 8.5));
            p.Lay(Tissue.FastBlood, Shape.Ellipse(side - 28, y - bodyFront + 16, 5, 4.5));
            p.Lay(Tissue.Vein, Shape.Ellipse(side - 38, y - bodyFront + 20, 7, 4), 0.8);
        }

        if (s.Level < SpineLevels.T12 - 1)
        {
            p.Lay(Tissue.Muscle, Shape.Ellipse(x - 5, y - bodyFront + 9, 8, 5), 1.2);
        }

        if (s.Level > SpineLevels.T1 + 3)
        {
            var t = Math.Clamp((s.Level - 7) / 9, 0, 1);
            double aortaX = (s.BodyRadiusX + 4) * (1 - (0.75 * t)), aortaY = bodyFront + (s.BodyRadiusY * 0.6 * (1 - t)) - (12 * t);
            p.Lay(Tissue.Muscle, Shape.Ellipse(x - aortaX, y - aortaY, person.AortaRadius + 1.5, person.AortaRadius + 1.5));
            p.Lay(Tissue.FastBlood, Shape.Ellipse(x - aortaX, y - aortaY, person.AortaRadius, person.AortaRadius));
            p.Lay(Tissue.Vein, Shape.Ellipse(x + 8, y - bodyFront + 5, 4, 3.5), 0.4);
        }
    }

    private static void Belly(ref TissuePainter p, SpineSection s, double x, double y, double texture, double bodyFront, double belly)
    {
        p.Lay(Tissue.Bowel, Math.Max(Shape.Ellipse(x, y + 92, 95 * belly, 44), 0.1 - texture), 0.9 + texture);
        p.Lay(Tissue.Organ, Shape.SmoothMax(Shape.Ellipse(x + 82, y + 52, 62 * belly, 66), (s.Level - 17.2) * 40, 4), 1 + (0.06 * texture));
        p.Lay(Tissue.Organ, Shape.SmoothMax(Shape.Ellipse(x - 104, y + 34, 28 * belly, 40), (s.Level - 15.6) * 40, 4), 1.6 + (0.06 * texture));
        var kidney = Shape.Dome(s.Level - 15.4, 2.1);
        if (kidney > 0.1)
        {
            p.Lay(Tissue.Kidney, Shape.Ellipse(Math.Abs(x) - 62, y + 18, 26 * kidney, 30 * kidney), 1 + (0.1 * texture));
            p.Lay(Tissue.Fat, Shape.Ellipse(Math.Abs(x) - 54, y + 20, 9 * kidney, 12 * kidney), 0.9);
        }

        p.Lay(Tissue.FastBlood, Shape.Ellipse(x + 20, y - bodyFront + 11, 12 * belly, 9 * belly), 3);
        var psoas = Math.Clamp((s.Level - SpineLevels.T12 - 0.2) / 2, 0, 1);
        if (psoas > 0)
        {
            p.Lay(Tissue.Muscle, Shape.Ellipse(Math.Abs(x) - s.BodyRadiusX - (11 * psoas) - 2, y + s.CanalRadiusY + s.BodyRadiusY, 13 * psoas, 17 * psoas), 1 + (0.1 * texture));
        }

        // Crura of the diaphragm.
        p.Lay(Tissue.Muscle, Shape.Capsule(Math.Abs(x), y, s.BodyRadiusX * 0.9, bodyFront + 10, 5, bodyFront - 8, 4, 3));
    }

    private static void BackMuscles(ref TissuePainter p, SpineSection s, double x, double y, double texture)
    {
        var m = s.Person.MuscleScale;
        var side = Math.Abs(x);
        var loin = Math.Clamp((s.Level - 12) / 4, 0, 1);
        double back = s.CanalRadiusY, gain = 1 + (0.14 * texture);
        var depth = Math.Max((s.SkinBack - back - (s.Person.FatMm * 0.8)) / 2, 9);
        // Erector spinae lateral, multifidus beside the spinous process, a fat cleft between.
        double ex = 24 + (5 * loin), rx = (16 + (7 * loin)) * m, ry = Math.Min(depth * (0.8 + (0.12 * loin)), 24);
        var erector = Shape.Ellipse(side - ex, y - back - depth - 1, rx, ry);
        var multifidus = Shape.Ellipse(side - 8, y - back - depth + 1, 7.5 * m, ry * 0.95);
        p.Lay(Tissue.Fat, Shape.SmoothMin(erector, multifidus, 3) - 1.1, 0.85);
        p.Lay(Tissue.Muscle, erector, gain);
        p.Lay(Tissue.Muscle, multifidus, gain * 1.05);
        var streak = NoiseField.At((x * 0.3) + 11, y * 0.3, s.Z * 0.04);
        p.Lay(Tissue.Fat, Math.Max(Math.Min(erector, multifidus) + 1, 0.62 - s.Person.MuscleFat - streak), 0.75);
    }
}
