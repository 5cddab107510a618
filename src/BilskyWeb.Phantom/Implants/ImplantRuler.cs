using BilskyWeb.Phantom.Labels;

namespace BilskyWeb.Phantom.Implants;

/// <summary>Measures deformed outlines by the same words as the phantom's, for <see cref="BilskyFromGeometry"/>.</summary>
internal static class ImplantRuler
{
    private const double StepMm = 0.4;

    public static CanalMeasurements Measure(CanalDeformation canal)
    {
        double gap = CanalMeasurements.NoContact, visible = 0, indentation = 0;
        for (var i = 0; i < Outline.Rays; i++)
        {
            var layer = canal.Sac.RadiusMm[i] - canal.Cord.RadiusMm[i];
            visible += BilskyFromGeometry.ShowsCsf(layer) ? 1.0 / Outline.Rays : 0;
            var (x, y) = canal.Sac.Point(i);
            if (canal.Mass.IsEpidural && BilskyFromGeometry.HasMassBehind(canal.Mass.EpiduralDistance(x, y)))
            {
                gap = Math.Min(gap, layer);
                indentation = Math.Max(indentation, -canal.Before.Sac.Distance(x, y));
            }
        }

        return new CanalMeasurements(MassArea(canal), indentation, gap, Flattening(canal), visible, 0);
    }

    // Largest loss of the cord's width through its centre, in any direction.
    private static double Flattening(CanalDeformation canal)
    {
        var most = 0.0;
        for (var i = 0; i < Outline.Rays / 2; i++)
        {
            most = Math.Max(most, Width(canal.Before.Cord, i) - Width(canal.Cord, i));
        }

        return most;

        static double Width(Outline cord, int ray) => cord.RadiusMm[ray] + cord.RadiusMm[ray + (Outline.Rays / 2)];
    }

    private static double MassArea(CanalDeformation canal)
    {
        if (!canal.Mass.IsEpidural)
        {
            return 0;
        }

        var wall = canal.Before.Wall;
        var reach = wall.RadiusMm.Max() + 1;
        var area = 0.0;
        for (var y = wall.CentreY - reach; y <= wall.CentreY + reach; y += StepMm)
        {
            for (var x = wall.CentreX - reach; x <= wall.CentreX + reach; x += StepMm)
            {
                if (wall.Distance(x, y) < 0 && canal.Mass.EpiduralDistance(x, y) < 0 && canal.Sac.Distance(x, y) > 0)
                {
                    area += StepMm * StepMm;
                }
            }
        }

        return area;
    }
}
