using BilskyWeb.Phantom.Anatomy;

namespace BilskyWeb.Phantom.Labels;

/// <summary>Measures at one height what in the anatomy could mislead a reader. Artefacts of the image are the slice's to tell.</summary>
internal static class ConfounderRuler
{
    /// <summary>CSF that has lost this share of its signal is darker than its surroundings by more than the noise of any scanner here.</summary>
    public const double VisibleFlowLoss = 0.3;

    /// <summary>A streak of less area is some few pixels, as noise makes them.</summary>
    public const double FlowVoidMm2 = 3;

    private const double StepMm = 0.6;

    /// <param name="section">The middle of the slice.</param>
    /// <param name="canal">What was measured over the slice's thickness.</param>
    public static Confounders Find(SpineSection section, CanalMeasurements canal)
    {
        var found = Confounders.None;
        Add(Confounders.Lipomatosis, section.Person.Lipomatosis);
        Add(Confounders.FlowVoid, FlowVoidArea(section) >= FlowVoidMm2);
        Add(Confounders.Syrinx, section.Syrinx is { } syrinx && BilskyFromGeometry.ShowsCsf(syrinx.ThicknessMm(section)));
        Add(Confounders.Degenerative, canal.DegenerativeIndentationMm >= BilskyFromGeometry.SacDeformedMm);
        Add(Confounders.Instrumentation, section.Metal?.Spoils(section.Z) == true);
        return found;

        void Add(Confounders one, bool there) => found |= there ? one : Confounders.None;
    }

    private static double FlowVoidArea(SpineSection section)
    {
        if (CanalPainter.FlowLoss(section.Person.FlowVoid) < VisibleFlowLoss)
        {
            return 0;
        }

        var contents = section.Contents;
        var area = 0.0;
        for (var i = 0; i < CanalContents.Rays; i++)
        {
            var (x, y) = CanalContents.Direction(i);
            for (var radius = contents.Cord[i] + (StepMm / 2); radius < contents.Sac[i]; radius += StepMm)
            {
                if (CanalPainter.FlowLoss(section, contents.CordX + (radius * x), contents.CordY + (radius * y), radius - contents.Sac[i]) >= VisibleFlowLoss)
                {
                    area += radius * StepMm * 2 * Math.PI / CanalContents.Rays;
                }
            }
        }

        return area;
    }
}
