using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Physics;

/// <summary>Signal of each tissue in a T2 turbo spin echo, water and fat apart so that chemical shift can move the fat.</summary>
internal sealed class TseContrast
{
    /// <summary>Proton density, T1 and T2 in ms at 1.5 T and at 3 T, and the share of fat.</summary>
    /// <remarks>
    /// Rounded from Stanisz et al., MRM 2005 (cord, muscle, cartilage); Gold et al., AJR 2004 (muscle, fat, marrow); de Bazelaire et al., Radiology 2004
    /// (vertebra, kidney, liver); Smith et al., MRM 2008 (cord grey and white matter at 3 T). Fat's T2 is the longer one of a turbo spin echo
    /// (Henkelman et al., JMRI 1992). Tumours: between muscle and fluid, chosen to span what metastases show.
    /// </remarks>
    private static readonly (Tissue Tissue, double Density, double T1Low, double T2Low, double T1High, double T2High)[] Table =
    [
        (Tissue.Muscle, 0.85, 1010, 40, 1410, 36),
        (Tissue.Marrow, 0.6, 700, 55, 780, 50),
        (Tissue.CompactBone, 0.15, 500, 8, 500, 8),
        (Tissue.Nucleus, 0.9, 1100, 95, 1350, 85),
        (Tissue.Annulus, 0.6, 900, 38, 1000, 34),
        (Tissue.Ligament, 0.5, 800, 24, 900, 20),
        (Tissue.Vein, 0.85, 1400, 110, 1650, 80),
        (Tissue.Csf, 1.0, 4000, 1600, 4200, 1400),
        (Tissue.WhiteMatter, 0.72, 750, 73, 990, 68),
        (Tissue.GreyMatter, 0.82, 950, 84, 1150, 78),
        (Tissue.Root, 0.8, 1000, 82, 1200, 76),
        (Tissue.FastBlood, 0.06, 1400, 150, 1650, 120),
        (Tissue.Lung, 0.16, 1200, 55, 1300, 45),
        (Tissue.Organ, 0.8, 600, 48, 810, 40),
        (Tissue.Kidney, 0.9, 1000, 90, 1200, 80),
        (Tissue.Bowel, 0.8, 1000, 80, 1200, 70),
        (Tissue.Joint, 0.8, 1100, 60, 1250, 48),
        (Tissue.Tumour, 0.85, 1050, 88, 1350, 80),
        (Tissue.ScleroticTumour, 0.5, 900, 45, 1050, 40),
    ];

    private static readonly int Count = Enum.GetValues<Tissue>().Length;

    private TseContrast(double[] water, double[] fat)
    {
        Water = water;
        Fat = fat;
    }

    public double[] Water { get; }

    public double[] Fat { get; }

    /// <summary>Contrast by physics for one examination; tissues of one person differ by a few per cent.</summary>
    public static TseContrast ByPhysics(bool highField, double trMs, double teMs, double marrowFat, double tumourBrightness, SeededRandom r)
    {
        var water = new double[Count];
        var fat = new double[Count];
        foreach (var (tissue, density, t1Low, t2Low, t1High, t2High) in Table)
        {
            var t1 = (highField ? t1High : t1Low) * r.Normal(1, 0.05);
            var t2 = (highField ? t2High : t2Low) * r.Normal(1, 0.06);
            if (tissue is Tissue.Tumour)
            {
                t2 *= 0.8 + (0.55 * tumourBrightness);
            }

            if (tissue is Tissue.Nucleus)
            {
                t2 *= r.Between(0.5, 1.3);
            }

            // The echo train takes about 150 ms of the recovery time.
            water[(int)tissue] = density * (1 - Math.Exp(-(trMs - 150) / t1)) * Math.Exp(-teMs / t2);
        }

        var fatSignal = 0.85 * (1 - Math.Exp(-(trMs - 150) / (highField ? 380 : 340))) * Math.Exp(-teMs / (r.Normal(135, 10)));
        fat[(int)Tissue.Fat] = fatSignal;
        fat[(int)Tissue.EpiduralFat] = fatSignal * r.Normal(0.92, 0.05);
        fat[(int)Tissue.Marrow] = fatSignal * marrowFat * 0.85;
        water[(int)Tissue.Marrow] *= 1 - marrowFat;
        return new TseContrast(water, fat);
    }

    /// <summary>T2-like contrast beyond any one sequence (gradient echo, other fields): fluid is brighter than cord and mass, all else is free.</summary>
    public static TseContrast T2LikeAtRandom(double marrowFat, SeededRandom r)
    {
        var contrast = ByPhysics(r.Chance(0.5), r.Between(1500, 8000), r.Between(45, 150), marrowFat, r.Unit(), r);
        for (var i = 0; i < Count; i++)
        {
            var factor = Math.Exp(r.Normal(0, 0.4));
            contrast.Water[i] *= factor;
            contrast.Fat[i] *= factor;
        }

        if (r.Chance(0.25))
        {
            // Fat suppressed, or nearly so.
            var left = r.Between(0.02, 0.4);
            for (var i = 0; i < Count; i++)
            {
                contrast.Fat[i] *= left;
            }
        }

        var fluid = contrast.Water[(int)Tissue.Csf];
        var cord = fluid * r.Between(0.2, 0.78);
        contrast.Water[(int)Tissue.WhiteMatter] = cord;
        contrast.Water[(int)Tissue.GreyMatter] = cord * r.Between(1, 1.25);
        contrast.Water[(int)Tissue.Root] = cord * r.Between(0.9, 1.2);
        contrast.Water[(int)Tissue.Tumour] = Math.Min(contrast.Water[(int)Tissue.Tumour], fluid * r.Between(0.45, 0.8));
        return contrast;
    }

    /// <summary>Any grey for every tissue but two: fluid is bright, and brighter than the cord, as on every T2-weighted image.</summary>
    public static TseContrast FluidBrightAtRandom(SeededRandom r)
    {
        var contrast = AtRandom(r);
        var fluid = r.Between(0.6, 1.1);
        var cord = fluid * r.Between(0.15, 0.8);
        contrast.Water[(int)Tissue.Csf] = fluid;
        contrast.Water[(int)Tissue.WhiteMatter] = cord;
        contrast.Water[(int)Tissue.GreyMatter] = cord * r.Between(0.9, 1.25);
        contrast.Water[(int)Tissue.Root] = cord * r.Between(0.9, 1.2);

        // A mass as bright as fluid could not be told from it by anybody.
        contrast.Water[(int)Tissue.Tumour] = fluid * r.Between(0.1, 0.85);
        return contrast;
    }

    /// <summary>Contrast beyond realism: every tissue any grey, for a detector that must not trust contrast.</summary>
    public static TseContrast AtRandom(SeededRandom r)
    {
        var water = new double[Count];
        var fat = new double[Count];
        for (var i = 1; i < Count; i++)
        {
            water[i] = r.Between(0.02, 1);
        }

        if (r.Chance(0.35))
        {
            // Fat brightest by far, as on T1-weighted and in-phase body scans.
            for (var i = 1; i < Count; i++)
            {
                water[i] *= 0.5;
            }

            water[(int)Tissue.Fat] = r.Between(0.75, 1);
            water[(int)Tissue.EpiduralFat] = water[(int)Tissue.Fat];
        }

        water[(int)Tissue.Air] = 0;
        water[(int)Tissue.Lung] = r.Between(0, 0.15);
        water[(int)Tissue.Metal] = 0;
        return new TseContrast(water, fat);
    }
}
