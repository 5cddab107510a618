using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Implants;

/// <summary>Puts a deformed canal and its mass into the pixels of a real slice.</summary>
/// <remarks>
/// Cord and CSF are the slice's own pixels, moved; at the new edges all tissues are mixed by their partial volumes under the slice's own point spread. What is not moved and not covered keeps its stored value.
/// </remarks>
internal static class ImplantPainter
{
    private const double DuraMm = 0.35;

    /// <summary>A thinner layer between cord and wall is taken for membranes; from twice as much on all of it is CSF.</summary>
    private const double ThinnestCsfMm = 0.2;

    /// <summary>Inside the cord's outline, how far CSF may show.</summary>
    private const double RimMm = 1.2;

    /// <summary>A pixel that holds less of anything new is left as it is.</summary>
    private const double Untouched = 0.004;

    /// <summary>Paints.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="anatomy">Its anatomy.</param>
    /// <param name="layers">The slice taken apart.</param>
    /// <param name="canal">The deformed canal.</param>
    /// <param name="look">How the lesion looks.</param>
    /// <param name="donor">The slice's own tissue.</param>
    /// <param name="r">For texture.</param>
    /// <returns>Row-major pixels of the whole image.</returns>
    public static float[] Paint(HostSlice slice, HostAnatomy anatomy, SliceLayers layers, CanalDeformation canal, MassLook look, DonorTissue donor, SeededRandom r)
    {
        var pixels = (float[])slice.Image.Pixels.Clone();
        var (window, before, spread) = (layers.Window, canal.Before, layers.SpreadMm);
        var texture = donor.Texture(window, r);
        var phase = r.Between(0, 32);
        var shading = Shading.Of(slice, anatomy);
        var level = Level(anatomy, look, donor, shading);

        // Grain goes with signal, noise does not.
        var grain = Math.Clamp(Math.Sqrt(level / donor.Level), 0.75, 1.35);
        for (var i = 0; i < window.Count; i++)
        {
            var (x, y) = window.Place(i);
            var (cord, csf, outside) = PartialVolume.Of(canal.Cord, canal.Sac, spread, x, y);
            var mass = cord >= 1 && !canal.Mass.IsEpidural ? 0 : MassShare(canal, look, spread, x, y) * Fade(before, x, y);

            // Where mass presses sac on cord, what is between them are membranes and no fluid.
            var lost = csf * Math.Min(mass, 1) * (1 - ShownCsf(canal, x, y));
            (csf, outside) = (csf - lost, outside + lost);
            var (cordX, cordY) = canal.Map.Back(x, y);
            var (csfX, csfY) = canal.CsfBack(x, y);
            var was = PartialVolume.Of(before.Cord, before.Sac, spread, x, y);
            var moves = (cord * Math.Min(Distance(cordX - x, cordY - y), 1)) + (csf * Math.Min(Distance(csfX - x, csfY - y), 1));
            if (moves + (outside * mass) + Math.Abs(cord - was.Cord) + Math.Abs(csf - was.Csf) < Untouched)
                continue;

            var value = outside * (1 - mass) * (layers.Outside[i] + layers.Rest[i]);
            if (cord > 0)
                value += cord * (window.Sample(layers.Cord, cordX, cordY) + RestOfCord(window.Sample(layers.Rest, cordX, cordY), canal.Cord.Distance(x, y), mass));
            if (csf > 0)
                value += csf * (window.Sample(layers.Csf, csfX, csfY) + window.Sample(layers.Rest, csfX, csfY));
            if (mass > 0)
            {
                var lumps = 1 + (0.06 * NoiseField.At((x * 0.22) + phase, y * 0.22, phase)) + (0.04 * NoiseField.At(x * 0.5, (y * 0.5) + phase, phase));
                var dura = 1 - (look.DuraLine * Math.Exp(-Math.Pow(Math.Max(canal.Sac.Distance(x, y), 0) / (DuraMm + spread), 2)));
                value += outside * mass * ((level * lumps * dura * shading.Ratio(x, y, before.Wall.CentreX, before.Wall.CentreY)) + (grain * texture[i]));
            }

            pixels[((window.Top + (i / window.Width)) * slice.Image.Width) + window.Left + (i % window.Width)] = (float)value;
        }

        return pixels;
    }

    // What shines at the cord's edge is CSF that its outline missed: gone where mass lies on it.
    private static double RestOfCord(double rest, double edgeMm, double mass) =>
        rest <= 0 ? rest : rest * (1 - (Math.Min(mass, 1) * Math.Clamp(1 + (edgeMm / RimMm), 0, 1)));

    private static double ShownCsf(CanalDeformation canal, double x, double y) =>
        canal.Mass.IsEpidural ? Math.Clamp((canal.Sac.RadiusTowards(x, y) - canal.Cord.RadiusTowards(x, y) - ThinnestCsfMm) / ThinnestCsfMm, 0, 1) : 1;

    private static double Level(HostAnatomy anatomy, MassLook look, DonorTissue donor, Shading shading)
    {
        var wall = anatomy.Outlines.Wall;
        var tissue = donor.Level * shading.Ratio(wall.CentreX, wall.CentreY, donor.X, donor.Y);
        var dark = Math.Max(tissue, 0.6 * anatomy.CordLevel);
        var bright = Math.Max(anatomy.CordLevel + (0.45 * (anatomy.CsfLevel - anatomy.CordLevel)), dark);
        return dark + (Math.Pow(look.Brightness, 1.4) * (bright - dark));
    }

    // How much of what lies outside the sac is mass.
    private static double MassShare(CanalDeformation canal, MassLook look, double spread, double x, double y)
    {
        var epidural = 0.0;
        if (canal.Mass.IsEpidural)
        {
            // Right behind the sac's wall it counts whether there is mass a little farther out: the wall's own mixing is done by the sac's share.
            var lacking = Math.Max(0, (1.5 * spread) - canal.Sac.Distance(x, y));
            double dx = x - canal.Sac.CentreX, dy = y - canal.Sac.CentreY;
            var length = Math.Max(Distance(dx, dy), 1e-6);
            epidural = PartialVolume.Inside(canal.Mass.EpiduralDistance(x + (dx / length * lacking), y + (dy / length * lacking)), spread);
        }

        // Bone ends at the canal's wall; within it disease is the epidural part alone.
        var inBone = Shape.SmoothMax(canal.Mass.BoneDistance(x, y), -canal.Before.Wall.Distance(x, y), 0.6);
        return Math.Max(epidural, look.Infiltration * PartialVolume.Inside(inBone, spread + 0.7));
    }

    // Nothing changes at the window's edge.
    private static double Fade(CanalOutlines before, double x, double y) =>
        Math.Clamp((SliceWindow.ReachMm - 1.5 - Distance(x - before.Cord.CentreX, y - before.Cord.CentreY)) / 3, 0, 1);

    private static double Distance(double x, double y) => Math.Sqrt((x * x) + (y * y));
}
