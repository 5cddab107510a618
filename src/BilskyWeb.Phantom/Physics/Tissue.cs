namespace BilskyWeb.Phantom.Physics;

/// <summary>What a point of the phantom is made of.</summary>
public enum Tissue
{
    /// <summary>Outside the body, trachea, bowel gas.</summary>
    Air,

    /// <summary>Fat under the skin and between organs.</summary>
    Fat,

    /// <summary>Skeletal muscle.</summary>
    Muscle,

    /// <summary>Bone marrow.</summary>
    Marrow,

    /// <summary>Compact bone.</summary>
    CompactBone,

    /// <summary>Nucleus of a disc.</summary>
    Nucleus,

    /// <summary>Annulus of a disc.</summary>
    Annulus,

    /// <summary>Ligament and dura.</summary>
    Ligament,

    /// <summary>Fat in the canal.</summary>
    EpiduralFat,

    /// <summary>Veins in the canal and in the vertebra.</summary>
    Vein,

    /// <summary>Cerebrospinal fluid.</summary>
    Csf,

    /// <summary>White matter of the cord.</summary>
    WhiteMatter,

    /// <summary>Grey matter of the cord.</summary>
    GreyMatter,

    /// <summary>Nerve roots and ganglia.</summary>
    Root,

    /// <summary>Fast blood: a flow void.</summary>
    FastBlood,

    /// <summary>Lung.</summary>
    Lung,

    /// <summary>Liver, spleen, heart wall.</summary>
    Organ,

    /// <summary>Kidney.</summary>
    Kidney,

    /// <summary>Bowel and its content.</summary>
    Bowel,

    /// <summary>Joint cartilage and fluid.</summary>
    Joint,

    /// <summary>Metastasis, in bone or epidural.</summary>
    Tumour,

    /// <summary>Bone-forming metastasis.</summary>
    ScleroticTumour,

    /// <summary>Metal and the void around it.</summary>
    Metal,
}
