using BilskyWeb.Phantom.Physics;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Anatomy;

/// <summary>Vertebra, disc, the ribs' necks and joints, with metastases in bone.</summary>
internal static class BonePainter
{
    private const double Cortex = 0.9;

    public static void Paint(ref TissuePainter p, SpineSection s, double x, double y, double texture)
    {
        double side = Math.Abs(x), rx = s.CanalRadiusX, ry = s.CanalRadiusY, k = s.Person.Scale;
        var canal = s.CanalDistance(x, y);
        var bone = 1e3;

        // Body or disc: flat-backed, waisted at mid-height, its back hollowed by the canal.
        var inDisc = s.DepthMm > s.BonyMm;
        var waist = inDisc ? 1.02 : 1 - (0.07 * Shape.Dome(s.DepthMm - (s.BonyMm / 2), s.BonyMm / 2));
        var bodyY = y + ry + s.BodyRadiusY - 0.5;
        var round = Shape.Ellipse(x, bodyY, s.BodyRadiusX * waist, s.BodyRadiusY * waist * 1.02);
        var square = Shape.Squircle(x, bodyY, s.BodyRadiusX * waist, s.BodyRadiusY * waist);
        var body = Shape.SmoothMax((0.55 * round) + (0.45 * square), -canal + 0.3, 1.5);
        if (inDisc)
        {
            Disc(ref p, s, x, y, body, canal, texture);
        }
        else
        {
            bone = body;
        }

        if (body > 40 && y < 0)
        {
            return;
        }

        var thoracic = s.Level is > SpineLevels.C7 and < SpineLevels.T12 + 0.6;
        var pedicle = Shape.Dome(s.DepthMm - (s.BonyMm * 0.3), s.BonyMm * 0.33);
        if (pedicle > 0.1)
        {
            var px = rx + (3.2 * k);
            bone = Shape.SmoothMin(bone, Shape.Capsule(side, y, px, -ry - 1, px + 0.8, ry * 0.35, 3.6 * k * pedicle, 4 * k * pedicle), 2);
        }

        bone = Math.Min(bone, Arch(s, side, y, rx, ry, k, thoracic, pedicle));
        p.Lay(Tissue.CompactBone, Shape.SmoothMax(bone, -canal + 0.2, 0.8));
        var inside = Shape.SmoothMax(bone, -canal + 0.2, 0.8) + Cortex;
        if (!inDisc && Math.Min(s.DepthMm, s.BonyMm - s.DepthMm) < 0.9)
        {
            // End plate.
            inside = Math.Max(inside, -body + 0.5);
        }

        var islands = NoiseField.At((x * 0.4) + 7, (y * 0.4) + s.Person.TextureShift, s.Z * 0.3);
        p.Lay(Tissue.Marrow, inside, 1 + (0.2 * texture) + (0.16 * islands));
        if (!inDisc && Math.Abs(s.DepthMm - (s.BonyMm * 0.5)) < 3.5)
        {
            // Basivertebral vein.
            p.Lay(Tissue.Vein, Shape.Capsule(x, y, 0, -ry - 1, 0, -ry - (s.BodyRadiusY * 0.7), 1.6, 0.5), 0.9);
        }

        Lesions(ref p, s, x, y, inside, texture);
        Joints(ref p, s, side, y, rx, ry, k);
        if (thoracic)
        {
            RibNeck(ref p, s, side, y, rx, ry, texture);
        }
    }

    private static double Arch(SpineSection s, double side, double y, double rx, double ry, double k, bool thoracic, double pedicle)
    {
        var half = s.Person.LaminaThickness / 2 * k;
        var arch = 1e3;
        var lamina = Shape.Dome(s.DepthMm - (s.BonyMm * 0.68), s.BonyMm * 0.62);
        if (lamina > 0.1)
        {
            arch = Shape.Capsule(side, y, rx + 2.6, ry * 0.35, 0, ry + (half * 1.15), half * lamina, half * lamina);
        }

        // The spinous process slopes down in the thorax, so the one above still shows at the top of a vertebra.
        var slope = thoracic ? 0.75 : 0.2;
        for (var above = 0; above <= 1; above++)
        {
            var depth = s.DepthMm + (above * s.HeightMm);
            var along = depth - (s.BonyMm * 0.55);
            double start = ry + 3 + (along * slope), length = thoracic ? 9 : 17;
            var dome = Shape.Dome(depth - (s.BonyMm * (thoracic ? 1.05 : 0.75)), s.BonyMm * (thoracic ? 0.75 : 0.5));
            if (dome > 0.15)
            {
                start = Math.Max(start, ry + 3);
                arch = Shape.SmoothMin(arch, Shape.Capsule(side, y, 0, start, 0, start + length, 2.6 * k * dome, 3 * k * dome), 1.5);
            }
        }

        var transverse = Shape.Dome(s.DepthMm - (s.BonyMm * 0.35), s.BonyMm * (thoracic ? 0.32 : 0.28));
        if (transverse > 0.1)
        {
            double tipX = thoracic ? rx + 20 - (0.5 * Math.Max(0, s.Level - 9)) : rx + 26, tipY = thoracic ? ry + 8 : ry * 0.4;
            arch = Shape.SmoothMin(arch, Shape.Capsule(side, y, rx + 4, ry * 0.35, tipX, tipY, 3.6 * k * transverse, (thoracic ? 4.2 : 2.6) * k * transverse), 2);
        }

        return pedicle > 0.1 ? Shape.SmoothMin(arch, Shape.Capsule(side, y, rx + 3.6, 0, rx + 3, ry * 0.4, 3.6 * k * pedicle, 3.4 * k * pedicle), 2) : arch;
    }

