namespace BilskyWeb.Core.Grading;

/// <summary>What a place in the region around the canal is made of, as far as a Bilsky grade asks. The numbers are the segmentation network's channels.</summary>
public enum CanalTissue
{
    /// <summary>Outside the vertebra: muscle, fat, vessels, lung.</summary>
    Other,

    /// <summary>Vertebral body, arch, joints and discs, with whatever tumour is in them.</summary>
    Vertebra,

    /// <summary>What fills the canal beside the sac: fat, veins, ligament, a bulging disc.</summary>
    EpiduralSpace,

    /// <summary>Tumour inside the bony canal.</summary>
    EpiduralMass,

    /// <summary>Cerebrospinal fluid with the roots in it: the sac without the cord.</summary>
    Csf,

    /// <summary>Spinal cord.</summary>
    Cord,
}

/// <summary>The kinds of <see cref="CanalTissue"/>.</summary>
public static class CanalTissues
{
    /// <summary>How many there are.</summary>
    public const int Count = 6;
}
