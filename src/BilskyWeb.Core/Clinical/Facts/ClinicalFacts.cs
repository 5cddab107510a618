using System.Globalization;

namespace BilskyWeb.Core.Clinical.Facts;

/// <summary>What is known of a patient's clinical picture: the newest answer of each field. Null is not known, never no.</summary>
public sealed class ClinicalFacts
{
    private readonly IReadOnlyDictionary<ClinicalField, string> _values;

    /// <param name="values">As <see cref="FieldValue"/> stores them.</param>
    public ClinicalFacts(IReadOnlyDictionary<ClinicalField, string> values) => _values = values;

    /// <summary>Nothing known.</summary>
    public static ClinicalFacts None { get; } = new(new Dictionary<ClinicalField, string>());

    /// <summary>Urgency.</summary>
    public Urgency? Urgency => ClinicalTerms.Urgency.Find(this[ClinicalField.Urgency]);

    /// <summary>When it was first suspected.</summary>
    public DateTimeOffset? SuspectedAt => FieldValue.TryReadInstant(this[ClinicalField.SuspectedAt]);

    /// <summary>The primary.</summary>
    public PrimarySite? Primary => PrimarySites.Terms.Find(this[ClinicalField.Primary]);

    /// <summary>The primary as somebody wrote it, else the words of its group; null where neither is known.</summary>
    public string? PrimaryWords => this[ClinicalField.PrimaryText] ?? WordsOf(ClinicalField.Primary);

    /// <summary>State of the disease.</summary>
    public SystemicState? SystemicState => ClinicalTerms.SystemicState.Find(this[ClinicalField.SystemicState]);

    /// <summary>Visceral metastases.</summary>
    public VisceralMetastases? Visceral => ClinicalTerms.Visceral.Find(this[ClinicalField.Visceral]);

    /// <summary>Bone metastases outside the spine.</summary>
    public ExtraspinalBone? ExtraspinalBone => ClinicalTerms.ExtraspinalBone.Find(this[ClinicalField.ExtraspinalBone]);

    /// <summary>Vertebrae with metastases.</summary>
    public VertebralMetastases? Vertebrae => ClinicalTerms.Vertebrae.Find(this[ClinicalField.Vertebrae]);

    /// <summary>Pain.</summary>
    public PainCharacter? Pain => ClinicalTerms.Pain.Find(this[ClinicalField.Pain]);

    /// <summary>Frankel grade.</summary>
    public FrankelGrade? Power => ClinicalTerms.Power.Find(this[ClinicalField.Power]);

    /// <summary>Gait.</summary>
    public Gait? Gait => ClinicalTerms.Gait.Find(this[ClinicalField.Gait]);

    /// <summary>Bladder.</summary>
    public Bladder? Bladder => ClinicalTerms.Bladder.Find(this[ClinicalField.Bladder]);

    /// <summary>Bowel.</summary>
    public Bowel? Bowel => ClinicalTerms.Bowel.Find(this[ClinicalField.Bowel]);

    /// <summary>Sensory level: "none", or a dermatome in small letters.</summary>
    public string? SensoryLevel => this[ClinicalField.SensoryLevel];

    /// <summary>ECOG.</summary>
    public Ecog? Ecog => ClinicalTerms.Ecog.Find(this[ClinicalField.Ecog]);

    /// <summary>Karnofsky index, 10 to 100.</summary>
    public int? Karnofsky => Number(ClinicalField.Karnofsky);

    /// <summary>Serum albumin in grams per litre.</summary>
    public int? AlbuminGramsPerLitre => Number(ClinicalField.Albumin);

    /// <summary>Anticoagulation.</summary>
    public Anticoagulation? Anticoagulation => ClinicalTerms.Anticoagulation.Find(this[ClinicalField.Anticoagulation]);

    /// <summary>SINS location.</summary>
    public SinsLocation? SinsLocation => ClinicalTerms.SinsLocation.Find(this[ClinicalField.SinsLocation]);

    /// <summary>SINS bone lesion.</summary>
    public BoneLesion? BoneLesion => ClinicalTerms.BoneLesion.Find(this[ClinicalField.BoneLesion]);

    /// <summary>SINS alignment.</summary>
    public Alignment? Alignment => ClinicalTerms.Alignment.Find(this[ClinicalField.Alignment]);

    /// <summary>SINS collapse.</summary>
    public Collapse? Collapse => ClinicalTerms.Collapse.Find(this[ClinicalField.Collapse]);

    /// <summary>SINS posterolateral involvement.</summary>
    public Posterolateral? Posterolateral => ClinicalTerms.Posterolateral.Find(this[ClinicalField.Posterolateral]);

    /// <summary>
    /// True where anything of the nervous system is said to be affected; false where power or gait is said to be normal and nothing is said against it; null where too
    /// little is known. A catheter for another reason says nothing.
    /// </summary>
    public bool? HasNeurology =>
        Urgency is Facts.Urgency.Emergency
        || Power is FrankelGrade.A or FrankelGrade.B or FrankelGrade.C or FrankelGrade.D
        || Bladder is Facts.Bladder.Hesitant or Facts.Bladder.Retention or Facts.Bladder.Incontinent
        || Bowel is Facts.Bowel.Incontinent
        || Gait is Facts.Gait.Unable or Facts.Gait.WithAid
        || SensoryLevel is not (null or "none") ? true
        : Urgency is Facts.Urgency.Urgent or Facts.Urgency.Planned || Power is FrankelGrade.E ? false : null;

    /// <summary>What is required for the urgency and not there.</summary>
    public IReadOnlyList<ClinicalField> MissingRequired => [.. ClinicalFields.RequiredFor(Urgency).Where(f => this[f] is null)];

    /// <summary>What stands in a field; null where it is empty.</summary>
    public string? this[ClinicalField field] => _values.TryGetValue(field, out var value) && value.Length > 0 ? value : null;

    /// <summary>An answer in words; null where there is none.</summary>
    public string? WordsOf(ClinicalField field) => this[field] is { } value ? Words(ClinicalFields.RuleOf(field), value) : null;

    /// <summary>A stored value in words. Instants stay as they are stored: whoever shows them knows the reader's zone.</summary>
    public static string Words(ClinicalFieldRule rule, string value)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Kind == FieldKind.Choice ? rule.Options.FirstOrDefault(o => o.Code == value).Words ?? value
            : rule.Kind == FieldKind.Date && DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? date.ToString("d MMM yyyy", CultureInfo.InvariantCulture)
                : value;
    }

    private int? Number(ClinicalField field) => int.TryParse(this[field], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
