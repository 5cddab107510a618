namespace BilskyWeb.Core.Cases;

/// <summary>What the team decides for a patient with suspected metastatic epidural spinal cord compression.</summary>
public enum CaseChoice
{
    /// <summary>External beam radiotherapy.</summary>
    Radiotherapy,

    /// <summary>Stereotactic body radiotherapy.</summary>
    Sbrt,

    /// <summary>Surgical decompression, then radiotherapy.</summary>
    SurgeryAndRadiotherapy,

    /// <summary>Surgery alone.</summary>
    SurgeryAlone,

    /// <summary>Systemic treatment.</summary>
    Systemic,

    /// <summary>Best supportive care.</summary>
    SupportiveCare,

    /// <summary>Nothing yet: more images first.</summary>
    MoreImaging,

    /// <summary>It is no metastatic epidural spinal cord compression.</summary>
    NotMescc,
}
