namespace BilskyWeb.Core.Clinical.Facts;

#pragma warning disable CS1591 // ClinicalFields says what each is.

/// <summary>One thing that the clinical form asks, or that the team adds from the images. Stored by its code.</summary>
public enum ClinicalField
{
    Urgency, SuspectedAt, Contact,
    Primary, PrimaryText, SystemicState, Visceral, ExtraspinalBone, Vertebrae, Treatment, SpineRadiotherapy,
    Pain, PainSince,
    Power, SensoryLevel, Gait, Bladder, Bowel, NeurologySince,
    Ecog, Karnofsky, Albumin, Anticoagulation, AnticoagulationDetail,
    Note,
    SinsLocation, BoneLesion, Alignment, Collapse, Posterolateral,
}

/// <summary>What a field takes.</summary>
public enum FieldKind
{
    Choice, Text, Date, Instant, Number,
}

/// <summary>Where on the form a field stands.</summary>
public enum FieldSection
{
    Urgency, Cancer, Pain, Neurology, General, Note,

    /// <summary>Not the referrer's: read from the images by a reviewer.</summary>
    Images,
}

#pragma warning restore CS1591

/// <summary>One field with what it takes.</summary>
/// <param name="Field">Which.</param>
/// <param name="Code">As it is stored and sent.</param>
/// <param name="Label">As it is asked.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Section">Where it stands.</param>
public sealed record ClinicalFieldRule(ClinicalField Field, string Code, string Label, FieldKind Kind, FieldSection Section)
{
    /// <summary>Codes and words to choose from; empty where it is no choice.</summary>
    public IReadOnlyList<(string Code, string Words)> Options { get; init; } = [];

    /// <summary>Most UTF-16 units of a text.</summary>
    public int MaxLength { get; init; }

    /// <summary>Least of a number.</summary>
    public int Least { get; init; }

    /// <summary>Most of a number.</summary>
    public int Most { get; init; }

    /// <summary>A number goes in steps of this.</summary>
    public int Step { get; init; } = 1;

    /// <summary>Said below the field; null where it speaks for itself.</summary>
    public string? Hint { get; init; }
}