    private static void Disc(ref TissuePainter p, SpineSection s, double x, double y, double body, double canal, double texture)
    {
        p.Lay(Tissue.Annulus, body - 0.8);
        var height = Shape.Dome(s.DepthMm - ((s.BonyMm + s.HeightMm) / 2), ((s.HeightMm - s.BonyMm) / 2) + 0.3);
        p.Lay(Tissue.Nucleus, body + (s.BodyRadiusY * 0.42) + (2 * (1 - height)), 0.9 + (0.15 * texture));
        // Foramina: fat with the root's ganglion.
        var side = Math.Abs(x);
        var foramen = Shape.Ellipse(side - s.CanalRadiusX - 4.5, y - 0.5, 5.5, 4.5);
        p.Lay(Tissue.EpiduralFat, Math.Max(foramen, -canal), 0.85);
        p.Lay(Tissue.Root, Shape.Ellipse(side - s.CanalRadiusX - 5, y - 0.2, 3.2, 2));
    }

    private static void Joints(ref TissuePainter p, SpineSection s, double side, double y, double rx, double ry, double k)
    {
        var joint = Shape.Dome(s.DepthMm - (s.BonyMm + 0.5), 7);
        if (joint < 0.2)
        {
            joint = Shape.Dome(s.DepthMm + (s.HeightMm - s.BonyMm - 0.5), 7);
        }

        if (joint < 0.2)
        {
            return;
        }

        var loin = Math.Clamp((s.Level - 13) / 3, 0, 1);
        double jx = rx + 2.5 + (3 * loin), jy = (ry * 0.75) + (2 * loin);
        var facet = Shape.Ellipse(side - jx, y - jy, (5.2 + (2 * loin)) * k * joint, (5 + (2.5 * loin)) * k * joint);
        p.Lay(Tissue.CompactBone, facet);
        p.Lay(Tissue.Marrow, facet + 2);
        // Thoracic facets face backwards, lumbar ones inwards.
        var line = loin > 0.5 ? Math.Abs(side - jx - (0.25 * (y - jy))) : Math.Abs(y - jy + (0.2 * (side - jx)));
        p.Lay(Tissue.CompactBone, Math.Max(line - 1.5, facet));
        p.Lay(Tissue.Joint, Math.Max(line - 0.5, facet + 0.8));
    }

    // The shaft belongs to the chest's wall.
    private static void RibNeck(ref TissuePainter p, SpineSection s, double side, double y, double rx, double ry, double texture)
    {
        double head = Shape.Dome(s.DepthMm - 2, 5.5), below = Shape.Dome(s.DepthMm - s.HeightMm - 2, 5.5);
        head = Math.Max(head, below);
        if (head > 0.15)
        {
            var neck = Shape.Capsule(side, y, s.BodyRadiusX + 2.5, -ry - 2, rx + 22, ry - 2, 4 * head, 3.4 * head);
            p.Lay(Tissue.CompactBone, neck);
            p.Lay(Tissue.Marrow, neck + 1.1, 1 + (0.2 * texture));
        }
    }

    private static void Lesions(ref TissuePainter p, SpineSection s, double x, double y, double inside, double texture)
    {
        foreach (var lesion in s.Lesions)
        {
            if (!lesion.ReachesBoneAt(s.Z) || inside > 4)
            {
                continue;
            }

            var tissue = lesion.Sclerotic ? Tissue.ScleroticTumour : Tissue.Tumour;
            p.Lay(tissue, Math.Max(lesion.BoneDistance(x, y, s.Z), inside), 0.85 + (0.16 * texture));
            if (lesion.ReachesCanalAt(s.Z))
            {
                // Where the mass leaves the bone it has eaten the cortex.
                p.Lay(Tissue.Tumour, Math.Max(lesion.EpiduralDistance(x, y, s.Z), inside - 2), 0.9 + (0.12 * texture));
            }
        }
    }
}
