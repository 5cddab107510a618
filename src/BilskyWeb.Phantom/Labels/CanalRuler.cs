using BilskyWeb.Phantom.Anatomy;

namespace BilskyWeb.Phantom.Labels;

/// <summary>Measures at one height what a reader judges a slice by.</summary>
internal static class CanalRuler
{
    private const double StepMm = 0.6;

    public static CanalMeasurements Measure(SpineSection section)
    {
        var contents = section.Contents;
        double gap = CanalMeasurements.NoContact, visible = 0;
        for (var i = 0; i < CanalContents.Rays; i++)
        {
            double sac = contents.Sac[i], layer = sac - contents.Cord[i];
            visible += BilskyFromGeometry.ShowsCsf(layer) ? 1.0 / CanalContents.Rays : 0;
            var (x, y) = CanalContents.Direction(i);
            if (contents.HasMass && BilskyFromGeometry.HasMassBehind(contents.MassDistance(contents.CordX + (sac * x), contents.CordY + (sac * y))))
            {
                gap = Math.Min(gap, layer);
            }
        }

        return new CanalMeasurements(
            MassArea(section), contents.SacIndentation(), gap, contents.CordFlatteningMm, visible, contents.DegenerativeIndentation());
    }

    private static double MassArea(SpineSection section)
    {
        if (!section.Contents.HasMass)
        {
            return 0;
        }

        var area = 0.0;
        double reachX = section.CanalRadiusX * 1.35, reachY = section.CanalRadiusY;
        for (var y = -reachY; y <= reachY; y += StepMm)
        {
            for (var x = -reachX; x <= reachX; x += StepMm)
            {
                if (section.CanalDistance(x, y) < 0 && section.Contents.MassDistance(x, y) < 0)
                {
                    area += StepMm * StepMm;
                }
            }
        }

        return area;
    }
}
