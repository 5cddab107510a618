using BilskyWeb.Phantom.Physics;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Anatomy;

/// <summary>The canal's contents: epidural fat and veins, ligamentum flavum, mass, dura, CSF, cord, roots.</summary>
internal static class CanalPainter
{
    public static void Paint(ref TissuePainter p, SpineSection s, double x, double y, double texture)
    {
        var canal = s.CanalDistance(x, y);
        if (canal > 2)
        {
            return;
        }

        var contents = s.Contents;
        // In front thin veins and ligament, behind fat.
        p.Lay(Tissue.Ligament, canal);
        p.Lay(y < s.SacY - 1 ? Tissue.Vein : Tissue.EpiduralFat, canal + 0.4, y < s.SacY - 1 ? 0.55 : 1 + (0.05 * texture));
        if (s.FlavumMm > 0.4)
        {
            var flavum = Math.Max(canal, -(canal + s.FlavumMm + 0.4)) + Math.Max(0, (s.CanalRadiusY * 0.15) - y);
            p.Lay(Tissue.Ligament, flavum, 1.1);
            // The fat pad between the two ligaments, behind the sac.
            p.Lay(Tissue.EpiduralFat, Math.Max(Shape.Ellipse(x, y - s.CanalRadiusY + 0.6, 2 + (2.4 * s.Person.DuralFatMm), 1.4 + (1.2 * s.Person.DuralFatMm)), canal + 0.5));
        }

        if (s.Degenerates)
        {
            p.Lay(y < 0 ? Tissue.Annulus : Tissue.Ligament, Math.Max(s.DegenerationDistance(x, y), canal));
        }

        if (contents.HasMass)
        {
            p.Lay(Tissue.Tumour, Math.Max(contents.MassDistance(x, y), canal - 0.5), 0.95 + (0.1 * texture));
        }

        double dx = x - contents.CordX, dy = y - contents.CordY;
        double radius = Math.Sqrt((dx * dx) + (dy * dy)), angle = Math.Atan2(dy, dx);
        var sac = radius - CanalContents.Radius(contents.Sac, angle);
        if (contents.HasMass && sac > 0 && s.SacDistance(x, y) < 0)
        {
            // Corners of the sac that the cord's rays don't reach are pressed flat: no fluid is left in them.
            p.Lay(Tissue.Tumour, Math.Max(s.SacDistance(x, y), -sac), 0.95 + (0.1 * texture));
        }

        if (sac > 1.5)
        {
            return;
        }

        p.Lay(Tissue.Ligament, sac - 0.35);
        p.Lay(Tissue.Csf, sac, 1 - FlowLoss(s, x, y, sac));
        if (s.CordPresence > 0)
        {
            Cord(ref p, s, contents, dx, dy, radius, angle, texture);
        }

        Roots(ref p, s, contents, x, y, sac);
    }

    /// <summary>Share of its signal that CSF loses by its flow at a place.</summary>
    /// <param name="s">The section.</param>
    /// <param name="x">Across, from the canal's centre.</param>
    /// <param name="y">Backwards.</param>
    /// <param name="sac">Signed distance to the sac's wall.</param>
    internal static double FlowLoss(SpineSection s, double x, double y, double sac) =>
        FlowLoss(s.Person.FlowVoid * Math.Max(0, NoiseField.At((x * 0.13) + 5, (y * 0.13) + s.Person.TextureShift, s.Z * 0.035)) * Math.Clamp(-sac * 0.7, 0, 1));

    /// <summary>The same for a strength of flow, 0 to 1; no place of a person has more than the person's own.</summary>
    internal static double FlowLoss(double flow) => Math.Min(flow * 1.9, 0.85);

    private static void Cord(ref TissuePainter p, SpineSection s, CanalContents contents, double dx, double dy, double radius, double angle, double texture)
    {
        var outline = CanalContents.Radius(contents.Cord, angle);
        var cord = radius - outline;
        if (cord > 1)
        {
            return;
        }

        p.Lay(Tissue.WhiteMatter, cord, 1 + (0.05 * texture));
        // Grey matter in the cord's own coordinates, so that it deforms with it.
        var stretch = radius < 1e-6 ? 0 : EllipseRadius(s.CordRadiusX, s.CordRadiusY, dx / radius, dy / radius) / Math.Max(outline, 0.3);
        double gx = Math.Abs(dx * stretch) / Math.Max(s.CordRadiusX, 0.5), gy = dy * stretch / Math.Max(s.CordRadiusY, 0.5);
        var horns = Math.Min(
            Shape.Capsule(gx, gy, 0.3, -0.32, 0.34, 0.42, 0.17, 0.09),
            Shape.Capsule(gx, gy, 0, 0, 0.3, 0, 0.08, 0.08));
        p.Lay(Tissue.GreyMatter, horns * Math.Min(s.CordRadiusX, s.CordRadiusY));
        s.Syrinx?.Paint(ref p, s, gx, gy);
    }

    private static void Roots(ref TissuePainter p, SpineSection s, CanalContents contents, double x, double y, double sac)
    {
        if (sac > -0.3)
        {
            return;
        }

        var side = Math.Abs(x - contents.CordX);
        if (s.CordPresence > 0.35)
        {
            // One ventral and one dorsal root on each side of the cord.
            var reach = Math.Max(s.CordRadiusX - 0.6, 1.5);
            var dot = Math.Min(
                Shape.Ellipse(side - reach, y - contents.CordY - (s.CordRadiusY * 0.85), 0.55, 0.45),
                Shape.Ellipse(side - reach, y - contents.CordY + (s.CordRadiusY * 0.85), 0.5, 0.4));
            p.Lay(Tissue.Root, dot, 0.9);
        }

        if (s.CordPresence < 0.75)
        {
            // Cauda equina: roots sink to the back of the sac in two fans.
            for (var i = 0; i < 9; i++)
            {
                var t = i / 8.0;
                double rx = s.SacRadiusX * (0.12 + (0.66 * t)), ry = s.SacY + (s.SacRadiusY * (0.62 - (0.45 * t * t)));
                rx += 0.8 * NoiseField.At(i * 3.7, s.Z * 0.05, s.Person.TextureShift);
                ry += 0.9 * NoiseField.At(s.Z * 0.05, i * 5.3, s.Person.TextureShift);
                p.Lay(Tissue.Root, Shape.Ellipse(side - rx, y - ry, 0.75, 0.6));
            }
        }
    }

    private static double EllipseRadius(double radiusX, double radiusY, double cos, double sin) =>
        1 / Math.Sqrt((cos * cos / (radiusX * radiusX)) + (sin * sin / (radiusY * radiusY)) + 1e-12);
}
