namespace BilskyWeb.Core.Clinical.Facts;

#pragma warning disable CS1591 // PrimarySites says what each is.

/// <summary>The primary cancer, as finely as the scores distinguish it.</summary>
public enum PrimarySite
{
    Breast, Prostate, LungNonSmallCell, LungSmallCell, Kidney, Thyroid, Colon, Rectum, Stomach, Oesophagus, Pancreas, Liver, GallBladder, UrinaryBladder,
    Uterus, Ovary, Melanoma, SoftTissueSarcoma, Osteosarcoma, Myeloma, Lymphoma, Seminoma, Neuroendocrine, Other, Unknown,
}

#pragma warning restore CS1591

/// <summary>What conventional radiotherapy can be expected to do to it.</summary>
public enum Radiosensitivity
{
    /// <summary>The framework counts it among the sensitive ones.</summary>
    Sensitive,

    /// <summary>The framework counts it among the resistant ones.</summary>
    Resistant,

    /// <summary>The framework does not name it.</summary>
    NotListed,
}

/// <summary>What the scores make of one primary.</summary>
/// <param name="Radiosensitivity">Of NOMS (Laufer et al., Oncologist 2013;18:744, "Oncologic assessment").</param>
/// <param name="TokuhashiPoints">Of the revised score (Tokuhashi et al., Spine 2005;30:2186, table 2), 0 to 5.</param>
/// <param name="IsLung">For the modified Bauer score (Leithner et al., Eur Spine J 2008;17:1488): lung costs a point.</param>
/// <param name="IsFavourable">For the same: breast, kidney, lymphoma and myeloma bring one.</param>
public sealed record PrimarySiteTraits(Radiosensitivity Radiosensitivity, int TokuhashiPoints, bool IsLung = false, bool IsFavourable = false);

/// <summary>The table of primaries.</summary>
public static class PrimarySites
{
    /// <summary>Codes and words.</summary>
    public static Vocabulary<PrimarySite> Terms { get; } = new(
        (PrimarySite.Breast, "breast", "Breast"),
        (PrimarySite.Prostate, "prostate", "Prostate"),
        (PrimarySite.LungNonSmallCell, "lung-nsclc", "Lung, non-small cell"),
        (PrimarySite.LungSmallCell, "lung-sclc", "Lung, small cell"),
        (PrimarySite.Kidney, "kidney", "Kidney"),
        (PrimarySite.Thyroid, "thyroid", "Thyroid"),
        (PrimarySite.Colon, "colon", "Colon"),
        (PrimarySite.Rectum, "rectum", "Rectum"),
        (PrimarySite.Stomach, "stomach", "Stomach"),
        (PrimarySite.Oesophagus, "oesophagus", "Oesophagus"),
        (PrimarySite.Pancreas, "pancreas", "Pancreas"),
        (PrimarySite.Liver, "liver", "Liver (hepatocellular)"),
        (PrimarySite.GallBladder, "gall-bladder", "Gall bladder"),
        (PrimarySite.UrinaryBladder, "urinary-bladder", "Urinary bladder"),
        (PrimarySite.Uterus, "uterus", "Uterus"),
        (PrimarySite.Ovary, "ovary", "Ovary"),
        (PrimarySite.Melanoma, "melanoma", "Melanoma"),
        (PrimarySite.SoftTissueSarcoma, "soft-tissue-sarcoma", "Soft tissue sarcoma"),
        (PrimarySite.Osteosarcoma, "osteosarcoma", "Osteosarcoma"),
        (PrimarySite.Myeloma, "myeloma", "Myeloma or plasmacytoma"),
        (PrimarySite.Lymphoma, "lymphoma", "Lymphoma"),
        (PrimarySite.Seminoma, "seminoma", "Seminoma"),
        (PrimarySite.Neuroendocrine, "neuroendocrine", "Neuroendocrine (carcinoid)"),
        (PrimarySite.Other, "other", "Another primary"),
        (PrimarySite.Unknown, "unknown", "Unknown primary"));

    /// <summary>What the scores make of it.</summary>
    public static PrimarySiteTraits TraitsOf(PrimarySite site) => site switch
    {
        PrimarySite.Breast => new(Radiosensitivity.Sensitive, 5, IsFavourable: true),
        PrimarySite.Prostate => new(Radiosensitivity.Sensitive, 5),
        PrimarySite.LungNonSmallCell => new(Radiosensitivity.Resistant, 0, IsLung: true),
        PrimarySite.LungSmallCell => new(Radiosensitivity.NotListed, 0, IsLung: true),
        PrimarySite.Kidney => new(Radiosensitivity.Resistant, 3, IsFavourable: true),
        PrimarySite.Thyroid => new(Radiosensitivity.Resistant, 5),
        PrimarySite.Colon => new(Radiosensitivity.Resistant, 2),
        PrimarySite.Rectum => new(Radiosensitivity.NotListed, 4),
        PrimarySite.Stomach or PrimarySite.Oesophagus or PrimarySite.Pancreas or PrimarySite.UrinaryBladder => new(Radiosensitivity.NotListed, 0),
        PrimarySite.Liver => new(Radiosensitivity.Resistant, 1),
        PrimarySite.GallBladder => new(Radiosensitivity.NotListed, 1),
        PrimarySite.Uterus => new(Radiosensitivity.NotListed, 3),
        PrimarySite.Ovary => new(Radiosensitivity.Sensitive, 2),
        PrimarySite.Melanoma or PrimarySite.SoftTissueSarcoma => new(Radiosensitivity.Resistant, 2),
        PrimarySite.Osteosarcoma => new(Radiosensitivity.Resistant, 0),
        PrimarySite.Myeloma or PrimarySite.Lymphoma => new(Radiosensitivity.Sensitive, 2, IsFavourable: true),
        PrimarySite.Seminoma => new(Radiosensitivity.Sensitive, 2),
        PrimarySite.Neuroendocrine => new(Radiosensitivity.Sensitive, 5),
        PrimarySite.Other => new(Radiosensitivity.NotListed, 2),
        PrimarySite.Unknown => new(Radiosensitivity.NotListed, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(site), site, null),
    };
}
