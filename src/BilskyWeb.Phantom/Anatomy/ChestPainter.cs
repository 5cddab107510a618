using BilskyWeb.Phantom.Physics;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Anatomy;

/// <summary>The chest around the spine: lungs with their vessels, ribs with the muscles between them, heart and great vessels.</summary>
/// <remarks>Sizes in millimetres, rounded from what axial anatomy of adults shows. Nothing here reaches the 20 mm around the canal.</remarks>
internal static class ChestPainter
{
    // Of a lung, from the middle of its outline: straight back is 0, outwards is positive.
    private const double RibsFrom = -0.85, WallRadius = 66;

    /// <summary>Where the heart's long axis points: to the left and forward.</summary>
    private const double AxisX = 0.82, AxisY = -0.57;

    /// <summary>Paints one point.</summary>
    /// <param name="p">The point's painter.</param>
    /// <param name="s">The section.</param>
    /// <param name="x">To the left of the canal's centre, in mm.</param>
    /// <param name="y">Behind it, in mm.</param>
    /// <param name="texture">Noise in about [−1, 1] at this point.</param>
    /// <param name="inner">Signed distance to the inside of the trunk's wall, in mm.</param>
    /// <param name="lung">How wide the lungs are here, 0 (none) to about 1.</param>
    public static void Paint(ref TissuePainter p, SpineSection s, double x, double y, double texture, double inner, double lung)
    {
        var side = Math.Abs(x);
        var size = s.Person.LungScale;
        var chest = Shape.SmoothMax(Shape.Ellipse(side - 74, y + 38, 60 * size, 74 * size), inner + 2, 6);
        if (chest is > -2 and < 14)
        {
            Wall(ref p, s, side, y, texture, chest);
        }

        var lobe = Shape.SmoothMax(Shape.Ellipse(side - 74, y + 38, 60 * lung, 74 * lung), inner + 2, 6);
        if (lung > 0 && lobe < 2)
        {
            Lung(ref p, s, x, y, texture, lobe);
        }

        if (y < -40)
        {
            GreatVessels(ref p, s, x, y);
            Heart(ref p, s, x, y, texture);
        }
    }

    // A slice cuts each rib obliquely, since it runs down as it goes round: ovals in a row, which move outwards from slice to slice.
    private static void Wall(ref TissuePainter p, SpineSection s, double side, double y, double texture, double lobe)
    {
        var arc = WallRadius * (Math.Atan2(side - 74, y + 38) - RibsFrom);
        var muscle = Math.Max(Math.Abs(lobe - 4.5) - 4.5, -arc);
        p.Lay(Tissue.Muscle, muscle, 1.1 + (0.25 * texture));
        const double Slope = 1.35;
        var apart = Slope * s.HeightMm;
        var along = arc - (Slope * s.DepthMm);
        along -= apart * Math.Round(along / apart);
        var rib = Math.Max(Shape.Squircle(along, lobe - 5.2, 11.5, 3.7), -arc);
        p.Lay(Tissue.Fat, rib - 1.1, 0.75);
        p.Lay(Tissue.CompactBone, rib);
        p.Lay(Tissue.Marrow, rib + 1.2, 1 + (0.2 * texture));
    }

    private static void Lung(ref TissuePainter p, SpineSection s, double x, double y, double texture, double lobe)
    {
        // Pleura, then parenchyma: what lies lowest in a person on the back is densest.
        p.Lay(Tissue.Muscle, lobe - 0.9, 0.8);
        var grain = NoiseField.At((x * 0.7) + 5, y * 0.7, s.Z * 0.3);
        p.Lay(Tissue.Lung, lobe, Math.Clamp(1 + ((y + 30) / 90), 0.45, 1.7) * (1 + (0.3 * texture) + (0.25 * grain)));

        // Vessels branch from the hilum: they grow thin and farther apart on their way out.
        double fromX = Math.Abs(x) - 27, fromY = y + 50;
        var r = Math.Sqrt((fromX * fromX) + (fromY * fromY)) + 4;
        var turn = Math.Atan2(fromY, fromX);
        var other = x < 0 ? 13.7 : 0;
        double wound = (turn * 4.5) + other + s.Person.TextureShift, outwards = Math.Log(r) * 3.4;
        var width = 0.35 + (3 * Math.Exp(-r / 24));
        var vessel = (Math.Abs(NoiseField.At(wound, outwards, s.Z * 0.07)) * r * 0.25) - width;

        // Most of them leave the plane soon.
        vessel = Math.Max(vessel, (0.12 - NoiseField.At((x * 0.11) + 17, y * 0.11, s.Z * 0.15)) * 12);
        p.Lay(Tissue.Vein, Math.Max(vessel, lobe + 2.5), Math.Clamp(0.45 - (r / 300), 0.2, 0.45));
        p.Lay(Tissue.FastBlood, Math.Max(vessel + 1.8, lobe + 3), 2);
    }

