namespace BilskyWeb.Core.Clinical.Facts;

/// <summary>The one table of what the clinical form asks.</summary>
public static class ClinicalFields
{
    private static readonly ClinicalFieldRule[] Rules =
    [
        Choice(ClinicalField.Urgency, "urgency", "How urgent is it?", FieldSection.Urgency, ClinicalTerms.Urgency),
        new(ClinicalField.SuspectedAt, "suspected-at", "When was it first suspected?", FieldKind.Instant, FieldSection.Urgency) { Hint = "The clock to the MRI starts here." },
        Text(ClinicalField.Contact, "contact", "Who can be called about this patient?", FieldSection.Urgency, 200, "Name and telephone, now and tonight."),
        Text(ClinicalField.PrimaryText, "primary-text", "Primary cancer", FieldSection.Cancer, 200, "In your words: histology, receptors, when diagnosed."),
        Choice(ClinicalField.Primary, "primary", "Histology group", FieldSection.Cancer, PrimarySites.Terms),
        Choice(ClinicalField.SystemicState, "systemic-state", "State of the disease", FieldSection.Cancer, ClinicalTerms.SystemicState),
        Choice(ClinicalField.Visceral, "visceral", "Metastases to internal organs", FieldSection.Cancer, ClinicalTerms.Visceral),
        Choice(ClinicalField.ExtraspinalBone, "extraspinal-bone", "Bone metastases outside the spine", FieldSection.Cancer, ClinicalTerms.ExtraspinalBone),
        Choice(ClinicalField.Vertebrae, "vertebrae", "Vertebrae with metastases", FieldSection.Cancer, ClinicalTerms.Vertebrae),
        Text(ClinicalField.Treatment, "treatment", "Treatment so far", FieldSection.Cancer, 400, "Systemic treatment, steroids, operations."),
        Choice(ClinicalField.SpineRadiotherapy, "spine-radiotherapy", "Spine irradiated before?", FieldSection.Cancer, ClinicalTerms.YesNo),
        Choice(ClinicalField.Pain, "pain", "Pain", FieldSection.Pain, ClinicalTerms.Pain),
        new(ClinicalField.PainSince, "pain-since", "Pain since", FieldKind.Date, FieldSection.Pain),
        Choice(ClinicalField.Power, "power", "Power (Frankel or ASIA impairment grade)", FieldSection.Neurology, ClinicalTerms.Power),
        Choice(ClinicalField.Gait, "gait", "Walking", FieldSection.Neurology, ClinicalTerms.Gait),
        Choice(ClinicalField.Bladder, "bladder", "Bladder", FieldSection.Neurology, ClinicalTerms.Bladder),
        Choice(ClinicalField.Bowel, "bowel", "Bowel", FieldSection.Neurology, ClinicalTerms.Bowel),
        new(ClinicalField.SensoryLevel, "sensory-level", "Sensory level", FieldKind.Choice, FieldSection.Neurology) { Options = SensoryLevels() },
        new(ClinicalField.NeurologySince, "neurology-since", "Neurological signs since", FieldKind.Date, FieldSection.Neurology),
        Choice(ClinicalField.Ecog, "ecog", "Performance status (ECOG)", FieldSection.General, ClinicalTerms.Ecog),
        new(ClinicalField.Karnofsky, "karnofsky", "Karnofsky index, %", FieldKind.Number, FieldSection.General) { Least = 10, Most = 100, Step = 10, Hint = "If known; survival scores use it." },
        new(ClinicalField.Albumin, "albumin", "Serum albumin, g/L", FieldKind.Number, FieldSection.General) { Least = 5, Most = 80 },
        Choice(ClinicalField.Anticoagulation, "anticoagulation", "Anticoagulation", FieldSection.General, ClinicalTerms.Anticoagulation),
        Text(ClinicalField.AnticoagulationDetail, "anticoagulation-detail", "Which, and the last dose", FieldSection.General, 200, null),
        Text(ClinicalField.Note, "note", "Note for the team", FieldSection.Note, 4000, "What else the team needs to know, and your question."),
        Choice(ClinicalField.SinsLocation, "sins-location", "Location", FieldSection.Images, ClinicalTerms.SinsLocation),
        Choice(ClinicalField.BoneLesion, "bone-lesion", "Bone lesion", FieldSection.Images, ClinicalTerms.BoneLesion),
        Choice(ClinicalField.Alignment, "alignment", "Alignment", FieldSection.Images, ClinicalTerms.Alignment),
        Choice(ClinicalField.Collapse, "collapse", "Vertebral body collapse", FieldSection.Images, ClinicalTerms.Collapse),
        Choice(ClinicalField.Posterolateral, "posterolateral", "Posterolateral involvement", FieldSection.Images, ClinicalTerms.Posterolateral),
    ];

    /// <summary>All, in the order in which they are asked.</summary>
    public static IReadOnlyList<ClinicalFieldRule> All => Rules;

    /// <summary>What a field takes.</summary>
    public static ClinicalFieldRule RuleOf(ClinicalField field) => Array.Find(Rules, r => r.Field == field) ?? throw new ArgumentOutOfRangeException(nameof(field), field, null);

    /// <summary>The field of a code; null for any other text.</summary>
    public static ClinicalFieldRule? Find(string? code) => Array.Find(Rules, r => r.Code == code);

    /// <summary>What must be there before a referral of that urgency is submitted. Nothing else is required, whatever is said elsewhere on the form.</summary>
    /// <remarks>An emergency is not kept waiting for a full history: who can be called, and what tells how far the cord has failed.</remarks>
    public static IReadOnlyList<ClinicalField> RequiredFor(Urgency? urgency) => urgency switch
    {
        Urgency.Emergency => [ClinicalField.Contact, ClinicalField.Power, ClinicalField.Gait, ClinicalField.Bladder],
        Urgency.Urgent => [ClinicalField.Contact, ClinicalField.Pain],
        Urgency.Planned or null => [],
        _ => throw new ArgumentOutOfRangeException(nameof(urgency), urgency, null),
    };

    private static ClinicalFieldRule Choice<T>(ClinicalField field, string code, string label, FieldSection section, Vocabulary<T> words)
        where T : struct, Enum => new(field, code, label, FieldKind.Choice, section) { Options = [.. words.Terms.Select(t => (t.Code, t.Words))] };

    private static ClinicalFieldRule Text(ClinicalField field, string code, string label, FieldSection section, int maxLength, string? hint) =>
        new(field, code, label, FieldKind.Text, section) { MaxLength = maxLength, Hint = hint };

    // The dermatomes of the ASIA examination, and none.
    private static List<(string Code, string Words)> SensoryLevels() =>
        [("none", "None"), .. new[] { ('C', 2, 8), ('T', 1, 12), ('L', 1, 5), ('S', 1, 5) }
            .SelectMany(part => Enumerable.Range(part.Item2, part.Item3 - part.Item2 + 1).Select(n => $"{part.Item1}{n}"))
            .Select(level => (level.ToLowerInvariant(), level))];
}