    private static void GreatVessels(ref TissuePainter p, SpineSection s, double x, double y)
    {
        var aorta = s.Person.AortaRadius;
        if (s.Level is > 6.4 and < 9)
        {
            Vessel(ref p, Shape.Ellipse(x + 10, y + 96, aorta + 3, aorta + 3));
            Vessel(ref p, Shape.Ellipse(x + 31, y + 88, 9, 10));
            Vessel(ref p, Shape.Ellipse(x - 17, y + 102, aorta + 2, aorta + 1));
        }
        else if (s.Level is > 5.4 and <= 6.4)
        {
            Vessel(ref p, Shape.Capsule(x, y, 22, -52, -4, -92, aorta, aorta + 1));
            Vessel(ref p, Shape.Ellipse(x + 28, y + 86, 8, 9));
        }

        if (s.Level is > 6.8 and < 8)
        {
            // Main bronchi.
            var bronchus = Shape.Capsule(Math.Abs(x), y, 10, -62, 27, -54, 6, 5);
            p.Lay(Tissue.Muscle, bronchus - 1.3, 0.9);
            p.Lay(Tissue.Air, bronchus);
        }
    }

    private static void Vessel(ref TissuePainter p, double distance)
    {
        p.Lay(Tissue.Fat, distance - 2.2, 0.5);
        p.Lay(Tissue.Muscle, distance - 1.4);
        p.Lay(Tissue.FastBlood, distance, 2);
    }

    private static void Heart(ref TissuePainter p, SpineSection s, double x, double y, double texture)
    {
        var h = Shape.Dome(s.Level - 10.6, 2.9);
        if (h < 0.3)
        {
            return;
        }

        double dx = x - 18, dy = y + 96;
        double u = (dx * AxisX) + (dy * AxisY), v = (dx * -AxisY) + (dy * AxisX);
        var left = Shape.Ellipse(u - 12, v - 12, 42 * h, 27 * h);
        var right = Shape.Ellipse(u - 2, v + 15, 44 * h, 23 * h);
        var atria = Math.Min(Shape.Ellipse(u + 34, v + 9, 22 * h, 24 * h), s.Level < 10.4 ? Shape.Ellipse(u + 26, v - 20, 24 * h, 17 * h) : 1e3);
        var heart = Shape.SmoothMin(Shape.SmoothMin(left, right, 6), atria, 5);
        if (heart > 9)
        {
            return;
        }

        // Fat lies in the grooves, thick before the right heart and nearly none elsewhere.
        var fat = 2.2 + (3.4 * NoiseField.At(u * 0.05, (v * 0.05) + 11, s.Z * 0.05));
        p.Lay(Tissue.Ligament, heart - Math.Max(fat, 0) - 1.2);
        p.Lay(Tissue.Fat, heart - fat, 0.7 + (0.15 * texture));
        p.Lay(Tissue.Organ, Math.Min(Math.Min(left, right), atria), 1.5 + (0.2 * texture));

        // Walls of about 10, 4 and 2 mm. Blood that runs is dark; where it turns slowly along a wall it is not.
        var beat = 1.5 * NoiseField.At(u * 0.12, v * 0.12, (s.Z * 0.2) + 3);
        var chambers = Math.Min(Math.Min(Shape.Ellipse(u - 8, v - 12, 32 * h, 16.5 * h) + beat, Math.Max(right + 4, -left - 1)), Math.Max(atria + 2.2, 2 - Math.Min(left, right)));
        p.Lay(Tissue.FastBlood, chambers, 1.2);
        var slow = NoiseField.At(u * 0.09, (v * 0.09) + 7, s.Z * 0.2);
        p.Lay(Tissue.Vein, Math.Max(chambers + 1.5, (0.25 - slow) * 9), 0.28);
    }
}
